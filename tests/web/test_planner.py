"""A planner's day: two runs ordered and compared, a film driven by keys, the day that is being driven."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from api.people.roles import Role
from tests.api.routes.booked import book
from tests.api.served import DAY, Served, at
from tests.web.browsing import (
    DESK,
    PHONE,
    TABLET,
    Visit,
    demand_no_sideways_scroll,
    keep_picture,
    visiting,
)
from tests.web.planning import RUN_LASTS_MS, demand_accessible_in_every_look, desk, planned, planner

__all__ = ["desk", "planned", "planner"]

SLOW_MS = 60_000
"""Maps drawn by software on a busy machine."""
SCENE = "document.querySelector('.film-map > canvas')?.drawnScene"


def order(page: Page, name: str, vehicles: int, riders: int) -> None:
    """Fill the form in, start, and wait until the run is done."""
    page.get_by_label("試算の名前").fill(name)
    page.get_by_label("車両", exact=True).fill(str(vehicles))
    page.get_by_label("一日の利用希望者").fill(str(riders))
    page.get_by_role("button", name="試算を始める").click()
    card = page.locator(".run", has_text=name)
    expect(card.get_by_role("button", name="やめる")).to_be_visible()
    expect(card.get_by_text("完了")).to_be_visible(timeout=RUN_LASTS_MS)


@pytest.fixture(scope="module")
def two_runs(desk: Visit) -> Page:
    """The first view after two runs."""
    page = desk.open("/planner")
    page.set_default_timeout(SLOW_MS)
    order(page, "車両1台", 1, 90)
    order(page, "車両2台", 2, 90)
    return page


def scene(page: Page) -> dict[str, Any]:
    return dict(page.evaluate(SCENE))


def open_run(page: Page, name: str) -> None:
    page.evaluate("location.hash = '/'")
    page.get_by_role("link", name=name).click()
    page.locator(".film-map .town-map[data-ready]").wait_for()
    page.wait_for_function(f"() => {SCENE}")


def test_a_planner_runs_two_days_and_compares_them(two_runs: Page) -> None:
    page = two_runs
    page.evaluate("location.hash = '/'")
    demand_accessible_in_every_look(page, "runs")
    keep_picture(page, "planner_runs")
    for name in ("車両1台", "車両2台"):
        page.locator(".run", has_text=name).get_by_role("checkbox").check()
    page.get_by_role("button", name="選んだ2件を比べる").click()
    page.get_by_role("heading", name="二つの試算を比べる").wait_for()
    expect(page.get_by_text("同じ日・同じ利用希望者")).to_be_visible()
    unmet = page.locator(".kpis tr", has=page.get_by_role("rowheader", name="未充足需要", exact=True))
    cells = unmet.locator("td").all_inner_texts()
    one, other, difference = (int("".join(c for c in cell if c in "0123456789-")) for cell in cells[:3])
    assert one > other
    assert difference == other - one
    assert "最後の断りの理由" in cells[3]
    page.locator(".film-map .town-map[data-ready]").nth(1).wait_for()
    page.locator(".unmet-map .town-map[data-ready]").nth(1).wait_for()
    demand_accessible_in_every_look(page, "compare")
    keep_picture(page, "planner_compare")


def test_a_run_is_played_by_keys_and_tells_in_words_what_it_shows(two_runs: Page) -> None:
    page = two_runs
    open_run(page, "車両1台")
    keep_picture(page, "planner_run")
    page.keyboard.press("Home")
    expect(page.locator(".film-clock")).to_have_text("8:00")
    for _ in range(3):
        page.keyboard.press("l")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".film-clock")).to_have_text("8:29")
    before = page.evaluate(f"JSON.stringify({SCENE}.vehicles)")
    page.keyboard.press("+")
    page.keyboard.press("Space")
    page.wait_for_function(f"before => JSON.stringify({SCENE}.vehicles) !== before", arg=before)
    page.keyboard.press("Space")
    page.keyboard.press("End")
    expect(page.locator(".film-clock")).to_contain_text("18:")
    told = "document.querySelector('.film figcaption').textContent"
    page.wait_for_function(f"() => {told}.includes('運び終えた人 ' + {SCENE}.persons.carried + '人')")
    persons = scene(page)["persons"]
    assert (persons["waiting"], persons["riding"]) == (0, 0)
    assert persons["carried"] > 0
    demand_accessible_in_every_look(page, "run")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="車両1台")).to_be_visible()
    expect(page.locator(".film-map")).to_be_hidden()
    page.emulate_media(media="screen")


def test_unmet_demand_is_on_the_map_in_squares_of_at_least_five(two_runs: Page) -> None:
    page = two_runs
    open_run(page, "車両1台")
    page.locator(".unmet-map").scroll_into_view_if_needed()
    page.locator(".unmet-map .town-map[data-ready]").wait_for()
    drawn = "document.querySelector('.unmet-map .town-map').drawnMap"
    page.wait_for_function(f"{drawn}.queryRenderedFeatures({{layers: ['unmet']}}).length > 0")
    needs = page.evaluate(
        f"{drawn}.queryRenderedFeatures({{layers: ['unmet']}}).map(f => f.properties.needs)"
    )
    assert min(needs) >= 5


def test_report_and_tables_are_taken_home(two_runs: Page) -> None:
    page = two_runs
    open_run(page, "車両2台")
    with page.expect_download() as taken:
        page.get_by_role("link", name="指標（CSV）").click()
    assert taken.value.suggested_filename.endswith("figures.csv")
    assert "未充足需要" in taken.value.path().read_text("utf-8-sig")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="報告書を開く").click()
    opened.value.get_by_role("heading", name="ひと目で").wait_for()
    opened.value.close()


def test_the_day_that_is_being_driven_is_shown_as_it_goes_on(
    desk: Visit, planned: Served, planner: Callable[[], str]
) -> None:
    ride = book(planned)
    page = desk.open(f"/planner#/days/{DAY}")
    page.set_default_timeout(SLOW_MS)
    page.locator(".film-map .town-map[data-ready]").wait_for()
    page.wait_for_function(f"() => {SCENE}")
    assert scene(page)["waiting"] == []
    planned.clock.set(datetime.fromisoformat(ride["limits"]["pickup_from"]) + timedelta(minutes=1))
    desk.sign_in(planner())
    book(planned, rider="another", wish={"kind": "depart_after", "at": at(planned.town, 14).isoformat()})
    page.wait_for_function(f"() => {SCENE}.waiting.length === 1")
    (waiting,) = scene(page)["waiting"]
    public = [planned.town.service.places[each] for each in planned.town.service.public_places]
    assert (waiting["lon"], waiting["lat"]) in {(round(each.lon, 5), round(each.lat, 5)) for each in public}
    demand_accessible_in_every_look(page, "day")
    keep_picture(page, "planner_day")


def test_the_page_fits_a_tablet_and_a_telephone(
    browser: Browser, planned: Served, planner: Callable[[], str], two_runs: Page
) -> None:
    for name, size in (("tablet", TABLET), ("phone", PHONE)):
        with visiting(browser, planned, size) as visit:
            visit.sign_in(planner())
            page = visit.open("/planner")
            page.set_default_timeout(SLOW_MS)
            page.locator(".run").first.wait_for()
            demand_no_sideways_scroll(page)
            keep_picture(page, f"planner_runs_{name}")
            open_run(page, "車両1台")
            demand_no_sideways_scroll(page)
            keep_picture(page, f"planner_run_{name}")


def test_somebody_else_is_asked_to_sign_in_or_told_that_this_is_not_theirs(
    browser: Browser, planned: Served
) -> None:
    with visiting(browser, planned, DESK) as visit:
        page = visit.open("/planner")
        page.get_by_label("職員ID").fill("nobody")
        page.get_by_label("パスワード").fill("wrong")
        page.get_by_label("確認コード").fill("123456")
        page.get_by_role("button", name="ログイン").click()
        expect(page.get_by_text("確認できませんでした")).to_be_visible()
        demand_accessible_in_every_look(page, "entrance")
        visit.sign_in(planned.as_one(Role.OPERATOR))
        page.reload()
        page.get_by_role("heading", name="この画面は使えません").wait_for()
