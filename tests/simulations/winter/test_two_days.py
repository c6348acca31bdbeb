"""The same riders on a day of summer and a day of winter, and what is shown of both."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from noriai import app
from simulations.variants.variant import Variant, variant_of
from simulations.weather.words import WeatherWords, weather_words
from simulations.winter.calls import calls_of
from simulations.winter.hours import hours_of
from simulations.winter.page import side_by_side
from simulations.winter.two_days import TwoDays, replay_two_days
from tests.gtfs.service_folders import a_service_folder

JULY, FEBRUARY = date(2019, 7, 3), date(2019, 7, 10)
BLIZZARD = weather_words(
    {
        "name": "blizzard",
        "told_after_min": 45,
        "demand": {"growth": 1.5, "late_share": 0.4},
        "snow": [{"hours": "9:00-14:00", "level": "heavy_snow"}],
    },
    "test",
)


@pytest.fixture(scope="module")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Variant:
    folder = a_service_folder(tmp_path_factory.mktemp("towns") / "town")
    return variant_of(folder, ["demand.riders_per_day=40"])


@pytest.fixture(scope="module")
def days(variant: Variant) -> TwoDays:
    return replay_two_days(variant, JULY, FEBRUARY, [1], BLIZZARD)[0]


def test_whoever_asks_in_summer_asks_the_same_in_winter_under_the_same_name(days: TwoDays) -> None:
    summer, winter = (
        {
            one.request.request_id: one.request
            for one in day.history.inquiries
            if "~" not in one.request.request_id
        }
        for day in (days.summer, days.winter)
    )
    assert len(summer) < len(winter)
    last = max(summer.values(), key=lambda request: request.rider_id)  # whose party may have been cut short
    for request_id, request in summer.items():
        if request.rider_id != last.rider_id:
            assert winter[request_id] == request


def test_the_dispatcher_learns_of_the_snow_when_it_has_fallen_for_a_while(days: TwoDays) -> None:
    changed = [
        event.at_s / 3600
        for event in days.winter.record.events
        if type(event).__name__ == "ConditionsChanged"
    ]
    assert changed == [9.75, 14.75]


def test_a_winter_without_weather_and_growth_is_the_summer_day(variant: Variant) -> None:
    both = replay_two_days(variant, JULY, FEBRUARY, [2], WeatherWords())[0]
    assert both.summer.record.events[1:] == both.winter.record.events[1:]  # the first names the date


def test_snow_makes_a_day_worse(days: TwoDays) -> None:
    figures = {each.definition.code: each for each in side_by_side([days])}
    assert figures["wait_now_mean"].summer is not None
    assert figures["wait_now_mean"].winter is not None
    assert figures["wait_now_mean"].winter[0] > figures["wait_now_mean"].summer[0]


def test_every_request_and_ride_is_in_one_hour(days: TwoDays) -> None:
    for day in (days.summer, days.winter):
        hours = hours_of(day)
        assert sum(hour.asked for hour in hours.values()) == len(day.history.inquiries)
        assert sum(hour.carried for hour in hours.values()) == sum(
            booking.completed for booking in day.history.bookings.values()
        )
        assert all(hour.late <= hour.carried for hour in hours.values())


def test_a_closed_destination_puts_its_riders_on_the_call_list(variant: Variant) -> None:
    closing = weather_words(
        {"told_after_min": 10, "closed": [{"hours": "11:00-18:00", "places": ["clinic"]}]}, "test"
    )
    day = replay_two_days(variant, JULY, FEBRUARY, [1], closing)[0].winter
    calls = calls_of(day.record)
    assert calls
    clinic = day.record.places.index_of("clinic")
    assert all(clinic in (call.promise.origin, call.promise.destination) for call in calls)


def test_the_command_writes_a_page_in_both_languages(variant: Variant, tmp_path: Path) -> None:
    weather = tmp_path / "snow.toml"
    weather.write_text('sources = ["気象台"]\n[[snow]]\nhours = "8:00-18:00"\n', encoding="utf-8")
    told = CliRunner().invoke(
        app,
        [
            *("winter", str(variant.folder), "--summer", str(JULY), "--winter", str(FEBRUARY)),
            *(
                "--weather",
                str(weather),
                "--change",
                "demand.riders_per_day=15",
                "--out",
                str(tmp_path / "out"),
            ),
        ],
    )
    assert told.exit_code == 0, told.output
    page = (tmp_path / "out" / "winter.html").read_text(encoding="utf-8")
    for words in (
        "夏の一日と冬の一日",
        "A day of summer",
        "気象台",
        "見本(実際の運行とは異なります)",
        "お電話が必要な人",
    ):
        assert words in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert (tmp_path / "out" / "figures.csv").read_text(encoding="utf-8-sig").startswith("code,name_ja")
