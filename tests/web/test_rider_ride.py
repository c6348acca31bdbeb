"""A rider's booking is changed, cancelled, followed to its end, read without a connection, and printed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.api.served import at
from tests.web.browsing import Visit, count_drawn, keep_picture, wait_for_drawn
from tests.web.riding import booked_at_nine, look, rides_of


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


def test_a_confirmation_prints_in_large_type_without_buttons(visit: Visit) -> None:
    page = booked_at_nine(visit)
    page.emulate_media(media="print")
    expect(page.get_by_text("お迎えにまいります")).to_be_visible()
    expect(page.get_by_text("2026年12月2日(水)")).to_be_visible()
    expect(page.get_by_role("button", name="取り消す")).to_be_hidden()
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('dd .big')).fontSize)") >= 24
    keep_picture(page, "rider-print")
