"""What a route may answer besides its result, worked out from what it depends on, for its description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.people.access import SAFE_METHODS, Require, current, list_reached
from api.people.page_sessions import KINDS, SESSION_HEADER, csrf_cookie
from api.people.roles import PERMISSIONS, Role
from api.plain_input import LONGEST_PART
from api.problems import COMES_BACK, MEDIA_TYPE, Code, declared_codes
from api.site import desk_of, repeat_key

RETRY_AFTER = {
    "Retry-After": {"description": "Seconds after which to ask again.", "schema": {"type": "integer"}}
}
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "Of an app, a tablet or a machine."},
    **{
        f"{kind.value}_session": {
            "type": "apiKey",
            "in": "cookie",
            "name": f"__Host-noriai_{kind.value}",
            "description": f"Of a page, which says `{SESSION_HEADER}: {kind.value}`; what changes something "
            f"says in X-CSRF-Token what {csrf_cookie(kind)} holds.",
        }
        for kind in KINDS
    },
}


def write_answers(app: FastAPI, page: dict[str, Any]) -> dict[str, Any]:
    """Name every refusal of every route on the application's OpenAPI page; the answers they refer to."""
    answers: dict[str, Any] = {}
    for route, operation in _operations(app, page):
        _write(route, operation, answers)
    return answers


def codes_of(route: APIRoute) -> frozenset[Code]:
    """Every way in which a request of this route may be refused; what it declares itself is among them."""
    reached = {dependant.call for dependant in list_reached(route.dependant)}
    behind_a_door = any(_keeps_the_public_out(call) for call in reached)
    changes = not (route.methods or set()) <= SAFE_METHODS
    known = current in reached
    ways = (
        (True, (Code.INVALID,)),
        (bool(route.param_convertors), (Code.NOT_FOUND,)),
        (changes, (Code.TOO_LARGE, Code.NOT_JSON)),
        (known, (Code.TOO_MANY, Code.UNKNOWN)),
        (known and changes, (Code.FORGED,)),
        (behind_a_door, (Code.UNAUTHENTICATED, Code.LOCKED, Code.FORBIDDEN)),
        (repeat_key in reached, (Code.KEY_MISSING, Code.KEY_REUSED)),
        (desk_of in reached, (Code.NOT_OPEN, Code.NOT_NOW, Code.CLOSED, Code.BUSY)),
    )
    derived = {code for holds, codes in ways if holds for code in codes}
    return declared_codes(route.responses) | derived


def _write(route: APIRoute, operation: dict[str, Any], answers: dict[str, Any]) -> None:
    """Name a route's refusals, one answer a status, which all routes that share it refer to."""
    codes = sorted(codes_of(route), key=lambda code: code.name)
    for status in sorted({code.status for code in codes}):
        here = [code for code in codes if code.status == status]
        name = f"{status}-{'-or-'.join(code.name_on_wire for code in here)}"
        answers.setdefault(name, _answer(status, here))
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{name}"}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and "format" not in parameter["schema"]:
            parameter["schema"] |= {"minLength": 1, "maxLength": LONGEST_PART}
    if Code.UNAUTHENTICATED in codes:
        operation["security"] = [{scheme: []} for scheme in SECURITY]


def _answer(status: int, codes: Sequence[Code]) -> dict[str, Any]:
    known = {"properties": {"code": {"enum": [code.name_on_wire for code in codes]}}}
    answer: dict[str, Any] = {
        "description": " ".join(f"{code.name_on_wire}: {code.japanese} {code.english}" for code in codes),
        "content": {MEDIA_TYPE: {"schema": {"allOf": [{"$ref": "#/components/schemas/ProblemOut"}, known]}}},
    }
    return answer | ({"headers": RETRY_AFTER} if status in COMES_BACK else {})


def _operations(app: FastAPI, page: dict[str, Any]) -> Iterator[tuple[APIRoute, dict[str, Any]]]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.include_in_schema:
            for method in context.methods or ():
                yield route, page["paths"][context.path_format][method.lower()]


def _keeps_the_public_out(call: object) -> bool:
    return isinstance(call, Require) and call.permission not in PERMISSIONS[Role.PUBLIC]
