"""What drivers do at their tablet, for the tests: enrol it, be checked, and work through the day."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from api.storage.tables import DRIVER_REPORT
from tests.api.routes.booked import book
from tests.api.routes.shifts_driven import a_code
from tests.api.served import Served
from tests.web.browsing import demand_accessible, demand_fits, demand_targets, keep_picture

GLOVE_PX = 60
LONG_MS = 20_000


def two_rides(served: Served) -> list[dict[str, Any]]:
    """Two rides in one vehicle: at four places, one after the other, somebody boards or alights."""
    rides = [book(served), book(served, rider="p2", origin="home_002", destination="place_02")]
    assert rides[0]["vehicle_id"] == rides[1]["vehicle_id"]
    return rides


def two_at_one_door(served: Served) -> list[dict[str, Any]]:
    """Somebody in a wheelchair whom the town knows well, and somebody who will not come."""
    rides = [
        book(served, party={"seats": 1, "wheelchairs": 1}),
        book(served, rider="p2", destination="place_02"),
    ]
    assert rides[0]["vehicle_id"] == rides[1]["vehicle_id"]
    note = {"wheelchair": True, "note": "玄関まで呼びに行く。耳が遠いので、ゆっくり話す。"}
    known = {"name": "佐藤 ハナ", "kana": "さとう はな", "phone": "090-1234-0000", "needs": note}
    assert served.put(f"/riders/{rides[0]['rider_id']}/card", known).status_code == 204
    return rides


def enrol(page: Page, served: Served, vehicle_id: str) -> None:
    """Type the code that the office has made."""
    page.get_by_label("登録コード").fill(a_code(served, vehicle_id))
    page.get_by_role("button", name="この端末を登録する").click()
    page.get_by_role("heading", name="乗務前の点呼").wait_for()


def fill_check(page: Page, alcohol: str = "0") -> None:
    """What is asked before and after a shift."""
    page.get_by_label("運転手の氏名").fill("工藤 健")
    page.get_by_label("点呼の実施者").fill("成田 進")
    page.get_by_label("アルコール(mg/L)").fill(alcohol)
    page.get_by_label("検知器を使った").check()


def begin_shift(page: Page, alcohol: str = "0") -> None:
    """Be checked, and drive if one may."""
    fill_check(page, alcohol)
    for tick in ("免許証を確認した", "日常点検をした"):
        page.get_by_label(tick).check()
    page.get_by_label("乗務できる", exact=True).check()
    page.get_by_role("button", name="乗務を始める").click()


def main_button(page: Page) -> Locator:
    """The one tap that comes next."""
    return page.locator(".act button.step")


def tap(page: Page, label: str) -> None:
    """The next step, which has this name."""
    expect(main_button(page)).to_contain_text(label, timeout=LONG_MS)
    main_button(page).click()


def all_sent(page: Page) -> None:
    """Wait until everything is handed in."""
    expect(page.locator("button.status")).to_contain_text("送信済み", timeout=LONG_MS)


def reports_kept(served: Served) -> list[tuple[str, str, str]]:
    """What the service has of drivers' reports, as they happened: when, what, and what became of it."""
    wanted = select(DRIVER_REPORT.c.happened_at, DRIVER_REPORT.c.kind, DRIVER_REPORT.c.outcome)
    with served.site.database.read() as connection:
        return [tuple(row) for row in connection.execute(wanted.order_by(DRIVER_REPORT.c.happened_at))]


def demand_good_view(page: Page, name: str) -> None:
    """Accessible in both languages, by day and by night, and large enough for gloves; with its pictures."""
    demand_targets(page, GLOVE_PX)
    demand_fits(page)
    keep_picture(page, f"driver-{name}")
    for language, other in (("ja", "English"), ("en", "日本語")):
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            demand_accessible(page, f"{name} {language} {theme}")
        page.evaluate("document.documentElement.dataset.theme = 'light'")
        page.get_by_role("button", name=other, exact=True).click()
        page.locator(f"html[lang={'en' if language == 'ja' else 'ja'}]").wait_for()
