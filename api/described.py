"""The application's own description (OpenAPI), from which clients are made, the pages' among them.

`python -m api.described` writes the file the pages' client is generated from; a test holds it to the code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from api.answers import SECURITY, write_answers
from api.problems import MEDIA_TYPE, ProblemOut

FILE = Path(__file__).parents[1] / "web" / "src" / "service" / "openapi.json"
_NAMED = "#/components/schemas/{model}"


class DescribedApp(FastAPI):
    """An application whose description names every answer of every route, and who must sign in."""

    def openapi(self) -> dict[str, Any]:
        """The description, complete; made once."""
        told = super().openapi()
        components = told.setdefault("components", {})
        if "securitySchemes" not in components:
            problem = ProblemOut.model_json_schema(ref_template=_NAMED, mode="serialization")
            schemas = components.setdefault("schemas", {})
            schemas |= problem.pop("$defs") | {ProblemOut.__name__: problem}
            for of_the_framework in ("HTTPValidationError", "ValidationError"):
                schemas.pop(of_the_framework, None)
            components |= {"responses": write_answers(self, told), "securitySchemes": SECURITY}
        return told


def render_client_description(app: FastAPI) -> str:
    """What a typed client needs of the description: one problem for all faults, no texts, no bounds."""
    told = app.openapi()
    for methods in told["paths"].values():
        for route in methods.values():
            good = {status: _plain(answer) for status, answer in route["responses"].items() if status < "3"}
            route["responses"] = good | {"default": _PROBLEM}
    _always_sent(told)
    kept = {"openapi": told["openapi"], "info": {"title": "noriai", "version": "0"}}
    kept |= {"paths": told["paths"], "components": {"schemas": told["components"]["schemas"]}}
    return json.dumps(_bare(kept), ensure_ascii=False, indent=1) + "\n"


def _always_sent(told: dict[str, Any]) -> None:
    """What the service sends has all its fields; only what it is sent may leave out those with defaults."""
    schemas = told["components"]["schemas"]
    waiting = _names_in(
        [route.get("requestBody") for way in told["paths"].values() for route in way.values()]
    )
    taken: set[str] = set()
    while waiting:
        name = waiting.pop()
        taken.add(name)
        waiting |= _names_in(schemas[name]) - taken
    for name, schema in schemas.items():
        if name not in taken and "properties" in schema:
            schema["required"] = list(schema["properties"])


def _names_in(told: object) -> set[str]:
    """The schemas that something refers to."""
    if isinstance(told, dict):
        own = {told["$ref"].rpartition("/")[2]} if isinstance(told.get("$ref"), str) else set()
        return own.union(*(_names_in(each) for each in told.values()))
    return set().union(*(_names_in(each) for each in told)) if isinstance(told, list) else set()


_PROBLEM = {
    "description": "",
    "content": {MEDIA_TYPE: {"schema": {"$ref": _NAMED.format(model="ProblemOut")}}},
}
_TEXTS = ("examples", "example", "title", "summary", "tags", "operationId")
_BOUNDS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems")
_UNTYPED = (*_TEXTS, *_BOUNDS, "security")


def _plain(answer: dict[str, Any]) -> dict[str, Any]:
    """A good answer without its words, which OpenAPI wants there all the same."""
    return {**answer, "description": ""}


def _bare(told: Any, *, names: bool = False) -> Any:
    """Without texts and bounds; where keys are names of things, all of them stay."""
    if isinstance(told, list):
        return [_bare(each) for each in told]
    if not isinstance(told, dict):
        return told
    kept = {}
    for key, value in told.items():
        if names or key not in _UNTYPED or (key == "title" and "version" in told):
            kept[key] = _bare(value, names=key in ("properties", "schemas", "paths"))
    return kept


if __name__ == "__main__":
    from api.app import documented_app

    FILE.write_text(render_client_description(documented_app()), encoding="utf-8")
