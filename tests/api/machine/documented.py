"""Whether an answer is one that the service's own documentation names for its route."""

from __future__ import annotations

import re
from typing import Any

import httpx2 as httpx
from fastapi import FastAPI

AT_ANY_DOOR = {401, 403, 429}
"""Who is not signed in, may not, or asks too often: the same at every door."""


class Documentation:
    """The answers of every route, as OpenAPI lists them."""

    def __init__(self, app: FastAPI) -> None:
        self._routes = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), methods)
            for path, methods in app.openapi()["paths"].items()
        ]

    def check(self, method: str, answer: httpx.Response) -> None:
        """Fail on a fault of the service, a status or a code that is not documented."""
        where = f"{method} {answer.request.url.path}: {answer.status_code} {answer.text[:500]}"
        assert answer.status_code < 500, where
        named = self._answers_of(method, answer.request.url.path)
        told = named.get(str(answer.status_code))
        assert told is not None or answer.status_code in AT_ANY_DOOR, f"not documented: {where}"
        if answer.status_code >= 400 and told is not None:
            assert answer.json()["code"] in told["description"], f"code not documented: {where}"

    def _answers_of(self, method: str, path: str) -> dict[str, Any]:
        for pattern, methods in self._routes:
            if pattern.fullmatch(path) and method.lower() in methods:
                return dict(methods[method.lower()]["responses"])
        raise AssertionError(f"no such route: {method} {path}")
