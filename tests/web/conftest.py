"""The demo town served to a real browser; without chromium, or without built pages, these tests skip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, sync_playwright

from api.desk.town import Town, town_of
from dispatch.kernel.warm import warm_up
from dispatch.search.warm import warm_up_search
from gtfs.service import read_service
from tests.api.served import Served, a_database, at, serving
from tests.examples.namioka_demo import NAMIOKA
from tests.web.browsing import FLAGS, Visit, find_chromium, visiting, why_not


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    absent = why_not()
    if absent is not None:
        pytest.skip(absent)
    with sync_playwright() as playwright:
        # Root has no sandbox; the pages are our own.
        opened = playwright.chromium.launch(
            executable_path=find_chromium(), chromium_sandbox=False, args=FLAGS
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def town() -> Town:
    warm_up()
    warm_up_search(np.random.default_rng(0))
    return town_of(read_service(NAMIOKA))


@pytest.fixture
def served(town: Town, tmp_path: Path) -> Iterator[Served]:
    """The service on a morning before it opens."""
    database = a_database(tmp_path)
    with serving(town, database, at(town, 7)) as running:
        yield running
    database.close()


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Visit]:
    """A visitor with a telephone's screen."""
    with visiting(browser, served) as visitor:
        yield visitor
