"""Errors as problem details (RFC 9457): a stable code, a sentence in both languages, the field at fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.expected import LOOK_AGAIN

MEDIA_TYPE = "application/problem+json"


class Code(Enum):
    """What went wrong, as a program reads it: HTTP status, Japanese, English."""

    INVALID = 422, "入力に誤りがあります。", "Something in the request is not as expected."
    NOT_FOUND = 404, "見つかりません。", "There is no such thing."
    METHOD = 405, "この操作はできません。", "That cannot be done here."
    NOT_OPEN = 409, "その日の予約は受け付けていません。", "No bookings are taken for that date."
    NOT_NOW = 409, "今はその操作ができません。", "That cannot be done as things stand."
    WOULD_BREAK = 409, "ほかの方の約束が守れなくなります。", "It would break promises."
    GONE_ON = 409, "状況が変わりました。もう一度ご確認ください。", "Things have changed: look again."
    KEY_MISSING = 400, "Idempotency-Key が必要です。", "An Idempotency-Key header is needed."
    KEY_REUSED = 422, "Idempotency-Key は別の依頼で使われました。", "The Idempotency-Key was used before."
    BUSY = 429, "混み合っています。少し待って、もう一度お試しください。", "Too many at once: try again soon."
    UNKNOWN = 503, "結果を確認できません。同じ操作をもう一度お試しください。", "Ask again with the same key."
    CLOSED = 503, "ただいま切り替え中です。少し待ってお試しください。", "The service is changing over."
    NO_CALL = 502, "電話をつなげません。配車担当に連絡してください。", "The call could not be connected."
    FORBIDDEN = 403, "この操作の権限がありません。", "You may not do that."
    FORGED = 403, "このページからの操作と確認できません。", "The request did not come from our own page."
    UNAUTHENTICATED = 401, "ログインが必要です。", "Please sign in."
    WRONG_SIGN_IN = (
        401,
        "確認できませんでした。入力をお確かめください。",
        "Not right, or not any more.",
    )
    LOCKED = 401, "ロック中です。パスワードを入力してください。", "The session is locked: unlock it."
    TOO_MANY = 429, "回数が多すぎます。しばらくしてお試しください。", "Too often: please wait a while."
    CODES_STOPPED = (
        429,
        "ただいま確認番号をお送りできません。お急ぎのときはお電話ください。",
        "No codes are sent for now: call us, or try again later.",
    )
    TOO_LARGE = 413, "送られた内容が大きすぎます。分けてお送りください。", "Too much at once: send less."
    NOT_JSON = 415, "application/json で送ってください。", "Send it as application/json."
    FAULT = 500, "システムの不具合です。時間をおいてお試しください。", "A fault of ours: try again later."

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.value[0])

    @property
    def japanese(self) -> str:
        """What people read in Japanese."""
        return str(self.value[1])

    @property
    def english(self) -> str:
        """What people read in English."""
        return str(self.value[2])

    @property
    def name_on_wire(self) -> str:
        """The code as it is written: lower case, with hyphens."""
        return self.name.lower().replace("_", "-")


class FieldFault(BaseModel):
    """Which field is wrong, and what was expected: in English, and in Japanese."""

    field: str
    expected: str
    expected_ja: str = LOOK_AGAIN


class ProblemOut(BaseModel):
    """Problem details, what people read in both languages; `detail` is for logs, in English alone."""

    type: str
    code: str
    status: int
    title: str
    title_ja: str
    title_en: str
    detail: str
    errors: list[FieldFault] = []


COMES_BACK = (409, 429, 503)
"""Statuses of what is worth asking again soon."""


@dataclass
class Problem(Exception):
    """Raised by a route: becomes the answer."""

    code: Code
    detail: str = ""
    errors: tuple[FieldFault, ...] = ()
    retry_s: int | None = None


def wrong(field: str, expected: str, expected_ja: str = LOOK_AGAIN, *, detail: str = "") -> Problem:
    """The problem of one field that is not as expected."""
    fault = FieldFault(field=field, expected=expected, expected_ja=expected_ja)
    return Problem(Code.INVALID, detail, errors=(fault,))


def no_such_place(field: str, place_id: str, area: str) -> Problem:
    """The problem of a field that names no place which is there for whoever asks."""
    expected = f"a place id of {area} expected, not {place_id!r}; look one up with /places"
    return wrong(field, expected, "この地区の乗降場所を指定してください。/places で探せます。")


def documented(*codes: Code) -> dict[int | str, dict[str, Any]]:
    """What a route may answer of its own; what follows from its dependencies, `answers` works out."""
    return {
        status: {"description": "", _CODES: [code for code in codes if code.status == status]}
        for status in {code.status for code in codes}
    }


def declared_codes(responses: Mapping[int | str, Mapping[str, Any]]) -> frozenset[Code]:
    """The codes that a route has declared."""
    return frozenset(code for declared in responses.values() for code in declared.get(_CODES, ()))


_CODES = "x-codes"


def language_of(request: Request) -> str:
    """The reader's language: Japanese unless English is asked for first."""
    wanted = request.headers.get("accept-language", "ja").strip().lower()
    return "en" if wanted.startswith("en") else "ja"


def answer(problem: Problem, language: str) -> JSONResponse:
    """The problem as a response, its title in the reader's language."""
    code = problem.code
    content = ProblemOut(
        type=f"urn:noriai:problem:{code.name_on_wire}",
        code=code.name_on_wire,
        status=code.status,
        title=code.japanese if language == "ja" else code.english,
        title_ja=code.japanese,
        title_en=code.english,
        detail=problem.detail,
        errors=list(problem.errors),
    )
    headers = {} if problem.retry_s is None else {"Retry-After": str(problem.retry_s)}
    if code.status == Code.UNAUTHENTICATED.status:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(content.model_dump(), status_code=code.status, media_type=MEDIA_TYPE, headers=headers)
