"""What the tests of the rider's page share: a rider who has signed in, and what holds for each view."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.api.served import HOME, Served
from tests.web.browsing import (
    Visit,
    demand_accessible,
    demand_accessible_both_ways,
    demand_fits,
    demand_targets,
    keep_picture,
)

NAME = "田中 はな"
LEAST_PX = 48


def look(page: Page, name: str, both_ways: bool = True) -> None:
    """What holds for each view of a rider, and a picture of it."""
    if both_ways:
        demand_accessible_both_ways(page, name)
    else:
        demand_accessible(page, name)
    demand_fits(page)
    demand_targets(page, LEAST_PX)
    keep_picture(page, f"rider-{name}")


def opened(visit: Visit, favourite: bool = True, name: str = NAME) -> Page:
    """The first view of a signed-in rider, one favourite on it."""
    served = visit.served
    token = served.as_rider(name)
    if favourite:
        kept = {"favourites": [{"name": "病院", "origin": HOME, "destination": "place_12"}]}
        headers = served.signed(token) | {"Idempotency-Key": f"favourite of {served.rider(name)}"}
        answer = served.client.put("/api/me/favourites", json=kept, headers=headers)
        assert answer.status_code == 200, answer.text
    visit.sign_in(token)
    return visit.open("/rider")


def choose_first_offer(page: Page, heading: str = "予約できました") -> None:
    page.locator("li.offer button").first.click()
    page.get_by_role("button", name="予約する", exact=True).click()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


def booked_at_nine(visit: Visit) -> Page:
    """On the page of a ride that was booked a moment ago."""
    page = opened(visit)
    page.get_by_role("button", name="自宅 →").first.click()
    page.get_by_role("button", name="9:00").click()
    choose_first_offer(page)
    return page


def rides_of(served: Served) -> list[dict[str, Any]]:
    rider_id = served.rider(NAME)
    return list(served.get(f"/riders/{rider_id}/rides", served.as_rider(NAME)).json())


def count_taps(page: Page) -> None:
    page.evaluate("addEventListener('click', () => { window.taps = (window.taps ?? 0) + 1 }, true)")


def code_sent(served: Served) -> str:
    """The code that was sent last; it leaves after the page has its answer."""
    until = time.monotonic() + 10
    while not served.codes:
        assert time.monotonic() < until, "no code was sent"
        time.sleep(0.02)
    return served.codes[-1].code
