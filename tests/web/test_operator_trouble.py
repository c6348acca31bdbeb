"""Something goes wrong: what it means is seen first, then done in one action, and taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.routes.booked import book, wish
from tests.api.served import Served
from tests.web.browsing import DESK, Visit, keep_picture, visiting
from tests.web.operating import at_desk


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Visit]:
    with visiting(browser, served, DESK) as visit:
        yield visit


def test_a_breakdown_is_previewed_done_and_taken_back(desk: Visit, served: Served) -> None:
    rides = [book(served, rider=f"p{n}", wish=wish(served, 9)) for n in range(3)]
    vehicle = rides[0]["vehicle_id"]
    page, hands = at_desk(desk, "/operator#/board")
    page.locator(".town-map[data-ready]").wait_for()
    keep_picture(page, "operator-board")
    hands.press("3")
    page.get_by_role("option", name=vehicle).wait_for(state="attached")
    hands.press("b")
    keep_picture(page, "operator-trouble")
    hands.press("Enter")
    page.get_by_role("heading", name="実行するとこうなります").wait_for()
    keep_picture(page, "operator-breakdown")
    hands.press("g")
    page.get_by_role("heading", name="実行しました").wait_for()
    keep_picture(page, "operator-breakdown-done")
    hands.press("u")
    page.get_by_role("heading", name="取り消すとこうなります").wait_for()
    hands.press("g")
    page.get_by_role("heading", name="取り消しました").wait_for()
    keep_picture(page, "operator-undone")
