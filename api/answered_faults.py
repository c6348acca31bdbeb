"""Every fault of the house, and of whoever asks, answered as a problem: which field, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException

from api.board.tasks import NoSuchTask, TaskDone
from api.desk.no_show_rows import AppealClosed
from api.desk.queue import DeskBusy, DeskClosed
from api.desk.undone import DayHasGoneOn, DayNotOpen, DayUnread, OutcomeUnknown
from api.disruptions.actions import NothingDone
from api.driving.masked_calls import CallFailed
from api.expected import LOOK_AGAIN, expected_in_japanese
from api.people.code_traffic import CodesStopped
from api.people.devices import NoSuchDevice
from api.people.passwords import PasswordsBusy, WeakPassword
from api.people.phone import EXPECTED_JA, WrongPhone
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
from api.problems import COMES_BACK, Code, FieldFault, Problem, answer, language_of, wrong
from api.storage.database_error import UncertainCommit
from api.storage.receipts import KeyReused
from dispatch.engine.decision import Breakage
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.undoing import NothingToUndo

MOST_NAMED, LONGEST_NAME = 20, 200
"""So many fields at fault are named, and so much of each name: enough for who sends hundreds."""


def install(app: FastAPI) -> None:
    """Have every fault answered as a problem, what nobody foresaw too."""
    for kind in (Problem, RequestValidationError, HTTPException, *_MEANS, Exception):
        app.add_exception_handler(kind, _handle)


_MEANS: dict[type[Exception], Code] = {
    CommandRefused: Code.NOT_NOW,
    DayNotOpen: Code.NOT_OPEN,
    DayHasGoneOn: Code.GONE_ON,
    OutcomeUnknown: Code.UNKNOWN,
    UncertainCommit: Code.UNKNOWN,
    OperationalError: Code.UNKNOWN,
    InterfaceError: Code.UNKNOWN,
    DeskClosed: Code.CLOSED,
    DayUnread: Code.CLOSED,
    DeskBusy: Code.BUSY,
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
    CodesStopped: Code.CODES_STOPPED,
    PasswordsBusy: Code.TOO_MANY,
}
_STATUS = {
    401: Code.UNAUTHENTICATED,
    403: Code.FORBIDDEN,
    404: Code.NOT_FOUND,
    413: Code.TOO_LARGE,
}


async def _handle(request: Request, fault: Exception) -> JSONResponse:
    if isinstance(fault, HTTPException) and fault.status_code in (404, 405):
        served = _methods_here(request)
        if served or fault.status_code == 405:
            refused = answer(Problem(Code.METHOD), language_of(request))
            refused.headers["Allow"] = ", ".join(sorted(served or {"GET", "HEAD"}))
            return refused
    return answer(_problem(fault), language_of(request))


def _problem(fault: Exception) -> Problem:
    match fault:
        case Problem():
            return fault
        case DeskBusy() | TooManyRequests() | TooManyCodes() | CodesStopped() | PasswordsBusy():
            return Problem(_MEANS[type(fault)], str(fault), retry_s=fault.retry_s)
        case CommandRefused() if fault.breaks:
            return Problem(Code.WOULD_BREAK, str(fault), errors=tuple(map(_broken, fault.breaks)))
        case WrongPhone():
            return _wrong("phone", str(fault), EXPECTED_JA)
        case WrongProfile():
            return _wrong(fault.field, fault.expected, fault.expected_ja)
        case WrongAccount() | WeakPassword():
            field, _, expected = str(fault).partition(": ")
            return _wrong(field, expected)
        case RequestValidationError():
            named = [_field_fault(each) for each in fault.errors()[:MOST_NAMED]]
            return Problem(Code.INVALID, errors=tuple(named))
        case OperationalError() | InterfaceError():
            return Problem(Code.UNKNOWN, "the database does not answer", retry_s=1)  # never its statement
        case HTTPException(status_code=400):
            expected = "JSON in UTF-8, nested less deep than a thousand levels, expected"
            return _wrong("body", expected, "UTF-8 の JSON で、入れ子を千段までにしてください。")
        case HTTPException():
            return Problem(_STATUS.get(fault.status_code, Code.INVALID), str(fault.detail))
        case _ if type(fault) in _MEANS:
            code = _MEANS[type(fault)]
            return Problem(code, str(fault), retry_s=1 if code.status in COMES_BACK else None)
        case _:
            return Problem(Code.FAULT)


def _wrong(field: str, expected: str, expected_ja: str = LOOK_AGAIN) -> Problem:
    return wrong(field, expected, expected_ja, detail=f"{field}: {expected}")


def _broken(promise: Breakage) -> FieldFault:
    late_min = -(-promise.late_s // 60)
    late_ja = f"約束の時刻より{late_min}分遅れます。"
    return FieldFault(field=promise.ride_id, expected=f"{late_min} min late", expected_ja=late_ja)


def _field_fault(error: Mapping[str, Any]) -> FieldFault:
    expected_ja = expected_in_japanese(error["type"], error.get("ctx", {}))
    if error["type"] == "json_invalid":
        expected = f"JSON expected; at character {error['loc'][-1]}: {error['ctx']['error']}"
        return FieldFault(field="body", expected=expected, expected_ja=expected_ja)
    where = ".".join(str(part) for part in error["loc"] if part != "body") or "body"
    expected = str(error["msg"]).removeprefix("Value error, ")
    return FieldFault(field=where[:LONGEST_NAME], expected=expected, expected_ja=expected_ja)


def _methods_here(request: Request) -> set[str]:
    """The methods served at the path of a request; none where only a page may be there."""
    path = request.scope["path"]
    here = [
        each
        for each in iter_route_contexts(request.app.routes)
        if each.methods and each.path_regex.match(path)
    ]
    if not here:
        return set()
    closest = min(here, key=lambda each: len(each.param_convertors)).path_format
    return {method for each in here if each.path_format == closest for method in each.methods or ()}
