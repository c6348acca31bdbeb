"""Requests made from the service's own description, right and wrong: no fault, and no undocumented answer."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any
from zlib import crc32

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from api.app import documented_app
from api.desk.town import Town
from api.people.roles import Role
from api.route_table import list_routes
from tests.api.lively_day import LivelyDay, lively_day


def description() -> dict[str, Any]:
    """What the service says of itself; who signs in how is another test's, so requests here are signed."""
    told = copy.deepcopy(APP.openapi())
    for operation in (each for methods in told["paths"].values() for each in methods.values()):
        operation.pop("security", None)
    return told


APP = documented_app()
SCHEMA = schemathesis.openapi.from_dict(description())
LET_IN = {
    (entry.method, entry.path): [role for role in Role if entry.lets_in(role)] for entry in list_routes(APP)
}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    missing_required_header,
    unsupported_method,
    allow_header_conformance,
]
"""Not whether right data is accepted: a description cannot say which places and rides there are."""
SESSION = requests.Session()
KNOWN_OF_TEN, IN_SHORT_ONE_OF = 7, 3


@pytest.fixture(scope="module")
def day(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivelyDay]:
    with lively_day(town, tmp_path_factory.mktemp("lively")) as living:
        yield living


def steady(**more: Any) -> settings:
    """The same requests each time; what Hypothesis finds slow is none of our business here."""
    return settings(
        derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck), **more
    )


@SCHEMA.parametrize()
@steady(max_examples=2)
def test_every_answer_is_a_documented_one(case: Case, day: LivelyDay) -> None:
    drawn = drawn_from(case)
    if drawn.randrange(IN_SHORT_ONE_OF) == 0:
        hold_to_the_description(case, day, drawn)


@pytest.mark.long
@SCHEMA.parametrize()
@steady(max_examples=300)
def test_every_answer_is_a_documented_one_at_length(case: Case, day: LivelyDay) -> None:
    hold_to_the_description(case, day, drawn_from(case))


def drawn_from(case: Case) -> Random:
    """What is left to chance, the same each time for the same request."""
    asked = repr((case.method, case.path_parameters, case.query, case.headers, case.body))
    return Random(crc32(asked.encode("utf-8", "replace")))


def hold_to_the_description(case: Case, day: LivelyDay, drawn: Random) -> None:
    """Ask as somebody, mostly of things that are there, and look whether the answer is as described."""
    let_in = LET_IN.get((case.method, case.path), list(Role))
    role = drawn.choice([*let_in, drawn.choice(list(Role))])
    name_what_is_there(case, day, drawn)
    response = answered(case, day, role)
    if response is not None:
        case.validate_response(response, checks=CHECKS)


def name_what_is_there(case: Case, day: LivelyDay, drawn: Random) -> None:
    """Put ids of the day in the place of made up ones; where a case is to be wrong, in its path alone."""

    def known(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: known(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [known(inner, name) for inner in value]
        there = day.known.get(name, ())
        return drawn.choice(there) if there and drawn.randrange(10) < KNOWN_OF_TEN else value

    meta = case.meta
    if meta is None or not meta.is_negative_at(ParameterLocation.PATH):
        case.path_parameters = known(case.path_parameters)
    if meta is None or meta.generation.mode is GenerationMode.POSITIVE:
        case.query, case.body = known(case.query), known(case.body)


def answered(case: Case, day: LivelyDay, role: Role) -> requests.Response | None:
    """The answer; None for a stream that has begun as it should, which would not end by itself."""
    base_url, token = str(day.served.client.base_url), day.token(role)
    signed = {} if token is None else {"Authorization": f"Bearer {token}"}
    sent = case.as_transport_kwargs(base_url=base_url, headers={**(case.headers or {}), **signed})
    with SESSION.request(**sent, stream=True, timeout=30) as response:
        if response.headers.get("content-type", "").startswith("text/event-stream"):
            assert response.status_code == 200
            return None
        if response.content and response.status_code == 401 and role is not Role.PUBLIC:
            day.renew(role)
        return response
