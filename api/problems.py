"""Errors as problem details (RFC 9457): a stable code, a sentence in both languages, the field at fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.board.tasks import NoSuchTask, TaskDone
from api.desk.desk import DayHasGoneOn, DayNotOpen, DayUnread, OutcomeUnknown
from api.desk.no_show_rows import AppealClosed
from api.desk.queue import DeskBusy, DeskClosed
from api.disruptions.actions import NothingDone
from api.driving.masked_calls import CallFailed
from api.people.devices import NoSuchDevice
from api.people.passwords import PasswordsBusy, WeakPassword
from api.people.phone import WrongPhone
from api.people.profile import WrongProfile
from api.people.refusals import (
    ForgedRequest,
    NoSuchThing,
    NotAllowed,
    NotSignedIn,
    SessionLocked,
    TooManyRequests,
)
from api.people.riders import NoSuchRider
from api.people.sign_in import TooManyCodes
from api.people.staff import WrongAccount
from api.storage.receipts import KeyReused
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.undoing import NothingToUndo

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

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.value[0])

    @property
    def name_on_wire(self) -> str:
        """The code as it is written: lower case, with hyphens."""
        return self.name.lower().replace("_", "-")


class FieldFault(BaseModel):
    """Which field is wrong, and what was expected."""

    field: str
    expected: str


class ProblemOut(BaseModel):
    """Problem details."""

    type: str
    code: str
    status: int
    title: str
    title_ja: str
    title_en: str
    detail: str
    errors: list[FieldFault] = []


@dataclass
class Problem(Exception):
    """Raised by a route: becomes the answer."""

    code: Code
    detail: str = ""
    errors: tuple[FieldFault, ...] = ()
    retry_s: int | None = None


def documented(*codes: Code) -> dict[int | str, dict[str, Any]]:
    """What a route may answer besides its result, for OpenAPI."""
    answers: dict[int | str, dict[str, Any]] = {}
    for code in (Code.INVALID, *codes):
        known = answers.setdefault(
            code.status, {"content": {MEDIA_TYPE: {"schema": _REF}}, "description": ""}
        )
        known["description"] = f"{known['description']} {code.name_on_wire}: {code.value[2]}".strip()
    return answers


READS = (Code.NOT_FOUND, Code.NOT_OPEN, Code.CLOSED)
"""What may come of looking at something of a day."""
WRITES = (*READS, Code.KEY_MISSING, Code.KEY_REUSED, Code.NOT_NOW, Code.BUSY, Code.UNKNOWN)
"""What may come of an order for a desk."""
_REF = {"$ref": "#/components/schemas/ProblemOut"}


def install(app: FastAPI) -> None:
    """Have every fault of the house answered as a problem."""
    for kind in (Problem, RequestValidationError, HTTPException, *_MEANS):
        app.add_exception_handler(kind, _handle)


_MEANS: dict[type[Exception], Code] = {
    CommandRefused: Code.NOT_NOW,
    DayNotOpen: Code.NOT_OPEN,
    DayHasGoneOn: Code.GONE_ON,
    OutcomeUnknown: Code.UNKNOWN,
    DeskClosed: Code.CLOSED,
    DayUnread: Code.CLOSED,
    CallFailed: Code.NO_CALL,
    KeyReused: Code.KEY_REUSED,
    AppealClosed: Code.NOT_NOW,
    NotSignedIn: Code.UNAUTHENTICATED,
    SessionLocked: Code.LOCKED,
    NotAllowed: Code.FORBIDDEN,
    ForgedRequest: Code.FORGED,
    NoSuchThing: Code.NOT_FOUND,
    NoSuchRider: Code.NOT_FOUND,
    NoSuchDevice: Code.NOT_FOUND,
    NoSuchTask: Code.NOT_FOUND,
    TaskDone: Code.NOT_NOW,
    NothingDone: Code.NOT_NOW,
    NothingToUndo: Code.NOT_NOW,
    WrongProfile: Code.INVALID,
    WrongPhone: Code.INVALID,
    WrongAccount: Code.INVALID,
    WeakPassword: Code.INVALID,
    TooManyRequests: Code.TOO_MANY,
    TooManyCodes: Code.TOO_MANY,
    PasswordsBusy: Code.TOO_MANY,
}
_COMES_BACK = (409, 503)
"""Worth asking again soon."""
_STATUS = {401: Code.UNAUTHENTICATED, 403: Code.FORBIDDEN, 404: Code.NOT_FOUND, 405: Code.METHOD}


async def _handle(request: Request, fault: Exception) -> JSONResponse:
    return answer(_problem(fault), language_of(request))


def _problem(fault: Exception) -> Problem:
    match fault:
        case Problem():
            return fault
        case DeskBusy():
            return Problem(Code.BUSY, str(fault), retry_s=fault.retry_s)
        case TooManyRequests() | TooManyCodes() | PasswordsBusy():
            return Problem(Code.TOO_MANY, str(fault), retry_s=fault.retry_s)
        case WrongPhone():
            return Problem(Code.INVALID, str(fault), errors=(FieldFault(field="phone", expected=str(fault)),))
        case CommandRefused() if fault.breaks:
            broken = (
                FieldFault(field=each.ride_id, expected=f"{-(-each.late_s // 60)} min late")
                for each in fault.breaks
            )
            return Problem(Code.WOULD_BREAK, str(fault), errors=tuple(broken))
        case WrongProfile():
            wrong = FieldFault(field=fault.field, expected=fault.expected)
            return Problem(Code.INVALID, str(fault), errors=(wrong,))
        case RequestValidationError():
            return Problem(Code.INVALID, errors=tuple(_field_fault(each) for each in fault.errors()))
        case HTTPException():
            return Problem(_STATUS.get(fault.status_code, Code.INVALID), str(fault.detail))
        case _:
            code = _MEANS[type(fault)]
            return Problem(code, str(fault), retry_s=1 if code.status in _COMES_BACK else None)


def _field_fault(error: Mapping[str, Any]) -> FieldFault:
    where = ".".join(str(part) for part in error["loc"] if part != "body")
    return FieldFault(field=where, expected=str(error["msg"]))


def language_of(request: Request) -> str:
    """The reader's language: Japanese unless English is asked for first."""
    wanted = request.headers.get("accept-language", "ja").strip().lower()
    return "en" if wanted.startswith("en") else "ja"


def answer(problem: Problem, language: str) -> JSONResponse:
    """The problem as a response, its title in the reader's language."""
    _, japanese, english = problem.code.value
    content = ProblemOut(
        type=f"urn:noriai:problem:{problem.code.name_on_wire}",
        code=problem.code.name_on_wire,
        status=problem.code.status,
        title=japanese if language == "ja" else english,
        title_ja=japanese,
        title_en=english,
        detail=problem.detail,
        errors=list(problem.errors),
    )
    headers = {} if problem.retry_s is None else {"Retry-After": str(problem.retry_s)}
    return JSONResponse(
        content.model_dump(), status_code=problem.code.status, media_type=MEDIA_TYPE, headers=headers
    )
