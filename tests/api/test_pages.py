"""Pages are served with a policy under which a browser loads nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi import FastAPI

from api.app import documented_app
from api.described import FILE, render_client_description
from api.pages import GSI, PAGES, Pages
from tests.api.loopback import serving


@pytest.fixture
def built(tmp_path: Path) -> Path:
    for page in PAGES:
        (tmp_path / f"{page}.html").write_text(f"<!doctype html><title>{page}</title>", encoding="utf-8")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "rider-1a2b.js").write_text("export {}", encoding="utf-8")
    return tmp_path


def app_of(folder: Path) -> FastAPI:
    app = FastAPI()
    app.mount("/", Pages(folder))
    return app


def test_each_page_is_guarded_and_asked_for_anew_each_time(built: Path) -> None:
    with serving(app_of(built)) as address:
        for page in PAGES:
            answer = httpx.get(f"{address}/{page}")
            assert (answer.status_code, f"<title>{page}<" in answer.text) == (200, True)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "http" not in policy
            assert answer.headers["Cache-Control"] == "no-cache"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_only_staff_pages_of_a_town_that_allows_it_may_ask_for_tiles(built: Path) -> None:
    app = FastAPI()
    app.mount("/", Pages(built, gsi_tiles=True))
    with serving(app) as address:
        policies = {page: httpx.get(f"{address}/{page}").headers["Content-Security-Policy"] for page in PAGES}
    with_tiles = {page for page, policy in policies.items() if f"connect-src 'self' {GSI};" in policy}
    assert with_tiles == {"operator", "planner"}
    assert all("http" not in policies[page] for page in ("rider", "driver"))


def test_what_is_named_after_its_content_is_kept_for_good(built: Path) -> None:
    with serving(app_of(built)) as address:
        answer = httpx.get(f"{address}/assets/rider-1a2b.js")
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_root_leads_riders_to_their_page(built: Path) -> None:
    with serving(app_of(built)) as address:
        answer = httpx.get(address, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (307, "/rider")


def test_nothing_outside_the_folder_is_served(built: Path) -> None:
    (built.parent / "secret.txt").write_text("secret", encoding="utf-8")
    with serving(app_of(built)) as address:
        for path in ("/nothing", "/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt"):
            assert httpx.get(address + path).status_code == 404


def test_pages_that_are_not_built_say_how_to_build_them(tmp_path: Path) -> None:
    with serving(app_of(tmp_path / "absent")) as address:
        answer = httpx.get(f"{address}/operator")
    assert answer.status_code == 503
    assert "make pages" in answer.text


def test_the_description_the_pages_client_is_made_from_is_the_services_own() -> None:
    """Where this fails: `python -m api.described`."""
    assert FILE.read_text(encoding="utf-8") == render_client_description(documented_app())


def test_every_reference_of_the_description_leads_somewhere() -> None:
    told = documented_app().openapi()
    there = {f"#/components/{kind}/{name}" for kind, named in told["components"].items() for name in named}
    assert _references(told) <= there


def _references(told: object) -> set[str]:
    if isinstance(told, dict):
        own = {str(told["$ref"])} if isinstance(told.get("$ref"), str) else set()
        return own.union(*(_references(each) for each in told.values()))
    if isinstance(told, list):
        return set().union(*(_references(each) for each in told))
    return set()


def test_no_two_models_go_by_one_name() -> None:
    """Else the description would name them after their files, and so would every client."""
    assert [name for name in documented_app().openapi()["components"]["schemas"] if "__" in name] == []
