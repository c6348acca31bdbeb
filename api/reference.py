"""The page /docs: every route as the application describes itself, with nothing on it from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
_STYLE = """body{font:16px/1.6 sans-serif;max-width:60rem;margin:auto;padding:1rem}
body{color:#1a1a1a;background:#fff}summary{cursor:pointer;padding:.4rem 0}code,pre{font:14px/1.5 monospace}
pre{background:#f2f2f2;padding:.6rem;overflow:auto}table{border-collapse:collapse}
td,th{border:1px solid #767676;padding:.2rem .6rem;text-align:left;vertical-align:top}
section>details{border-top:1px solid #767676}a{color:#0017c1}
@media(prefers-color-scheme:dark){body{color:#eee;background:#1a1a1a}pre{background:#333}a{color:#9db7f9}}"""


def install(app: FastAPI) -> None:
    """Show the page at /docs; what it shows is /openapi.json, for programs."""
    page: list[str] = []

    async def docs(_: Request) -> HTMLResponse:
        if not page:
            page.append(await run_in_threadpool(lambda: render_reference(app.openapi())))
        return HTMLResponse(page[0], headers={"Content-Security-Policy": POLICY})

    app.add_route("/docs", docs)


def render_reference(told: Mapping[str, Any]) -> str:
    """The page for a description (OpenAPI): routes by their part, examples in both languages, all answers."""
    parts: dict[str, list[str]] = {}
    for path, methods in told["paths"].items():
        for method, route in methods.items():
            shown = "".join(_route(told, method.upper(), path, route))
            parts.setdefault(route.get("tags", ["other"])[0], []).append(shown)
    links = " · ".join(f'<a href="#{escape(part)}">{escape(part)}</a>' for part in parts)
    body = "".join(
        f'<section id="{escape(part)}"><h2>{escape(part)}</h2>{"".join(shown)}</section>'
        for part, shown in parts.items()
    )
    intro = "".join(f"<p>{escape(each)}</p>" for each in told["info"]["description"].split("\n\n"))
    return (
        '<!doctype html><html lang="ja"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>noriai API</title>'
        f"<style>{_STYLE}</style><h1>noriai {escape(told['info']['version'])}</h1>{intro}"
        f'<p><a href="/openapi.json">openapi.json</a></p><nav>{links}</nav><main>{body}</main></html>'
    )


def _route(told: Mapping[str, Any], method: str, path: str, route: Mapping[str, Any]) -> Iterator[str]:
    named = escape(route.get("summary", ""))
    yield f"<details><summary><code>{method} {escape(path)}</code> {named}</summary>"
    yield f"<p>{escape(route.get('description', ''))}</p>"
    given = route.get("parameters", [])
    if given:
        yield "<table><tr><th>in</th><th>name</th><th></th><th>schema</th></tr>"
        for each in given:
            must = "required" if each.get("required") else ""
            cells = (each["in"], each["name"], must, _type(each["schema"]))
            yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        yield "</table>"
    for sent in route.get("requestBody", {}).get("content", {}).values():
        yield f"<p>body: <code>{escape(_type(sent['schema']))}</code></p>"
        for example in sent.get("examples", {}).values():
            value = json.dumps(example["value"], ensure_ascii=False, indent=1)
            yield f"<p>{escape(example.get('summary', ''))}</p><pre>{escape(value)}</pre>"
    yield "<table><tr><th>answer</th><th></th></tr>"
    for status, answer in route["responses"].items():
        words = _followed(told, answer).get("description", "")
        yield f"<tr><td>{escape(status)}</td><td>{escape(words)}</td></tr>"
    yield "</table></details>"


def _type(schema: Mapping[str, Any]) -> str:
    """The name of what is expected, or its type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    choices = [_type(each) for each in schema.get("anyOf", ())]
    return " | ".join(choices) if choices else str(schema.get("format", schema.get("type", "")))


def _followed(told: Mapping[str, Any], answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference points at."""
    found: Any = told
    for step in str(answer.get("$ref", "")).removeprefix("#/").split("/"):
        found = found[step] if step else answer
    return dict(found)
