"""Whatever no route expects is refused before a route looks at it: one problem, which names the field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from api.app import LONGEST_BODY
from api.desk.town import Town
from api.expected import LOOK_AGAIN
from tests.api.served import Served, a_database, at, serving

PROBLEM = "application/problem+json"
JSON = {"content-type": "application/json"}
SEARCH = {"kana": "なりた", "purpose": "call"}


@pytest.fixture(scope="module")
def served(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    database = a_database(tmp_path_factory.mktemp("plain"))
    with serving(town, database, at(town, 7)) as running:
        yield running
    database.close()


def refused(answer: httpx.Response, status: int, code: str, field: str = "") -> dict[str, Any]:
    """The problem, after a look at what every problem says."""
    assert answer.headers["content-type"] == PROBLEM, answer.text
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code), answer.text
    assert problem["title_ja"]
    assert problem["title_en"]
    if field:
        assert [each["field"] for each in problem["errors"]] == [field], answer.text
        assert problem["errors"][0]["expected"]
        assert problem["errors"][0]["expected_ja"] != LOOK_AGAIN
    return problem


def search(served: Served, content: str | bytes | Iterator[bytes], **headers: str) -> httpx.Response:
    """A search for riders, with a body of any kind."""
    sent = served.signed() | JSON | headers
    return served.client.post(f"{served.area}/riders/searches", content=content, headers=sent)


def test_a_path_that_is_none_and_a_method_that_is_not_served(served: Served) -> None:
    refused(served.client.get("/api/nothing"), 404, "not-found")
    refused(served.client.get("/api/areas/"), 404, "not-found")
    put = served.client.put("/api/me", json={})
    refused(put, 405, "method")
    assert put.headers["allow"] == "DELETE, GET, PATCH"


def test_unknown_and_repeated_query_parameters(served: Served) -> None:
    answer = served.get("/places?q=駅&size=3")
    problem = refused(answer, 422, "invalid", "query.size")
    assert problem["errors"][0]["expected"] == "no such parameter; limit, q expected"
    refused(served.get("/places?q=駅&q=院"), 422, "invalid", "query.q")
    refused(served.client.get("/healthz?verbose=1"), 422, "invalid", "query.verbose")
    refused(served.get("/places?q=%00"), 422, "invalid", "query.q")


@pytest.mark.parametrize("part", ["a%00b", "x" * 201])
def test_a_part_of_a_path_that_no_id_can_be(served: Served, part: str) -> None:
    refused(served.get(f"/riders/{part}/standing"), 422, "invalid", "path.rider_id")


@pytest.mark.parametrize("day", ["2026-13-01", "20261202", "0", "0001-01-01", "9999-12-31", "-1"])
def test_a_date_that_is_none_or_far_from_ours(served: Served, day: str) -> None:
    refused(served.get(f"/board/{day}"), 422, "invalid", "path.service_date")


@pytest.mark.parametrize(
    "body", ["{", '{"kana": }', "", b'{"kana": "\xff"}', "[" * 100_000], ids=lambda body: repr(body[:9])
)
def test_a_body_that_is_no_json(served: Served, body: str | bytes) -> None:
    refused(search(served, body), 422, "invalid", "body")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"kana": "a\\u0000b", "purpose": "call"}', "kana"),
        ('{"kana": "\\ud800", "purpose": "call"}', "kana"),
        ('{"kana": "なりた", "purpose": "call", "\\ud800": 1}', "body"),
        ('{"kana": "なりた", "purpose": "call", "x": {"y": [NaN]}}', "x.y.0"),
        ('{"kana": "なりた", "purpose": "call", "x": 1e999}', "x"),
        ('{"kana": "なりた", "purpose": "call", "size": 3}', "size"),
        ("[]", "body"),
        ("null", "body"),
    ],
)
def test_a_body_with_something_odd_in_it(served: Served, body: str, field: str) -> None:
    refused(search(served, body), 422, "invalid", field)


def test_a_body_of_another_kind_or_too_large(served: Served) -> None:
    body = json.dumps(SEARCH)
    refused(search(served, body, **{"content-type": "text/plain"}), 415, "not-json")
    refused(search(served, body, **{"content-type": ""}), 415, "not-json")
    assert search(served, body, **{"content-type": "Application/JSON; charset=utf-8"}).status_code == 200
    refused(search(served, " " * (LONGEST_BODY + 1)), 413, "too-large")
    refused(search(served, (b" " * 1000 for _ in range(LONGEST_BODY // 1000 + 1))), 413, "too-large")
    refused(served.client.post("/nowhere", content=" " * (LONGEST_BODY + 1)), 413, "too-large")


def test_a_body_where_none_is_expected(served: Served) -> None:
    path = "/requests/2026-12-02/q1/decline"
    refused(served.post(path, {"why": "x"}), 422, "invalid", "why")
    refused(served.post(path, ["x"]), 422, "invalid", "body")
    refused(served.post(path, {}), 404, "not-found")


def test_headers_that_are_not_as_expected(served: Served) -> None:
    stream = "/days/2026-12-02/events"
    for wrong in ("x", "-1", "1.5", "9" * 30, ""):
        headers = served.signed() | {"Last-Event-ID": wrong}
        refused(served.client.get(served.area + stream, headers=headers), 422, "invalid")
    for token in ("Basic x", "Bearer", "Bearer \x80\xff", "Bearer " + "x" * 5000):
        answer = served.client.get(
            f"{served.area}/appeals", headers={"Authorization": token.encode("latin-1")}
        )
        refused(answer, 401, "unauthenticated")
        assert answer.headers["www-authenticate"] == "Bearer"
    asked = served.client.post(f"{served.area}/requests", json={}, headers=served.signed())
    refused(asked, 400, "key-missing")
    for wrong in ("short", "x" * 101):
        headers = served.signed() | {"Idempotency-Key": wrong}
        answer = served.client.post(f"{served.area}/acceptances", json={"offers": []}, headers=headers)
        assert "header.Idempotency-Key" in [each["field"] for each in answer.json()["errors"]]


def test_a_fault_of_the_program_is_a_problem_too(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("api.routes.public.public_page", fail)
    answer = served.get("")
    problem = refused(answer, 500, "fault")
    assert problem["detail"] == ""
