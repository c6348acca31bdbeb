"""A planner at a desk, signed in to a service with its laboratory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from api.desk.town import Town
from api.people.roles import Role
from api.people.tokens import TokenKind, issue
from api.planning.planning import planning_in
from tests.api.planning.laboratories import REAL
from tests.api.served import Served, a_database, at, serving
from tests.web.browsing import (
    DESK,
    Visit,
    demand_accessible,
    demand_no_sideways_scroll,
    demand_targets,
    visiting,
)

RUN_LASTS_MS = 120_000
"""A run begins with a process of its own; on a busy machine that takes a while."""


@pytest.fixture(scope="module")
def planned(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service with its laboratory, on a morning before it opens; shared, for runs take seconds."""
    folder = tmp_path_factory.mktemp("planned")
    database = a_database(folder)
    with serving(town, database, at(town, 7), planning=planning_in(folder / "runs", REAL)) as running:
        yield running
    database.close()


@pytest.fixture(scope="module")
def planner(planned: Served) -> Callable[[], str]:
    """Fresh tokens of a planner: a session is locked when the clock has gone on for a while."""
    planned.as_one(Role.PLANNER)

    def fresh() -> str:
        with planned.site.database.write() as connection:
            return issue(connection, TokenKind.STAFF, f"only-{Role.PLANNER.value}", planned.clock.now())

    return fresh


@pytest.fixture(scope="module")
def desk(browser: Browser, planned: Served, planner: Callable[[], str]) -> Iterator[Visit]:
    """A planner at a desk, signed in."""
    with visiting(browser, planned, DESK) as visit:
        visit.sign_in(planner())
        yield visit


def demand_accessible_in_every_look(page: Page, name: str) -> None:
    """Both languages, in light, dark and high contrast; and nothing too small to be hit."""
    for other, language in (("English", "ja"), ("日本語", "en")):
        for theme in ("light", "dark", "contrast"):
            page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            demand_accessible(page, f"{name} {language} {theme}")
        demand_targets(page, 44)
        page.get_by_role("button", name=other, exact=True).click()
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    demand_no_sideways_scroll(page)
