"""Every route is walked with wrong input: the field is named, and nothing that is kept has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from api.app import documented_app
from api.desk.town import Town
from api.expected import LOOK_AGAIN
from api.people.roles import Role
from api.people.tables import TOKEN
from api.route_table import RouteEntry, list_routes
from api.storage.every_table import every_table
from tests.api.lively_day import LivelyDay, lively_day
from tests.api.test_plain_input import refused

APP = documented_app()
PAGE = APP.openapi()
ROUTES = list_routes(APP)
PARAMETER = re.compile(r"\{(\w+)\}")
NOT_HERE = "planning"
"""A service that replays no days says so before it looks at what is asked."""
WRONG: dict[str, Any] = {"string": 7, "integer": "seven", "number": "seven", "boolean": "maybe", "array": 7}


@pytest.fixture(scope="module")
def day(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivelyDay]:
    with lively_day(town, tmp_path_factory.mktemp("lively")) as living:
        yield living


def kept(day: LivelyDay) -> dict[str, int]:
    """How many rows each table has; when somebody was seen last is no row."""
    with day.served.site.database.read() as connection:
        tables = [each for each in every_table().sorted_tables if each is not TOKEN]
        return {
            each.name: connection.execute(select(func.count()).select_from(each)).scalar_one()
            for each in tables
        }


def who_may(entry: RouteEntry) -> Role:
    return next(role for role in Role if entry.lets_in(role))


def asked(day: LivelyDay, entry: RouteEntry, body: Any, query: str = "") -> Any:
    """The answer to who may: about things that are there."""
    path = PARAMETER.sub(lambda found: str(day.known.get(found[1], ["nothing-1"])[0]), entry.path)
    token = day.token(who_may(entry))
    headers = {"Idempotency-Key": f"wrong-{next(day.served.keys):06}"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return day.served.client.request(entry.method, path + query, json=body, headers=headers)


def body_of(entry: RouteEntry) -> dict[str, Any] | None:
    """The schema of the body of a route; None where it takes none."""
    operation = PAGE["paths"][entry.path][entry.method.lower()]
    if "requestBody" not in operation:
        return None
    return resolved(operation["requestBody"]["content"]["application/json"]["schema"])


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = PAGE["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def wrong_for(schema: dict[str, Any]) -> Any:
    """Something of another kind than a field takes."""
    return WRONG.get(resolved(schema).get("type", "object"), 7)


@pytest.mark.parametrize("entry", ROUTES, ids=lambda entry: f"{entry.method} {entry.path}")
def test_a_route_names_what_is_wrong_and_keeps_nothing(entry: RouteEntry, day: LivelyDay) -> None:
    day.token(who_may(entry))
    before, schema = kept(day), body_of(entry)
    body = None if schema is None else {}
    refused_at(asked(day, entry, body, "?surplus=1"), "query.surplus")
    if schema is not None and NOT_HERE not in entry.tags:
        refused_at(asked(day, entry, {"surplus": 1}), "surplus")
        required = {field: schema["properties"][field] for field in schema.get("required", ())}
        wrong = {field: wrong_for(inner) for field, inner in required.items()}
        answer = asked(day, entry, wrong) if wrong else None
        for field in required:
            refused_at(answer, field)
    elif entry.method != "GET" and schema is None:
        refused_at(asked(day, entry, {"surplus": 1}), "surplus")
    assert kept(day) == before


def refused_at(answer: Any, field: str) -> None:
    problem = refused(answer, 422, "invalid")
    assert any(each["field"].startswith(field) for each in problem["errors"]), answer.text
    assert not [each for each in problem["errors"] if each["expected_ja"] == LOOK_AGAIN], answer.text
