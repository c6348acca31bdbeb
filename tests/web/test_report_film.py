"""The winter report as a file: both days on one clock, with snow, closures and whom nobody fetched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from simulations.variants.ground import service_of
from simulations.variants.variant import variant_of
from simulations.weather.words import weather_words
from simulations.winter.page import write_page
from simulations.winter.two_days import replay_two_days
from tests.gtfs.service_folders import a_service_folder
from tests.web.browsing import demand_accessible, demand_no_sideways_scroll, keep_picture

HALTED_AT_ELEVEN = weather_words(
    {
        "name": "blizzard",
        "told_after_min": 30,
        "snow": [{"hours": "9:00-11:00", "level": "heavy_snow"}, {"hours": "11:00-18:00", "level": "halt"}],
        "closed": [{"hours": "9:00-18:00", "places": ["clinic"]}],
    },
    "test",
)
SCENES = "[...document.querySelectorAll('.film canvas')].map(sheet => sheet.drawnScene)"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("winter")
    variant = variant_of(a_service_folder(folder / "town"), ["demand.riders_per_day=60"])
    days = replay_two_days(variant, date(2019, 7, 3), date(2019, 7, 10), [1], HALTED_AT_ELEVEN)
    write_page(days, service_of(variant.folder, variant.changes), (), folder / "winter.html")
    return folder / "winter.html"


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.goto(report.as_uri())
    yield opened
    opened.close()
    assert faults == []


def scrub_to(page: Page, at_s: int) -> None:
    page.locator(".film input").evaluate(
        "(scrub, at) => { scrub.value = at; scrub.dispatchEvent(new Event('input')) }", at_s
    )


def test_both_days_are_shown_at_one_moment_the_winter_with_its_weather(page: Page) -> None:
    scrub_to(page, 10 * 3600)
    summer, winter = page.evaluate(SCENES)
    assert summer["weather"] is None
    assert (winter["weather"]["level"], len(winter["weather"]["closed_at"])) == ("heavy_snow", 1)
    assert page.locator(".film output").inner_text() == "10:00"
    demand_accessible(page)
    demand_no_sideways_scroll(page)
    keep_picture(page, "winter-film")


def test_whom_the_halt_called_off_is_shown_unmet_and_leaves_the_picture(page: Page) -> None:
    scrub_to(page, 11 * 3600 + 31 * 60)
    summer, winter = page.evaluate(SCENES)
    assert summer["unmet"] == []
    assert winter["unmet"] != []
    assert "お迎えできなかった人" in page.locator(".film figcaption").nth(1).inner_text()
    scrub_to(page, 24 * 3600)
    summer, winter = page.evaluate(SCENES)
    assert winter["unmet"] == winter["waiting"] == summer["waiting"] == []
    assert winter["persons"]["unmet"] > summer["persons"]["unmet"] == 0


def test_it_plays_and_is_read_in_either_language(page: Page) -> None:
    scrub_to(page, 9 * 3600)
    page.get_by_role("button", name="再生").click()
    page.wait_for_function("document.querySelector('.film output').value > '9:02'")
    page.get_by_role("button", name="再生").click()
    page.get_by_role("button", name="English").click()
    assert "vehicles driving" in page.locator(".film figcaption").first.inner_text()
