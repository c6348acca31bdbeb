"""Days of a service as it could be, asked for by the same riders."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from gtfs.service_error import ServiceError
from simulations.measures.history import read_history
from simulations.variants.day import DayOfVariant, figures_of_day, replay_day
from simulations.variants.ground import scenario_of
from simulations.variants.variant import Variant, read_variant, variant_of
from tests.gtfs.service_folders import a_service_folder

ON = date(2019, 6, 5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_service_folder(tmp_path / "town")


def test_the_same_riders_ask_whatever_is_changed(folder: Path) -> None:
    plain = scenario_of(variant_of(folder, []), ON, seed=3)
    changed = scenario_of(
        variant_of(folder, ["service.hours=9:00-16:00", "booking.cutoff_min=60", "fleet.vehicles=2"]),
        ON,
        seed=3,
    )
    assert plain.arrivals
    assert changed.arrivals == plain.arrivals
    assert changed.hours != plain.hours


def test_demand_is_what_changes_who_asks(folder: Path) -> None:
    plain = scenario_of(variant_of(folder, []), ON, seed=3)
    grown = scenario_of(variant_of(folder, ["demand.growth=2"]), ON, seed=3)
    assert len(grown.arrivals) > len(plain.arrivals)


def test_a_day_has_the_same_figures_each_time(folder: Path) -> None:
    day = DayOfVariant(variant_of(folder, ["demand.riders_per_day=30"]), ON, 1)
    figures = figures_of_day(day)
    assert figures == figures_of_day(day)
    assert figures["riders"]
    assert not any(code.startswith("decision_ms") for code in figures)


def test_heavy_snow_makes_rides_longer(folder: Path) -> None:
    def mean_ride_s(level: str) -> float:
        day = DayOfVariant(variant_of(folder, ["demand.riders_per_day=30", f"snow.level={level}"]), ON, 1)
        rides = read_history(replay_day(day)).bookings.values()
        return float(
            np.mean(
                [one.dropped_off_s - one.boarding_s for one in rides if one.boarding_s and one.dropped_off_s]
            )
        )

    assert mean_ride_s("heavy_snow") > 1.3 * mean_ride_s("normal")


def test_a_scenario_file_names_its_service_and_what_is_changed(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.toml"
    file.write_text('name = "二台"\nservice = "town"\n[change]\nfleet.vehicles = 2\n', encoding="utf-8")
    assert read_variant(file) == Variant(
        "二台", folder.resolve(), variant_of(folder, ["fleet.vehicles=2"]).changes
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("service = 3", "service: a text in quotes expected"),
        ("", "service is missing"),
        ('service = "town"\nnme = "x"', "did you mean name?"),
        ("service = ", "not TOML"),
        ('service = "town"\n[change]\nsnow.level = "deep"', "one of normal, snow, heavy_snow, halt expected"),
    ],
)
def test_a_wrong_scenario_file_is_told_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ServiceError) as refusal:
        read_variant(file)
    assert told in str(refusal.value)
