"""Settings of a service put differently without touching its folder."""

from pathlib import Path

import pytest

from gtfs.service import read_service
from gtfs.service_changes import NO_CHANGES, Changes, changes_of, parse_changes
from gtfs.service_error import ServiceError
from tests.gtfs.service_folders import a_service_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_service_folder(tmp_path / "town")


def test_a_rule_is_put_differently_and_the_file_stays_as_it_is(folder: Path) -> None:
    before = (folder / "service.toml").read_bytes()
    changed = read_service(folder, parse_changes(["rules.pickup_window_min=20", "service.hours=7:00-19:00"]))
    assert changed.rules.pickup_window_s == 1200
    assert (changed.hours.from_s, changed.hours.until_s) == (7 * 3600, 19 * 3600)
    assert changed.vehicles[0].shift.hours == changed.hours
    assert (folder / "service.toml").read_bytes() == before
    assert read_service(folder).rules.pickup_window_s == 600


def test_more_vehicles_are_like_the_services_own(folder: Path) -> None:
    three = read_service(folder, parse_changes(["fleet.vehicles=3"])).vehicles
    assert [vehicle.vehicle_id for vehicle in three] == ["1号車", "+1", "+2"]
    assert {vehicle.capacity for vehicle in three} == {three[0].capacity}
    assert {vehicle.shift for vehicle in three} == {three[0].shift}


def test_a_key_of_the_fleet_is_meant_for_every_vehicle(folder: Path) -> None:
    vehicles = read_service(folder, parse_changes(["fleet.vehicles=2", "fleet.seats=7"])).vehicles
    assert [vehicle.capacity.seats for vehicle in vehicles] == [7, 7]


def test_growth_multiplies_the_riders_of_a_day(folder: Path) -> None:
    assert read_service(folder, parse_changes(["demand.growth=2.5"])).demand.riders_per_day == 25


def test_a_table_says_the_same_as_the_words_of_a_command(folder: Path) -> None:
    table = {"rules": {"max_ride_min": 30, "detour_factor": 1.3}, "service.hours": "9:00-17:00"}
    words = ["rules.max_ride_min=30", "rules.detour_factor=1.3", "service.hours=9:00-17:00"]
    assert changes_of(table) == parse_changes(words)


def test_a_later_value_of_a_key_holds() -> None:
    assert parse_changes(["rules.max_ride_min=30", "rules.max_ride_min=40"]) == Changes(
        (("rules.max_ride_min", 40),)
    )


def test_changes_read_back_as_they_are_shown() -> None:
    changes = parse_changes(["demand.hour_weights={}", "snow.snow.closed_places=['a', 'b']"][1:])
    assert str(changes) == "snow.snow.closed_places=[a,b]"
    assert not NO_CHANGES


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("rules.pickup_windw_min=3", "did you mean pickup_window_min?"),
        ("rules.pickup_window_min=wide", "rules.pickup_window_min: a number expected"),
        ("fleet.vehicles=0", "from 1 to 10,000"),
        ("fleet.vehicles=two", "from 1 to 10,000"),
        ("demand.growth=-1", "from 0 to 1000"),
        ("pickup_window_min=20", "KEY=VALUE expected"),
        ("rules.pickup_window_min", "KEY=VALUE expected"),
        ("rules.pickup_window_min.x=3", "has no keys inside"),
    ],
)
def test_a_wrong_change_is_told_in_one_line(folder: Path, change: str, told: str) -> None:
    with pytest.raises(ServiceError) as refusal:
        read_service(folder, parse_changes([change]))
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)
