"""Takes the pictures of README and guides into docs/pictures: `python -m tests.web.pictures`.

One function a page: it opens views, and saves each under a name that begins with the page's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from api.desk.town import town_of
from dispatch.kernel.warm import warm_up
from dispatch.search.warm import warm_up_search
from gtfs.service import read_service
from tests.api.served import Served, a_database, at, serving
from tests.architecture.source_files import ROOT
from tests.examples.namioka_demo import NAMIOKA
from tests.web.browsing import FLAGS, PHONE, find_chromium, visiting
from tests.web.riding import booked_at_nine, opened

FOLDER = ROOT / "docs" / "pictures"


def save(page: Page, name: str) -> None:
    """The view as its screen shows it."""
    page.wait_for_timeout(300)
    page.screenshot(path=FOLDER / f"{name}.png")


def of_riders(browser: Browser, served: Served) -> None:
    """The first view, offers, and a booking with its map."""
    with visiting(browser, served, PHONE) as visit:
        page = opened(visit)
        page.get_by_role("button", name="自宅 →").first.wait_for()
        save(page, "rider-home")
        page.get_by_role("button", name="自宅 →").first.click()
        page.get_by_role("button", name="9:00").click()
        page.locator("li.offer").first.wait_for()
        save(page, "rider-offers")
    with visiting(browser, served, PHONE) as visit:
        page = booked_at_nine(visit)
        page.locator(".town-map[data-ready]").wait_for()
        save(page, "rider-booked")


PAGES: tuple[Callable[[Browser, Served], None], ...] = (of_riders,)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    warm_up()
    warm_up_search(np.random.default_rng(0))
    town = town_of(read_service(NAMIOKA))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), chromium_sandbox=False, args=FLAGS
        )
        for take in PAGES:
            with tempfile.TemporaryDirectory() as folder:
                database = a_database(Path(folder))
                with serving(town, database, at(town, 7)) as served:
                    take(browser, served)
                database.close()
        browser.close()


if __name__ == "__main__":
    main()
