"""A rider books on a telephone: a usual trip, a new place, there and back; and what comes of a full day."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.api.routes.test_waitlist import fill
from tests.api.served import Served, at
from tests.web.browsing import Visit, visiting
from tests.web.riding import NAME, choose_first_offer, count_taps, look, opened, rides_of

POINT_ON_MAP = """name => {
  const map = document.querySelector('.town-map').drawnMap
  const landmarks = map.queryRenderedFeatures({layers: ['landmarks']})
  const at = map.project(landmarks.find(each => each.properties.name === name).geometry.coordinates)
  const box = map.getCanvas().getBoundingClientRect()
  return [box.x + at.x, box.y + at.y]
}"""


def test_a_usual_trip_takes_four_taps(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("button", name="自宅 →").first.wait_for()
    count_taps(page)
    page.get_by_role("button", name="自宅 →").first.click()
    page.get_by_role("button", name="9:00").click()
    choose_first_offer(page)
    assert page.evaluate("window.taps") <= 4


def test_each_step_of_a_booking_can_be_read_and_hit_by_everybody(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("button", name="自宅 →").first.wait_for()
    look(page, "home")
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
    page.locator(".town-map[data-ready]").wait_for()
    look(page, "booked")


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


def test_a_place_is_chosen_on_the_map(visit: Visit) -> None:
    page = opened(visit, favourite=False)
    page.get_by_role("button", name="ほかの場所へ行く").click()
    page.get_by_role("button", name="地図で選ぶ").click()
    page.locator(".town-map[data-ready]").wait_for()
    page.locator(".town-map").scroll_into_view_if_needed()
    x, y = page.evaluate(POINT_ON_MAP, "青森病院")
    page.mouse.click(x, y)
    look(page, "map")
    page.get_by_role("button", name="青森病院 を選ぶ").click()
    page.get_by_role("heading", name="いつ行きますか").wait_for()


def asked_for_eight(visit: Visit, name: str) -> Page:
    """Refused: there is no room for a party of eight at nine."""
    page = opened(visit, name=name)
    page.get_by_role("button", name="自宅 →").first.click()
    page.get_by_role("link", name="変える: 何人で乗りますか").click()
    for _ in range(7):
        page.get_by_role("button", name="座席に座る人を1つ増やす").click()
    look(page, "party")
    page.get_by_role("button", name="この人数にする").click()
    page.get_by_role("button", name="9:00").click()
    expect(page.get_by_role("heading", name="ご希望どおりにはお取りできません")).to_be_visible()
    return page


def test_who_finds_it_full_takes_an_alternative_or_waits(browser: Browser, served: Served) -> None:
    booked, _ = fill(served)
    with visiting(browser, served) as visit:
        page = asked_for_eight(visit, "木村 良")
        look(page, "refused")
        choose_first_offer(page)
    with visiting(browser, served) as visit:
        page = asked_for_eight(visit, NAME)
        page.get_by_role("button", name="空きが出たら知らせてもらう").click()
        expect(page.get_by_role("status").filter(has_text="1番目")).to_be_visible()
        look(page, "waiting")
        served.post(f"/rides/{booked[0]['service_date']}/{booked[0]['ride_id']}/cancellation")
        served.clock.set(served.clock.now().replace(second=1))
        expect(page.get_by_role("status").filter(has_text="空きが出ました")).to_be_visible()
        look(page, "room")
        choose_first_offer(page)


def test_who_took_longer_to_choose_asks_again_with_one_tap(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("button", name="自宅 →").first.click()
    page.get_by_role("button", name="9:00").click()
    page.locator("li.offer").first.wait_for()
    visit.served.clock.set(at(visit.served.town, 7, 30))
    page.reload()
    expect(page.get_by_text("案内の期限が過ぎました")).to_be_visible()
    look(page, "lapsed")
    page.get_by_role("button", name="もう一度調べる").click()
    page.locator("li.offer button").first.click()
    visit.served.clock.set(at(visit.served.town, 8, 0))
    page.get_by_role("button", name="予約する", exact=True).click()
    expect(page.get_by_text("その間に空きが変わりました")).to_be_visible()
    choose_first_offer(page)
    assert len(rides_of(visit.served)) == 1


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
