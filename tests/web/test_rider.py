"""A rider's whole way on a telephone: sign in, book, change, ride, cancel; and what comes of a full day."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.api.routes.test_waitlist import fill
from tests.api.served import HOME, Served, at
from tests.web.browsing import (
    Visit,
    count_drawn,
    demand_accessible,
    demand_no_sideways_scroll,
    demand_targets,
    keep_picture,
    visiting,
    wait_for_drawn,
)

NAME = "田中 はな"
LEAST_PX = 48
ROUND_TRIP_MS, KBIT_S, SLOWER = 150, 1_638, 4
"""A telephone of page audits: slow 4G, and a processor a quarter as fast."""
ROUND_TRIPS = 4
"""To connect, for the page, for its script and style, and one to spare."""
POINT_ON_MAP = """name => {
  const map = document.querySelector('.town-map').drawnMap
  const landmarks = map.queryRenderedFeatures({layers: ['landmarks']})
  const at = map.project(landmarks.find(each => each.properties.name === name).geometry.coordinates)
  const box = map.getCanvas().getBoundingClientRect()
  return [box.x + at.x, box.y + at.y]
}"""


def look(page: Page, name: str) -> None:
    """What holds for each view of a rider, and a picture of it."""
    demand_accessible(page, name)
    demand_no_sideways_scroll(page)
    demand_targets(page, LEAST_PX)
    keep_picture(page, f"rider-{name}")


def opened(visit: Visit, favourite: bool = True) -> Page:
    """The first view of a signed-in rider, one favourite on it."""
    served = visit.served
    token = served.as_rider(NAME)
    if favourite:
        kept = {"favourites": [{"name": "病院", "origin": HOME, "destination": "place_12"}]}
        headers = served.signed(token) | {"Idempotency-Key": "favourite-1"}
        answer = served.client.put("/api/me/favourites", json=kept, headers=headers)
        assert answer.status_code == 200, answer.text
    visit.sign_in(token)
    return visit.open("/rider")


def test_a_rider_signs_in_with_a_code(visit: Visit) -> None:
    visit.served.rider(NAME)
    page = visit.open("/rider")
    page.get_by_label("電話番号").fill("090-1234-0000")
    look(page, "sign-in")
    page.get_by_role("button", name="確認番号を受け取る").click()
    page.get_by_label("確認番号").wait_for()
    code = page.get_by_label("確認番号")
    code.fill("000000")
    page.get_by_role("button", name="予約画面へ進む").click()
    expect(page.get_by_text("番号が合いません")).to_be_visible()
    look(page, "sign-in-wrong")
    code.fill(visit.served.codes[0].code)
    page.get_by_role("button", name="予約画面へ進む").click()
    expect(page.get_by_role("button", name="ほかの場所へ行く")).to_be_visible()
    assert page.evaluate("document.cookie").count("noriai=") == 0, "scripts cannot read the session"


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


def count_taps(page: Page) -> None:
    page.evaluate("addEventListener('click', () => { window.taps = (window.taps ?? 0) + 1 }, true)")


def test_a_usual_trip_takes_four_taps(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("button", name="自宅 →").first.wait_for()
    look(page, "home")
    count_taps(page)
    page.get_by_role("button", name="自宅 →").first.click()
    page.get_by_role("group", name="午前").wait_for()
    look(page, "when")
    page.get_by_role("button", name="9:00").click()
    page.locator("li.offer").first.wait_for()
    look(page, "offers")
    page.locator("li.offer button").first.click()
    look(page, "check")
    page.get_by_role("button", name="予約する", exact=True).click()
    expect(page.get_by_role("heading", name="予約できました")).to_be_visible()
    assert page.evaluate("window.taps") <= 4
    page.locator(".town-map[data-ready]").wait_for()
    look(page, "booked")


def test_a_ride_is_changed_and_cancelled(visit: Visit) -> None:
    page = booked_at_nine(visit)
    page.get_by_role("button", name="時刻や行き先を変える").click()
    page.get_by_role("button", name="10:30").click()
    page.locator("li.offer button").first.click()
    page.get_by_role("button", name="変更する", exact=True).click()
    expect(page.get_by_role("heading", name="予約を変更しました")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="午前10時30分から")).to_be_visible()
    page.get_by_role("button", name="取り消す", exact=True).click()
    look(page, "cancel")
    page.get_by_role("button", name="はい、取り消します").click()
    expect(page.get_by_role("status").filter(has_text="取り消しました")).to_be_visible()
    statuses = {ride["status"] for ride in rides_of(visit.served)}
    assert statuses == {"changed", "cancelled"}


def rides_of(served: Served) -> list[dict[str, Any]]:
    rider_id = served.rider(NAME)
    return list(served.get(f"/riders/{rider_id}/rides", served.as_rider(NAME)).json())


def test_a_ride_is_followed_until_it_has_arrived(visit: Visit) -> None:
    page = booked_at_nine(visit)
    served = visit.served
    (ride,) = rides_of(served)
    path = f"/vehicles/{ride['vehicle_id']}"
    tablet = served.as_tablet(str(ride["vehicle_id"]))
    served.clock.set(at(served.town, 8, 50))
    where = {"lat": 40.7100, "lon": 140.5810, "at": served.clock.now().isoformat()}
    assert served.put(f"{path}/position", where, tablet).status_code < 300
    page.reload()
    page.locator(".town-map[data-ready]").wait_for()
    wait_for_drawn(page, "vehicles", 1)
    wait_for_drawn(page, "riders", 2)
    assert count_drawn(page, "roads") > 0
    keep_picture(page, "rider-live")
    for minute, kind in ((2, "arrived"), (3, "boarded")):
        served.clock.set(at(served.town, 9, minute))
        report = {"client_id": f"{kind}-0001", "kind": kind, "at": served.clock.now().isoformat()}
        report |= {"ride_id": ride["ride_id"]} if kind == "boarded" else {}
        answer = served.post(f"{path}/reports/{ride['service_date']}", {"reports": [report]}, token=tablet)
        assert answer.status_code < 300, answer.text
    expect(page.get_by_role("status").filter(has_text="ご乗車中")).to_be_visible()
    look(page, "aboard")


def test_a_new_place_is_found_by_kana_in_ten_taps_and_twelve_letters(visit: Visit) -> None:
    page = opened(visit, favourite=False)
    count_taps(page)
    page.get_by_role("button", name="ほかの場所へ行く").click()
    search = page.get_by_role("combobox")
    expect(search).to_be_focused()
    search.press_sequentially("あおもりびょ")
    page.get_by_role("option").first.wait_for()
    look(page, "to")
    page.get_by_role("option", name="青森病院").first.click()
    page.get_by_role("button", name="14:00").click()
    choose_first_offer(page)
    assert page.evaluate("window.taps") <= 10
    (ride,) = rides_of(visit.served)
    assert ride["destination"]["name"] == "青森病院"


def test_who_finds_it_full_takes_an_alternative_or_waits(visit: Visit) -> None:
    served = visit.served
    fill(served)
    page = opened(visit)
    page.get_by_role("button", name="自宅 →").first.click()
    page.get_by_role("link", name="変える: 何人で乗りますか").click()
    for _ in range(7):
        page.get_by_role("button", name="座席に座る人を1つ増やす").click()
    look(page, "party")
    page.get_by_role("button", name="この人数にする").click()
    page.get_by_role("button", name="9:00").click()
    expect(page.get_by_role("heading", name="ご希望どおりにはお取りできません")).to_be_visible()
    look(page, "refused")
    page.get_by_role("button", name="空きが出たら知らせてもらう").click()
    expect(page.get_by_role("status").filter(has_text="1番目")).to_be_visible()
    look(page, "waiting")
    page.get_by_role("button", name="キャンセル待ちをやめる").click()
    page.get_by_role("heading", name="予約の一覧").wait_for()
    page.go_back()
    page.get_by_role("button", name="9:00").click()
    choose_first_offer(page)


def test_the_way_back_is_booked_in_the_same_breath(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("button", name="自宅 →").first.click()
    page.get_by_text("帰りの時刻も決める").click()
    page.get_by_role("button", name="9:00").click()
    page.get_by_role("heading", name="帰りは何時ですか").wait_for()
    page.get_by_role("button", name="11:00").click()
    page.locator("li.offer button").first.click()
    page.get_by_role("heading", name="帰りのお迎え").wait_for()
    choose_first_offer(page)
    assert len(rides_of(visit.served)) == 2


def test_a_way_back_is_called_for_when_finished(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("button", name="自宅 →").first.click()
    page.get_by_text("終わったら電話で呼ぶ").click()
    page.get_by_role("button", name="9:00").click()
    page.get_by_role("heading", name="何時ごろ終わりそうですか").wait_for()
    page.get_by_role("button", name="10:30").click()
    choose_first_offer(page)
    page.goto(f"{visit.origin}/rider#/rides")
    call = page.get_by_role("button", name="終わりました。迎えに来てください")
    expect(call).to_be_disabled()
    look(page, "rides")
    visit.served.clock.set(at(visit.served.town, 10, 40))
    page.reload()
    call.click()
    expect(page.get_by_role("heading", name="予約できました")).to_be_visible()


def test_a_booking_is_read_without_a_connection(visit: Visit) -> None:
    page = booked_at_nine(visit)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.locator(".town-map[data-ready]").wait_for()
    visit.context.set_offline(True)
    page.reload()
    page.get_by_role("link", name="ホーム").click()
    expect(page.get_by_text("ただいま通信できません")).to_be_visible()
    page.locator("a.ride-line").first.click()
    expect(page.get_by_text("通信できないため")).to_be_visible()
    look(page, "offline")
    visit.context.set_offline(False)
    expect(page.get_by_text("通信できないため")).to_be_hidden()


def test_what_is_kept_of_a_rider_is_theirs(visit: Visit) -> None:
    page = booked_at_nine(visit)
    page.goto(f"{visit.origin}/rider#/favourites")
    page.get_by_role("button", name="お気に入りを加える").click()
    page.get_by_label("名前").fill("役場")
    page.get_by_role("combobox").fill("ちょうしゃ")
    page.get_by_role("option").first.click()
    look(page, "favourites")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("heading", name="役場")).to_be_visible()
    page.goto(f"{visit.origin}/rider#/me")
    page.get_by_text("歩行器・シルバーカーを使う").click()
    page.get_by_role("button", name="保存する").first.click()
    expect(page.get_by_text("保存しました。")).to_be_visible()
    look(page, "me")
    with page.expect_download() as saved:
        page.get_by_role("button", name="記録されている内容を受け取る").click()
    assert "田中" in saved.value.path().read_text(encoding="utf-8")
    page.goto(f"{visit.origin}/rider#/history")
    page.get_by_role("heading", name="これまでのご利用").wait_for()
    look(page, "history")


def test_every_text_changes_with_the_language_and_the_size(browser: Browser, served: Served) -> None:
    with visiting(browser, served, (320, 640)) as visit:
        page = opened(visit)
        page.get_by_role("button", name="English").click()
        page.get_by_role("button", name="Go somewhere else").wait_for()
        page.get_by_role("button", name="Display").click()
        page.get_by_text("Very large").click()
        page.get_by_text("High contrast").click()
        look(page, "display-en")
        page.get_by_role("button", name="Close").click()
        look(page, "home-en-largest")
        page.get_by_role("button", name="Home →").first.click()
        page.get_by_role("group", name="Morning").wait_for()
        look(page, "when-en-largest")
        kana = page.evaluate("document.querySelector('main').innerText.match(/[ぁ-ん]+/g)")
        assert kana is None, kana


def test_a_place_is_chosen_on_the_map(visit: Visit) -> None:
    page = opened(visit, favourite=False)
    page.get_by_role("button", name="ほかの場所へ行く").click()
    page.get_by_role("button", name="地図で選ぶ").click()
    page.locator(".town-map[data-ready]").wait_for()
    page.locator(".town-map").scroll_into_view_if_needed()
    x, y = page.evaluate(POINT_ON_MAP, "青森病院")
    page.mouse.click(x, y)
    look(page, "map")
    page.get_by_role("button", name="を選ぶ").click()
    page.get_by_role("heading", name="いつ行きますか").wait_for()


def test_the_first_view_is_light_and_soon_usable_on_a_slow_telephone(visit: Visit) -> None:
    """120 kB of script and style at most; two seconds, worked out from bytes, round trips and processor time.

    Processor time is the page's own thread's: how busy the machine is otherwise does not count.
    """
    page = visit.context.new_page()
    telephone = visit.context.new_cdp_session(page)
    telephone.send("Network.enable")
    telephone.send("Performance.enable", {"timeDomain": "threadTicks"})
    received: list[float] = []
    telephone.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    page.goto(f"{visit.origin}/rider")
    page.get_by_label("電話番号").wait_for()
    metrics = {each["name"]: each["value"] for each in telephone.send("Performance.getMetrics")["metrics"]}
    total_bytes, busy_ms = sum(received), 1_000 * metrics["TaskDuration"]
    usable_ms = ROUND_TRIPS * ROUND_TRIP_MS + total_bytes * 8 / KBIT_S + SLOWER * busy_ms
    assert total_bytes <= 120_000, received
    assert usable_ms <= 2_000, (total_bytes, busy_ms)
    print(f"first view: {total_bytes / 1000:.0f} kB, {busy_ms:.0f} ms busy, usable after {usable_ms:.0f} ms")
