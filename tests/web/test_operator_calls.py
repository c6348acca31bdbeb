"""An operator answers, books both ways, and never touches the mouse."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Route, expect

from api.people.roles import STAFF_ROLES
from api.people.staff import EVERYWHERE, Grant, add_staff
from tests.api.served import DAY, Served
from tests.web.browsing import DESK, Visit, keep_picture, visiting
from tests.web.operating import Hands, at_desk, demand_in_both, register, ring

MOST_PRESSES = 25
MOST_S = 10.0
SEARCHES = "**/riders/searches"
PASSWORD = "apples by train in july"


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Visit]:
    with visiting(browser, served, DESK) as visit:
        yield visit


def test_a_known_caller_is_booked_out_and_back_by_keys_alone(desk: Visit, served: Served) -> None:
    rider_id = register(served)
    page, hands = at_desk(desk)
    ring(served)
    page.get_by_text("成田 ハナ").first.wait_for()
    begun = time.monotonic()
    hands.press("a")
    page.get_by_role("option", name="ご自宅 → 青森病院").wait_for()
    hands.press("Enter")
    page.get_by_label("時刻", exact=True).wait_for()
    hands.type("1000")
    hands.press("Tab", "ArrowDown", "Tab")
    hands.type("1130")
    hands.press("Enter")
    page.get_by_role("listbox", name="行き").wait_for()
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
    print(f"{hands.presses} presses besides text, {took_s:.1f} s with typing")
    assert hands.presses <= MOST_PRESSES
    assert took_s <= MOST_S


def test_every_step_of_a_call_is_for_everybody_beside_another_call(desk: Visit, served: Served) -> None:
    register(served)
    page, hands = at_desk(desk)
    demand_in_both(page, "quiet")
    ring(served)
    page.get_by_text("成田 ハナ").first.wait_for()
    demand_in_both(page, "ringing")
    hands.press("a")
    page.get_by_role("option", name="ご自宅 → 青森病院").wait_for()
    demand_in_both(page, "where")
    hands.press("Enter")
    page.get_by_label("時刻", exact=True).fill("1000")
    page.get_by_text("空きあり").first.wait_for(state="attached")
    demand_in_both(page, "when")
    hands.press("Enter")
    page.get_by_role("listbox", name="行き").wait_for()
    demand_in_both(page, "offers")
    hands.press("n")
    page.get_by_role("combobox", name="電話番号・お名前").wait_for()
    hands.type("なりた")
    page.get_by_role("option", name="成田 ハナ").wait_for()
    demand_in_both(page, "side-by-side")
    hands.press("Alt+[")
    expect(page.get_by_role("region", name="電話 成田 ハナ")).to_have_class("call active")
    hands.press("Enter")
    page.get_by_text("予約できました").wait_for()
    hands.press("?")
    page.get_by_role("heading", name="いま使えるキー").wait_for()
    demand_in_both(page, "keys")
    hands.press("Escape", "Enter")
    expect(page.get_by_role("region", name="電話")).to_have_count(1)


def test_enter_before_a_slow_answer_takes_it_unless_more_is_typed(desk: Visit, served: Served) -> None:
    register(served)
    page, hands = at_desk(desk)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def let_go() -> None:
        page.unroute(SEARCHES)
        for route in held:
            route.continue_()
        held.clear()

    page.route(SEARCHES, hold)
    hands.press("n")
    who = page.get_by_role("combobox", name="電話番号・お名前")
    who.wait_for()
    hands.type("なり")
    hands.press("Enter")
    expect(page.get_by_text("読み込んでいます…")).to_be_visible()
    hands.type("た")
    expect(page.get_by_text("読み込んでいます…")).to_have_count(0)
    let_go()
    page.get_by_role("option", name="成田 ハナ").wait_for()
    expect(who).to_be_focused()
    page.route(SEARCHES, hold)
    hands.type(" は")
    hands.press("Enter")
    expect(page.get_by_text("読み込んでいます…")).to_be_visible()
    let_go()
    page.get_by_role("combobox", name="どこへ行きますか").wait_for()


def test_a_stranger_is_registered_and_goes_home_when_finished(desk: Visit, served: Served) -> None:
    page, hands = at_desk(desk)
    ring(served, "0172-62-9999")
    page.get_by_text("登録のない番号").first.wait_for()
    hands.press("a")
    page.get_by_text("登録のない番号からの電話です").wait_for()
    hands.press("Alt+e")
    for text in ("工藤 三郎", "くどう さぶろう", "0172-62-9999"):
        hands.type(text)
        hands.press("Tab")
    hands.type("みほんのいえ3 ")
    page.get_by_role("option").first.wait_for()
    hands.press("Enter")
    demand_in_both(page, "new-rider")
    hands.press("Enter")
    page.get_by_role("combobox", name="どこへ行きますか").wait_for()
    hands.type("あおもりびょう")
    page.get_by_role("option", name="青森病院").first.wait_for()
    hands.press("Enter")
    hands.type("9時半")
    hands.press("Tab", "Tab")
    hands.type("1100")
    hands.press("Tab", "ArrowDown", "Enter")
    page.get_by_role("listbox", name="行き").wait_for()
    hands.press("Enter")
    page.get_by_text("予約できました").wait_for()
    expect(page.get_by_text("分以内にお迎えにまいります")).to_be_visible()
    board = served.get(f"/board/{DAY}").json()
    assert [each["destination"]["place_id"] for each in board["open_returns"]] == ["home_003"]


def test_who_leaves_the_desk_comes_back_with_the_password(desk: Visit, served: Served) -> None:
    register(served)
    hashed, now = served.people.passwords.hash("ito", PASSWORD), served.clock.now()
    with served.site.database.write() as connection:
        grants = [Grant(role, EVERYWHERE) for role in STAFF_ROLES]
        factor = add_staff(connection, served.people.vault, "ito", "伊藤", hashed, grants, now)
    totp = pyotp.parse_uri(factor.uri)
    assert isinstance(totp, pyotp.TOTP)
    page = desk.open("/operator")
    hands = Hands(page)
    page.get_by_label("職員ID").wait_for()
    demand_in_both(page, "sign-in")
    for text in ("ito", PASSWORD, totp.at(now)):
        hands.type(text)
        hands.press("Tab")
    hands.press("Enter")
    page.get_by_role("navigation").wait_for()
    hands.press("n")
    page.get_by_role("combobox", name="電話番号・お名前").wait_for()
    hands.type("なり")
    page.get_by_role("option", name="成田 ハナ").wait_for()
    hands.press("Alt+z")
    page.get_by_role("heading", name="画面をロックしています").wait_for()
    demand_in_both(page, "locked")
    assert page.get_by_text("成田").count() == 0
    page.reload()
    page.get_by_role("heading", name="画面をロックしています").wait_for()
    hands.type("wrong password")
    hands.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("確認できませんでした")
    page.get_by_label("パスワード").fill(PASSWORD)
    hands.press("Enter")
    page.get_by_role("navigation").wait_for()
