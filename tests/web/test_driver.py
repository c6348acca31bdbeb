"""A driver works a shift at the tablet: every view, every kind of tap, and what the service has of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch.domain.fleet import VehicleId
from tests.api.routes.booked import book
from tests.api.routes.test_aboard import an_exchange, connected
from tests.api.served import DAY, Served, at
from tests.web.browsing import TABLET, visiting
from tests.web.driving import (
    all_sent,
    begin_shift,
    demand_good_view,
    enrol,
    fill_check,
    main_button,
    reports_kept,
    tap,
    two_at_one_door,
)

HELD_MS = 5000
WHERE = {"latitude": 40.7104, "longitude": 140.5813}


@pytest.fixture
def tablet(browser: Browser, served: Served) -> Iterator[Page]:
    with visiting(browser, served, TABLET, permissions=["geolocation"], geolocation=WHERE) as visit:
        page = visit.open("/driver")
        page.clock.install()
        page.goto(f"{visit.origin}/driver")
        yield page


def later(page: Page, served: Served, hour: int, minute: int) -> None:
    """Time goes by; the tablet hears of it when it is switched on again."""
    all_sent(page)
    served.clock.set(at(served.town, hour, minute))
    page.reload()
    main_button(page).wait_for()


def hold(page: Page) -> None:
    """The last tap is in the book, and is not taken back any more."""
    page.evaluate(KEPT_DAY)  # the disk answers after all that was written before
    page.clock.fast_forward(HELD_MS)


def send(page: Page) -> None:
    """Everything up to the last tap is handed in."""
    hold(page)
    all_sent(page)


def be_checked(page: Page, served: Served, vehicle: str) -> None:
    """Nobody drives who has drunk; sober, the shift begins."""
    enrol(page, served, vehicle)

    begin_shift(page, alcohol="0.15")
    expect(page.get_by_text("乗務できません")).to_be_visible()
    demand_good_view(page, "2-begin")
    begin_shift(page)
    expect(main_button(page)).to_contain_text("出発")
    later(page, served, 8, 50)
    demand_good_view(page, "3-standing")


def drive_there(page: Page, served: Served, vehicle: str) -> None:
    """A slip is taken back, and a rider is called on the way."""
    tap(page, "出発")
    expect(main_button(page)).to_contain_text("到着")
    page.get_by_role("button", name="取り消す").click()
    tap(page, "出発")
    send(page)
    with an_exchange() as exchange:
        connected(served, exchange.url)
        page.get_by_role("button", name="電話する たなか 様").click()
        expect(page.get_by_text("おつなぎしています")).to_be_visible()
        assert [call["vehicle_id"] for call in exchange.calls] == [vehicle]
    demand_good_view(page, "4-driving")
    assert (page.get_by_role("link", name="ナビ").get_attribute("href") or "").startswith("geo:40.6929")
    later(page, served, 9, 2)


def stand_at_the_door(page: Page, served: Served, rides: list[dict[str, Any]]) -> None:
    """One boards, out of order; the other is waited for, and does not come."""
    tap(page, "到着")
    expect(page.get_by_text("玄関まで呼びに行く")).to_be_visible()
    demand_good_view(page, "5-at-the-door")
    page.get_by_role("button", name="乗車 さとう 様").click()
    expect(page.get_by_text("午前9時20分 まで待つ")).to_be_visible()
    send(page)
    later(page, served, 9, 21)
    page.get_by_role("button", name="来ない").click()
    demand_good_view(page, "6-no-show")
    page.get_by_role("button", name="来なかったと記録").click()
    send(page)
    statuses = [served.get(f"/rides/{DAY}/{ride['ride_id']}").json()["status"] for ride in rides]
    assert statuses == ["aboard", "no_show"]


def set_down(page: Page, served: Served) -> None:
    """Cash is taken in two sums."""
    tap(page, "出発")
    tap(page, "到着")
    tap(page, "降車")
    cash = page.get_by_role("region", name="運賃の受け取り")
    expect(cash.get_by_text("600円 受け取った")).to_be_visible()
    cash.get_by_role("button", name="ほかの金額").click()
    for digit in "500":
        cash.get_by_role("button", name=digit, exact=True).click()
    demand_good_view(page, "7-cash")
    hold(page)
    cash.get_by_role("button", name="500円 受け取った").click()
    hold(page)
    cash.get_by_role("button", name="100円 受け取った").click()
    expect(cash).to_have_count(0)
    send(page)
    assert served.get("/payments/open").json() == []


def find_the_road_closed(page: Page, served: Served, vehicle: str) -> None:
    """A road that cannot be passed is told with where the vehicle is."""
    page.get_by_role("button", name="通れません").click()
    page.get_by_role("button", name="雪").click()
    page.get_by_label("に着けません").check()
    demand_good_view(page, "8-road")
    with page.expect_response("**/road-reports"):
        page.get_by_role("button", name="係に知らせる").click()
    (road,) = served.get("/road-reports").json()
    assert (road["hindrance"], road["place_id"]) == ("snow", "place_01")
    assert (road["lat"], road["lon"]) == tuple(WHERE.values())
    seen = served.site.positions.list_of(served.town.area)[VehicleId(vehicle)]
    assert (seen.lat, seen.lon) == tuple(WHERE.values())


def rest_and_end(page: Page, served: Served) -> None:
    """A break, the hours it made, and the check after the shift."""
    later(page, served, 11, 0)
    tap(page, "休憩に入る")
    send(page)
    later(page, served, 11, 45)
    demand_good_view(page, "9-resting")
    tap(page, "休憩を終える")
    send(page)
    page.locator("button.status").click()
    expect(page.get_by_role("definition").filter(has_text=re.compile("^0時間4[45]分$"))).to_be_visible()
    demand_good_view(page, "10-record")
    page.get_by_role("button", name="業務終了の点呼へ").click()
    fill_check(page)
    demand_good_view(page, "11-end")
    with page.expect_response("**/shifts/ended"):
        page.get_by_role("button", name="乗務を終える").click()
    expect(page.get_by_role("heading", name="乗務前の点呼")).to_be_visible()


def test_a_driver_works_a_shift(tablet: Page, served: Served) -> None:
    page, rides = tablet, two_at_one_door(served)
    vehicle = rides[0]["vehicle_id"]
    expect(page.get_by_role("heading", name="端末の登録")).to_be_visible()
    demand_good_view(page, "1-enrol")
    be_checked(page, served, vehicle)
    drive_there(page, served, vehicle)
    stand_at_the_door(page, served, rides)
    set_down(page, served)
    find_the_road_closed(page, served, vehicle)
    rest_and_end(page, served)

    assert {outcome for _, _, outcome in reports_kept(served)} == {"done"}
    kinds = [kind for _, kind, _ in reports_kept(served)]
    first = ["departed", "arrived", "boarded", "no_show", "departed", "arrived", "alighted"]
    assert kinds == [*first, "rest_began", "rest_over"], "what was taken back was never sent"
    checks = served.get(f"/roll-calls/{DAY}").json()
    assert [each["outcome"] for each in checks] == ["refused", "begun", "ended"]
    assert page.evaluate(KEPT_DAY) is None, "nothing of riders stays in the tablet"


def test_who_gets_in_before_the_promised_time_rides_from_then_on(tablet: Page, served: Served) -> None:
    page, ride = tablet, book(served)
    promised = datetime.fromisoformat(ride["limits"]["pickup_from"])
    enrol(page, served, ride["vehicle_id"])
    begin_shift(page)
    for step in ("出発", "到着"):
        tap(page, step)
        send(page)
    served.clock.set(promised - timedelta(minutes=5))
    page.reload()
    tap(page, "乗車")
    tap(page, "出発")
    expect(main_button(page)).to_contain_text("到着")
    hold(page)
    expect(page.locator("button.status")).to_contain_text("未送信 2件")
    assert [kind for _, kind, _ in reports_kept(served)] == ["departed", "arrived"]

    served.clock.set(promised)
    page.reload()
    all_sent(page)
    kept = reports_kept(served)
    assert [kind for _, kind, _ in kept] == ["departed", "arrived", "boarded", "departed"]
    assert {outcome for _, _, outcome in kept} == {"done"}
    assert datetime.fromisoformat(kept[2][0]) == promised


KEPT_DAY = """() => new Promise(done => {
  const opening = indexedDB.open('noriai-driver')
  opening.onsuccess = () => {
    const asked = opening.result.transaction('kept').objectStore('kept').get('day')
    asked.onsuccess = () => done(asked.result ?? null)
  }
})"""
