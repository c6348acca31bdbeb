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
from api.people.roles import Role
from api.planning.planning import planning_in
from dispatch.kernel.warm import warm_up
from dispatch.search.warm import warm_up_search
from gtfs.service import read_service
from tests.api.planning.laboratories import REAL
from tests.api.routes.booked import book, wish
from tests.api.served import Served, a_database, at, serving
from tests.architecture.source_files import ROOT
from tests.examples.namioka_demo import NAMIOKA
from tests.web.browsing import DESK, FLAGS, PHONE, TABLET, find_chromium, visiting
from tests.web.driving import begin_shift, enrol, tap, two_at_one_door
from tests.web.operating import at_desk, register, ring
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


def of_operators(browser: Browser, served: Served) -> None:
    """A call with offers to read out, the board, and a breakdown before it is done."""
    rides = [book(served, rider=f"p{n}", wish=wish(served, 9)) for n in range(3)]
    register(served)
    with visiting(browser, served, DESK) as visit:
        page, hands = at_desk(visit)
        ring(served)
        page.get_by_text("成田 ハナ").first.wait_for()
        hands.press("a")
        page.get_by_role("option", name="ご自宅 → 青森病院").wait_for()
        hands.press("Enter")
        page.get_by_label("時刻", exact=True).fill("1000")
        hands.press("Tab", "ArrowDown", "Tab")
        hands.type("1130")
        hands.press("Enter")
        page.get_by_role("listbox", name="行き").wait_for()
        save(page, "operator-call")
        hands.press("Enter")
        page.get_by_text("予約できました").wait_for()
        hands.press("Enter", "2")
        page.locator(".town-map[data-ready]").wait_for()
        save(page, "operator-board")
        hands.press("3", "b")
        page.get_by_label("車両", exact=True).select_option(rides[0]["vehicle_id"])
        hands.press("Enter")
        page.get_by_role("heading", name="実行するとこうなります").wait_for()
        save(page, "operator-breakdown")


def of_drivers(browser: Browser, served: Served) -> None:
    """The way to the next place, and the door, by day and by night."""
    rides = two_at_one_door(served)
    where = {"latitude": 40.7104, "longitude": 140.5813}
    with visiting(browser, served, TABLET, permissions=["geolocation"], geolocation=where) as visit:
        page = visit.open("/driver")
        enrol(page, served, rides[0]["vehicle_id"])
        begin_shift(page)
        tap(page, "出発")
        page.locator(".town-map[data-ready]").wait_for()
        save(page, "driver-next")
        tap(page, "到着")
        page.get_by_text("玄関まで呼びに行く").wait_for()
        save(page, "driver-door")
        page.get_by_role("button", name="夜の画面").click()
        save(page, "driver-night")


def of_planners(browser: Browser, served: Served) -> None:
    """A run as a film and in figures, and two runs held side by side."""
    with visiting(browser, served, DESK) as visit:
        visit.sign_in(served.as_one(Role.PLANNER))
        page = visit.open("/planner")
        for vehicles in (1, 2):
            page.get_by_label("車両", exact=True).fill(str(vehicles))
            page.get_by_role("button", name="試算を始める").click()
            run = page.locator(".run", has_text=f"車両 {vehicles}")
            run.get_by_text("完了").wait_for(timeout=RUN_LASTS_MS)
            run.get_by_role("checkbox").check()
        save(page, "planner-runs")
        page.get_by_role("button", name="選んだ2件を比べる").click()
        page.locator(".unmet-map .town-map[data-ready]").nth(1).wait_for(timeout=RUN_LASTS_MS)
        page.keyboard.press("l")
        save(page, "planner-compare")


PAGES: tuple[Callable[[Browser, Served], None], ...] = (of_riders, of_operators, of_drivers, of_planners)
RUN_LASTS_MS = 120_000


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
                planning = planning_in(Path(folder) / "runs", REAL)
                with serving(town, database, at(town, 7), planning=planning) as served:
                    take(browser, served)
                database.close()
        browser.close()


if __name__ == "__main__":
    main()
