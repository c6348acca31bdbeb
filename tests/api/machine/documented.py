"""Whether an answer is one that the service's own documentation names for its route."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import httpx2 as httpx

from api.route_table import documented_app


class Documentation:
    """The answers of every route, as OpenAPI lists them."""

    def __init__(self) -> None:
        page = documented_app().openapi()
        self._refusals: dict[str, Any] = page["components"]["responses"]
        self._routes = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), methods)
            for path, methods in page["paths"].items()
        ]

    def check(self, method: str, answer: httpx.Response) -> None:
        """Fail on a fault of the service, a status or a code that is not documented."""
        where = f"{method} {answer.request.url.path}: {answer.status_code} {answer.text[:500]}"
        assert answer.status_code < 500, where
        told = self._answers_of(method, answer.request.url.path).get(str(answer.status_code))
        assert told is not None, f"not documented: {where}"
        if answer.status_code >= 400:
            refusal = self._refusals[told["$ref"].rpartition("/")[2]]
            (problem,) = refusal["content"].values()
            codes = problem["schema"]["allOf"][1]["properties"]["code"]["enum"]
            assert answer.json()["code"] in codes, f"code not documented: {where}"

    def _answers_of(self, method: str, path: str) -> dict[str, Any]:
        for pattern, methods in self._routes:
            if pattern.fullmatch(path) and method.lower() in methods:
                return dict(methods[method.lower()]["responses"])
        raise AssertionError(f"no such route: {method} {path}")


@cache
def read_documentation() -> Documentation:
    """The documentation, made once."""
    return Documentation()
