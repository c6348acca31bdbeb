"""Signing in over the wire: what riders and staff send, and what they get to show with every request."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.wire.asked import Examples
from api.wire.fields import SECRET, STRICT, Text

Typed = Annotated[str, Field(min_length=1, max_length=40)]


class Hold(StrEnum):
    """How a client holds its token: an app sends it as Bearer, a page has it in a cookie out of its reach."""

    BEARER = "bearer"
    COOKIE = "cookie"


class CodeIn(BaseModel):
    """The telephone number that a code is to be sent to; a landline is called and has it read aloud."""

    model_config = STRICT
    phone: Typed
    language: Literal["ja", "en"] = "ja"


CODE_EXAMPLES: Examples = {
    "ja": {"summary": "携帯電話", "value": {"phone": "090-1234-5678"}},
    "en": {"summary": "A landline, in English", "value": {"phone": "0172-62-1111", "language": "en"}},
}


class CodeOut(BaseModel):
    """Which request the code belongs to; the same for numbers that nobody registered."""

    request_id: str
    expires: datetime


class SignInIn(BaseModel):
    """The code, the number it was sent to, and whom to sign in where the number leads to several riders."""

    model_config = SECRET
    request_id: Text
    phone: Typed
    code: Typed
    hold: Hold = Hold.BEARER
    rider_id: Text | None = None


SIGN_IN_EXAMPLES: Examples = {
    "ja": {
        "summary": "アプリ",
        "value": {"request_id": "5f0c…", "phone": "090-1234-5678", "code": "012345"},
    },
    "en": {
        "summary": "A page, one of a household",
        "value": {
            "request_id": "5f0c…",
            "phone": "0172-62-1111",
            "code": "012345",
            "hold": "cookie",
            "rider_id": "r12ab34cd56ef7890",
        },
    },
}


class HouseholdMember(BaseModel):
    """One of the riders a number leads to."""

    rider_id: str
    name: str


class SignedInOut(BaseModel):
    """Who is signed in, and the token of an app; or, where a number leads to several, whom to choose from.

    The code stays good until one of them is named in a second request.
    """

    rider_id: str | None = None
    area: str | None = None
    token: str | None = None
    choose: list[HouseholdMember] = []


class StaffSignInIn(BaseModel):
    """Account, password, and a code of the authenticator or one from paper."""

    model_config = SECRET
    account: Typed
    password: Text
    second: Typed
    hold: Hold = Hold.COOKIE


STAFF_EXAMPLES: Examples = {
    "ja": {
        "summary": "受付の画面",
        "value": {"account": "sato", "password": "りんごと電車と七月の長い雨", "second": "123456"},
    },
    "en": {
        "summary": "A program",
        "value": {
            "account": "sato",
            "password": "apples by train in july",
            "second": "123456",
            "hold": "bearer",
        },
    },
}


class UnlockIn(BaseModel):
    """The password, which alone opens a session that was locked by an idle quarter of an hour."""

    model_config = SECRET
    password: Text


class StaffSignedInOut(BaseModel):
    """Who is signed in, and the token of a program."""

    account: str
    token: str | None = None


class StaffSessionOut(BaseModel):
    """Who is signed in, and what they may do in each area that is theirs, by the names of permissions."""

    account: str
    may: dict[str, list[str]]
