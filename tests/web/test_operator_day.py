"""What happens at a desk between bookings: seats come free, callers think again, roads close."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.desk.town import Town
from tests.api.routes.booked import book, wish
from tests.api.routes.test_waitlist import fill
from tests.api.served import DAY, Served, a_database, at, serving
from tests.web.browsing import DESK, Visit, visiting
from tests.web.operating import Hands, at_desk, demand_in_both, register, ring

TO_STATION = [{"name": "駅", "origin": "home_001", "destination": "place_01"}]
FIRST_NUMBER = "090-1234-0000"
"""Of the first rider whom `served.rider` registers."""


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Visit]:
    with visiting(browser, served, DESK) as visit:
        yield visit


def answered(page: Page, hands: Hands) -> None:
    """Take the call that rings, as far as where to."""
    page.get_by_role("button", name="電話に出る").wait_for()
    hands.press("a")
    page.get_by_role("combobox", name="どこへ行きますか").wait_for()


def at_nine(page: Page, hands: Hands) -> None:
    """The first usual trip, at nine."""
    hands.press("Enter")
    page.get_by_label("時刻", exact=True).wait_for()
    hands.type("900")


@pytest.fixture
def without_ways_out(town: Town, tmp_path: Path) -> Iterator[Served]:
    """The service where no message leaves: whoever is to hear something must be called."""
    database = a_database(tmp_path)
    with serving(town, database, at(town, 7), notifiers={}) as running:
        yield running
    database.close()


def test_who_waits_is_called_when_a_seat_is_given_up(browser: Browser, without_ways_out: Served) -> None:
    with visiting(browser, without_ways_out, DESK) as desk:
        room_comes_free(desk, without_ways_out)


def room_comes_free(desk: Visit, served: Served) -> None:
    rides, _ = fill(served)
    rider_id = register(served, favourites=TO_STATION, notice_channel="voice")
    page, hands = at_desk(desk)
    ring(served)
    answered(page, hands)
    at_nine(page, hands)
    page.get_by_label("席（人）").fill("8")
    hands.press("Enter")
    page.get_by_role("button", name="キャンセル待ちにする").wait_for()
    hands.press("Alt+w")
    page.get_by_text("いま1番目です").wait_for()
    hands.press("Enter", "2")
    waitlist = page.get_by_role("list", name="キャンセル待ち")
    expect(waitlist.get_by_role("button")).to_have_count(1)
    assert served.post(f"/rides/{DAY}/{rides[0]['ride_id']}/cancellation").status_code == 200
    served.clock.set(served.clock.now() + timedelta(minutes=3))
    expect(waitlist).to_contain_text("まで候補あり")
    expect(page.get_by_role("list", name="電話をかける")).to_contain_text("空きが出た連絡")
    demand_in_both(page, "room-has-come-free")
    page.get_by_role("list", name="電話をかける").get_by_role("button", name="空きが出た連絡").focus()
    hands.press("Enter")
    page.get_by_role("button", name="この方の予約を開く").wait_for()
    hands.press("o")
    expect(page.get_by_role("listbox", name="行き")).to_be_focused()
    hands.press("Enter")
    page.get_by_text("予約できました").wait_for()
    (ride,) = served.get(f"/riders/{rider_id}/rides").json()
    assert ride["party"]["seats"] == 8
    assert served.get(f"/board/{DAY}").json()["waitlist"] == []


def test_a_caller_changes_a_ride_and_then_gives_it_up(desk: Visit, served: Served) -> None:
    ride = book(served)
    page, hands = at_desk(desk)
    ring(served, FIRST_NUMBER)
    answered(page, hands)
    hands.press("Alt+k", "Enter")
    page.get_by_role("heading", name="予約の変更・取り消し").wait_for()
    demand_in_both(page, "booked-ride")
    hands.press("c")
    page.get_by_text("今の予約はそのまま残ります").wait_for()
    expect(page.get_by_label("時刻", exact=True)).to_be_focused()
    hands.press("Control+a")
    hands.type("1100")
    hands.press("Enter")
    page.get_by_role("listbox", name="新しい時刻").wait_for()
    hands.press("Enter")
    page.get_by_text("ご予約を変更しました").wait_for()
    rides = served.get(f"/riders/{ride['rider_id']}/rides").json()
    (changed,) = [each for each in rides if each["status"] == "booked"]
    assert changed["limits"]["pickup_from"] >= f"{DAY}T11:00"
    expect(page.get_by_role("list", name="これからの予約")).to_contain_text("11:")
    hands.press("k", "Enter")
    page.get_by_role("button", name="取り消す").wait_for()
    hands.press("x")
    page.get_by_text("予約はありません。").wait_for()
    assert served.get(f"/rides/{DAY}/{changed['ride_id']}").json()["status"] == "cancelled"


def test_offers_that_lapsed_while_they_were_read_out_are_asked_for_anew(desk: Visit, served: Served) -> None:
    rider_id = register(served, favourites=TO_STATION)
    page, hands = at_desk(desk)
    ring(served)
    answered(page, hands)
    at_nine(page, hands)
    hands.press("Enter")
    page.get_by_role("listbox", name="行き").wait_for()
    served.clock.set(served.clock.now() + timedelta(minutes=4))
    hands.press("Enter")
    page.get_by_text("候補の期限が切れたため").wait_for()
    expect(page.get_by_role("listbox", name="行き")).to_be_focused()
    hands.press("Enter")
    page.get_by_text("予約できました").wait_for()
    assert len(served.get(f"/riders/{rider_id}/rides").json()) == 1


def test_a_delay_is_put_in_and_whoever_is_late_stands_on_the_board(desk: Visit, served: Served) -> None:
    ride = book(served, wish=wish(served, 8))
    page, hands = at_desk(desk)
    hands.press("3")
    page.get_by_role("option", name=ride["vehicle_id"]).wait_for(state="attached")
    hands.press("l")
    page.get_by_label("車両", exact=True).select_option(ride["vehicle_id"])
    page.get_by_label("動けない時間（分）").fill("120")
    hands.press("Enter")
    page.get_by_role("heading", name="実行するとこうなります").wait_for()
    hands.press("g")
    page.get_by_role("heading", name="実行しました").wait_for()
    expect(page.get_by_role("region", name="今日の操作")).to_contain_text("車両の遅れ")
    (action,) = served.get(f"/disruptions/{DAY}").json()
    assert action["what"] == ["VehicleDelayed"]
    assert len(action["moved"]) + len(action["needs_call"]) + action["kept"] == 1
    hands.press("u")
    page.get_by_role("heading", name="取り消すとこうなります").wait_for()
    hands.press("g")
    page.get_by_role("heading", name="取り消しました").wait_for()


def test_a_place_is_closed_on_a_drivers_report_and_opened_again_by_its_name(
    desk: Visit, served: Served
) -> None:
    vehicle = served.get(f"/board/{DAY}").json()["vehicles"][0]["vehicle_id"]
    seen = {"client_id": "road-0001", "at": at(served.town, 6, 50).isoformat(), "hindrance": "snow"}
    report = {**seen, "lat": 40.71, "lon": 140.59, "place_id": "place_02", "note": "吹きだまり"}
    told = served.post(
        f"/vehicles/{vehicle}/road-reports", {"reports": [report]}, token=served.as_tablet(vehicle)
    )
    assert told.status_code == 200, told.text
    page, hands = at_desk(desk)
    hands.press("3")
    page.get_by_role("list", name="運転手からの通行不能の報告").get_by_text("青森病院").wait_for()
    hands.press("p", "Enter")
    page.get_by_role("dialog").get_by_text("吹きだまり").wait_for()
    demand_in_both(page, "road-report")
    hands.press("1")
    page.get_by_role("dialog").wait_for(state="detached")
    hands.press("x")
    expect(page.get_by_role("combobox", name="場所", exact=True)).to_have_value("青森病院")
    hands.press("Enter")
    page.get_by_role("heading", name="実行するとこうなります").wait_for()
    hands.press("g")
    page.get_by_role("heading", name="実行しました").wait_for()
    assert [each["name"] for each in served.get(f"/board/{DAY}").json()["closed_places"]] == ["青森病院"]
    hands.press("o")
    expect(page.get_by_label("通行止めのところ")).to_contain_text("青森病院")
    demand_in_both(page, "open-again")
    hands.press("Enter")
    page.get_by_role("heading", name="実行するとこうなります").wait_for()
    hands.press("g")
    page.get_by_role("heading", name="実行しました").wait_for()
    assert served.get(f"/board/{DAY}").json()["closed_places"] == []
    assert served.get("/road-reports").json() == []
