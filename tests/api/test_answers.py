"""The documentation names every answer of every route, and bounds for everything that comes in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.app import documented_app

Schema = dict[str, Any]


@pytest.fixture(scope="module")
def page() -> Schema:
    app = documented_app()
    app.openapi()
    return app.openapi()


def operations(page: Schema) -> Iterator[tuple[str, Schema]]:
    for path, methods in page["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def resolved(schema: Schema, page: Schema) -> Schema:
    found = schema
    while "$ref" in found:
        found = page["components"]["schemas"][found["$ref"].rpartition("/")[2]]
    return found


def unbounded(schema: Schema, page: Schema, name: str) -> Iterator[str]:
    """The fields of what comes in that may be as large as anybody likes, or have keys nobody knows."""
    schema = resolved(schema, page)
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from unbounded(choice, page, name)
    kind, closed = schema.get("type"), "enum" in schema or "const" in schema or "format" in schema
    if kind == "string" and not closed and "maxLength" not in schema:
        yield name
    if kind in ("integer", "number") and not closed and not {"minimum", "maximum"} <= schema.keys():
        yield name
    if kind == "array":
        if "maxItems" not in schema:
            yield name
        yield from unbounded(schema["items"], page, f"{name}.0")
    if kind == "object":
        if schema.get("additionalProperties") is not False:
            yield f"{name} takes any key"
        for field, inner in schema.get("properties", {}).items():
            yield from unbounded(inner, page, f"{name}.{field}")


def test_whatever_comes_in_has_bounds_and_no_unknown_keys(page: Schema) -> None:
    found, looked_at = [], 0
    for named, operation in operations(page):
        inputs = {each["name"]: each["schema"] for each in operation.get("parameters", ())}
        if "requestBody" in operation:
            inputs["body"] = operation["requestBody"]["content"]["application/json"]["schema"]
        looked_at += len(inputs)
        found += [f"{named}: {each}" for field in inputs for each in unbounded(inputs[field], page, field)]
    assert looked_at > 200
    assert not found, "\n".join(found)


def codes(page: Schema, named: str, status: str) -> list[str]:
    answer = dict(operations(page))[named]["responses"][status]
    answer = page["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return list(
        answer["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["code"]["enum"]
    )


def test_what_a_route_depends_on_is_what_it_may_answer(page: Schema) -> None:
    asking = "POST /api/areas/{area}/requests"
    expected = {
        "400": ["key-missing"],
        "401": ["locked", "unauthenticated"],
        "403": ["forbidden", "forged"],
        "404": ["not-found"],
        "409": ["not-now", "not-open"],
        "413": ["too-large"],
        "415": ["not-json"],
        "422": ["invalid", "key-reused"],
        "429": ["busy", "too-many"],
        "503": ["closed", "unknown"],
    }
    assert {status: codes(page, asking, status) for status in expected} == expected
    public = dict(operations(page))["GET /api/areas"]
    assert sorted(public["responses"]) == ["200", "422", "429", "503"]
    assert "security" not in public
    assert dict(operations(page))[asking]["security"] == [
        {"token": []},
        {"staff_session": []},
        {"rider_session": []},
    ]


def test_refusals_are_written_in_both_languages(page: Schema) -> None:
    for name, answer in page["components"]["responses"].items():
        assert re.search(r"[ぁ-ん]", answer["description"]), name
        assert re.search(r"[a-z]{3}", answer["description"]), name
