"""Every body is documented by an example in Japanese and one in English, each as it may be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import params
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import TypeAdapter

from api.app import documented_app

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
WITH_BODIES = [
    context.original_route
    for context in iter_route_contexts(documented_app().routes)
    if isinstance(context.original_route, APIRoute) and context.original_route.dependant.body_params
]


@pytest.mark.parametrize("route", WITH_BODIES, ids=lambda route: f"{min(route.methods)} {route.path}")
def test_a_body_is_shown_in_both_languages_as_it_may_be_sent(route: APIRoute) -> None:
    assert sorted(key for key, _, _ in _shown(route)) == ["en", "ja"]
    for language, summary, value in _shown(route):
        assert bool(JAPANESE.search(summary)) is (language == "ja")
        (body,) = route.dependant.body_params
        TypeAdapter(body.field_info.annotation).validate_python(value)


def _shown(route: APIRoute) -> Iterator[tuple[str, str, object]]:
    (body,) = route.dependant.body_params
    assert isinstance(body.field_info, params.Body)
    for language, example in (body.field_info.openapi_examples or {}).items():
        yield language, example["summary"], example["value"]
