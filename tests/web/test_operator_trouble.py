"""Something goes wrong: what it means is seen first, then done, called about, and taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.routes.booked import book, wish
from tests.api.served import DAY, Served
from tests.web.browsing import DESK, Visit, keep_picture, visiting
from tests.web.operating import Hands, at_desk, demand_in_both

FAR_AWAY = {"origin": "place_33", "destination": "place_09"}


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Visit]:
    with visiting(browser, served, DESK) as visit:
        yield visit


def in_trouble(page: Page, hands: Hands, vehicle: str) -> None:
    hands.press("3")
    page.get_by_role("option", name=vehicle).wait_for(state="attached")


def vehicles(served: Served) -> dict[str, str | None]:
    return {each["vehicle_id"]: each["withdrawn"] for each in served.get(f"/board/{DAY}").json()["vehicles"]}


def test_a_breakdown_is_previewed_done_and_taken_back(desk: Visit, served: Served) -> None:
    rides = [book(served, rider=f"p{n}", wish=wish(served, 9)) for n in range(3)]
    vehicle = rides[0]["vehicle_id"]
    page, hands = at_desk(desk, "/operator#/board")
    page.locator(".town-map[data-ready]").wait_for()
    drawn = (
        "document.querySelector('.town-map').drawnMap.queryRenderedFeatures({layers: ['vehicles']}).length"
    )
    page.wait_for_function(f"{drawn} > 0")
    demand_in_both(page, "board")
    in_trouble(page, hands, vehicle)
    hands.press("b")
    page.get_by_label("車両", exact=True).select_option(vehicle)
    hands.press("Enter")
    page.get_by_role("heading", name="実行するとこうなります").wait_for()
    assert vehicles(served)[vehicle] is None, "a preview changes nothing"
    demand_in_both(page, "breakdown")
    hands.press("g")
    page.get_by_role("heading", name="実行しました").wait_for()
    assert vehicles(served)[vehicle] == "車両の故障"
    keep_picture(page, "operator-breakdown-done")
    hands.press("u")
    page.get_by_role("heading", name="取り消すとこうなります").wait_for()
    hands.press("g")
    page.get_by_role("heading", name="取り消しました").wait_for()
    assert vehicles(served)[vehicle] is None
    expect(page.get_by_text("取り消し済み")).to_be_visible()


def test_snow_goes_from_its_preview_to_the_calls(desk: Visit, served: Served) -> None:
    ride = book(served)
    page, hands = at_desk(desk)
    in_trouble(page, hands, ride["vehicle_id"])
    hands.press("s")
    hands.press("ArrowDown", "ArrowDown", "Enter")
    page.get_by_role("region", name="実行するとこうなります").get_by_text("p1").wait_for()
    demand_in_both(page, "snow")
    hands.press("g")
    page.get_by_role("heading", name="実行しました").wait_for()
    assert served.get(f"/board/{DAY}").json()["conditions"] == "halt"
    hands.press("c")
    page.get_by_role("list", name="電話をかける").get_by_text("p1").wait_for()
    demand_in_both(page, "calls-to-make")
    hands.press("c", "Enter")
    page.get_by_role("region", name="読み上げる文").get_by_text("申し訳ありません").wait_for()
    page.get_by_text("090-1234-0000").wait_for()
    demand_in_both(page, "call-to-make")
    hands.press("1")
    expect(page.get_by_role("region", name="電話をかける")).to_contain_text("0件")
    (task,) = served.get(f"/board/{DAY}/tasks").json()
    assert task["outcome"] == "reached"


def test_a_ride_is_kept_for_a_reason_and_given_to_another_vehicle_with_a_warning(
    desk: Visit, served: Served
) -> None:
    ride, other = book(served), book(served, rider="p2", **FAR_AWAY)
    assert ride["vehicle_id"] != other["vehicle_id"]
    page, hands = at_desk(desk, "/operator#/board")
    page.get_by_role("list", name="車両").wait_for()
    hands.press("p")
    page.get_by_role("dialog").get_by_text("p1").wait_for()
    demand_in_both(page, "rides")
    page.emulate_media(media="print")
    expect(page.get_by_role("dialog").get_by_text("2026年12月2日(水)の運行")).to_be_visible()
    expect(page.get_by_role("heading", name="運行状況")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("dialog").get_by_role("button").filter(has_text="p1").focus()
    hands.press("Enter")
    page.get_by_role("heading", name="車両の割り当て").wait_for()
    hands.press("k")
    expect(page.get_by_label("固定する理由")).to_be_focused()
    hands.type("いつもの運転手")
    hands.press("Enter")
    page.get_by_role("heading", name="車両の割り当て").wait_for(state="detached")
    expect(page.get_by_text("固定: いつもの運転手")).to_be_visible()
    expect(page.locator("button:focus")).to_contain_text("p1")
    hands.press("Enter")
    page.get_by_role("list", name="車両を選ぶ").wait_for()
    choice = page.get_by_role("list", name="車両を選ぶ").get_by_role("button")
    hands.press("v")
    for _ in range(choice.count()):
        if other["vehicle_id"] in page.evaluate("document.activeElement.textContent"):
            break
        hands.press("ArrowDown")
    hands.press("Enter")
    page.get_by_text("約束が守れなくなります").wait_for()
    demand_in_both(page, "by-hand")
    page.get_by_label("理由").fill("リフトのある車")
    hands.press("Enter")
    page.get_by_role("heading", name="車両の割り当て").wait_for(state="detached")
    assert served.get(f"/rides/{DAY}/{ride['ride_id']}").json()["vehicle_id"] == other["vehicle_id"]
    page.get_by_role("dialog").wait_for()
    hands.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    hands.press("3")
    done = page.get_by_role("region", name="今日の操作")
    expect(done).to_contain_text("車両に固定: いつもの運転手")
    hands.press("u")
    page.get_by_role("heading", name="取り消すとこうなります").wait_for()
    hands.press("g")
    page.get_by_role("heading", name="取り消しました").wait_for()
    assert served.get(f"/rides/{DAY}/{ride['ride_id']}").json()["vehicle_id"] == ride["vehicle_id"]
