"""An operator answers, books both ways, and never touches the mouse."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.api.served import DAY, Served
from tests.web.browsing import DESK, Visit, keep_picture, visiting
from tests.web.operating import at_desk, register, ring

MOST_PRESSES = 25
MOST_S = 10.0


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Visit]:
    with visiting(browser, served, DESK) as visit:
        yield visit


def test_a_known_caller_is_booked_out_and_back_by_keys_alone(desk: Visit, served: Served) -> None:
    rider_id = register(served)
    page, hands = at_desk(desk)
    ring(served)
    page.get_by_text("成田 ハナ").first.wait_for()
    keep_picture(page, "operator-ringing")
    begun = time.monotonic()
    hands.press("a")
    page.get_by_role("option", name="ご自宅 → 青森病院").wait_for()
    keep_picture(page, "operator-where")
    hands.press("Enter")
    page.get_by_label("時刻", exact=True).wait_for()
    hands.type("1000")
    hands.press("Tab", "ArrowDown", "Tab")
    hands.type("1130")
    keep_picture(page, "operator-when")
    hands.press("Enter")
    page.get_by_role("listbox", name="行き").wait_for()
    keep_picture(page, "operator-offers")
    hands.press("Enter")
    page.get_by_text("予約できました").wait_for()
    took_s = time.monotonic() - begun
    keep_picture(page, "operator-booked")
    hands.press("Enter")
    expect(page.get_by_text("電話を待っています")).to_be_visible()
    rides = served.get(f"/riders/{rider_id}/rides").json()
    assert [(ride["origin"]["place_id"], ride["destination"]["place_id"]) for ride in rides] == [
        ("home_001", "place_02"),
        ("place_02", "home_001"),
    ]
    assert rides[0]["limits"]["arrive_until"] <= f"{DAY}T10:00:00+09:00"
    assert rides[0]["party"]["walkers"] == 1
    print(f"{hands.presses} presses, {took_s:.1f} s")
    assert hands.presses <= MOST_PRESSES
    assert took_s <= MOST_S
