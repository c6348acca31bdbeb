"""What no route expects is refused of every request: unknown parameters, control characters, no JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite

from fastapi import Request
from fastapi.routing import APIRoute

from api.people.access import SAFE_METHODS, list_reached
from api.problems import Code, FieldFault, Problem

LONGEST_PART = 200
"""Of a path, between two slashes; no id is nearly as long."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters but for tabs and line ends, and halves of characters: no database keeps them all."""
PLAIN_TEXT = "no control characters expected", "制御文字を含めずに指定してください。"
_JSON = re.compile(r"application/([\w.-]+\+)?json\s*(;|$)", re.IGNORECASE)


async def refuse_oddities(request: Request) -> None:
    """Raise a Problem that names every field at fault; for the whole application, as a dependency."""
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    faults = [*_of_path(request), *_of_query(request, route), *await _of_body(request, route)]
    if faults:
        raise Problem(Code.INVALID, errors=tuple(faults))


def _of_path(request: Request) -> Iterator[FieldFault]:
    for name, part in request.path_params.items():
        if len(part) > LONGEST_PART or _CONTROL.search(part):
            yield _fault(
                f"path.{name}",
                f"at most {LONGEST_PART} characters, and no control characters, expected",
                f"{LONGEST_PART}文字以内で、制御文字を含めずに指定してください。",
            )


def _of_query(request: Request, route: APIRoute) -> Iterator[FieldFault]:
    if not request.url.query:
        return
    known = {field.alias for each in list_reached(route.dependant) for field in each.query_params}
    for name in dict.fromkeys(request.query_params):
        field = f"query.{_CONTROL.sub('?', name)[:LONGEST_PART]}"
        if name not in known:
            listed = ", ".join(sorted(known))
            yield _fault(
                field,
                f"no such parameter; {listed or 'none'} expected",
                f"この項目は指定できません。指定できるもの: {listed or 'なし'}",
            )
        elif len(request.query_params.getlist(name)) > 1:
            yield _fault(field, "once expected, and no more", "一度だけ指定してください。")
        elif _CONTROL.search(request.query_params[name]):
            yield _fault(field, *PLAIN_TEXT)


async def _of_body(request: Request, route: APIRoute) -> list[FieldFault]:
    if request.method in SAFE_METHODS or not await request.body():
        return []
    if not _JSON.match(request.headers.get("content-type", "")):
        raise Problem(Code.NOT_JSON, "Content-Type: application/json expected")
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return [_fault("body", "no body, or JSON, expected", "本文は JSON にするか、空にしてください。")]
    if route.body_field is None and body not in ({}, None):
        unknown = map(_name, body) if isinstance(body, dict) else ["body"]
        return [
            _fault(each, "nothing expected in the body", "本文には何も指定できません。") for each in unknown
        ]
    return list(_odd_values(body))


def _odd_values(body: object) -> Iterator[FieldFault]:
    """Every text with a control character, key with one, and number that is none, anywhere in a body."""
    waiting: list[tuple[str, object]] = [("", body)]
    while waiting:
        name, value = waiting.pop()
        field = name[1:] or "body"
        match value:
            case dict():
                waiting += [(f"{name}.{_name(key)}", inner) for key, inner in value.items()]
                if any(_CONTROL.search(key) for key in value):
                    yield _fault(
                        field, "keys of plain text expected", "項目名に制御文字を含めないでください。"
                    )
            case list():
                waiting += [(f"{name}.{number}", inner) for number, inner in enumerate(value)]
            case str() if _CONTROL.search(value):
                yield _fault(field, *PLAIN_TEXT)
            case float() if not isfinite(value):
                yield _fault(field, "a finite number expected", "有限の数値で指定してください。")


def _fault(field: str, expected: str, expected_ja: str) -> FieldFault:
    return FieldFault(field=field, expected=expected, expected_ja=expected_ja)


def _name(key: object) -> str:
    return _CONTROL.sub("?", str(key))[:LONGEST_PART]
