"""A day to replay, from a service folder or straight from a feed, and what it refuses."""

from datetime import date
from pathlib import Path

import pytest

from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import TimeWindow
from gtfs.service import read_service
from gtfs.service_network import cache_folder, walks_to_stops
from simulations.feed_scenario import scenario_of_feed, served_poles
from simulations.scenario import ScenarioError, scenario_of_service
from tests.gtfs.feeds import a_feed
from tests.gtfs.service_folders import SETTINGS, a_service_folder, with_line

WEDNESDAY, SATURDAY = date(2019, 6, 5), date(2019, 6, 8)
HOURS = TimeWindow(7 * 3600, 19 * 3600)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORIAI_CACHE", str(tmp_path / "cache"))


def test_a_service_is_replayed_on_its_demo_date_with_its_riders(tmp_path: Path) -> None:
    scenario = scenario_of_service(read_service(a_service_folder(tmp_path / "s")), seed=1)
    assert scenario.service_date == WEDNESDAY
    parties = [arrival.request.party for arrival in scenario.arrivals]
    assert sum(party.seats + party.wheelchairs for party in parties) == 10
    ends = {(arrival.request.origin, arrival.request.destination) for arrival in scenario.arrivals}
    assert ends <= {(3, 5), (4, 5), (5, 3), (5, 4)}  # homes and the clinic


def test_conditions_slow_the_roads_and_the_boarding(tmp_path: Path) -> None:
    settings = SETTINGS + '[conditions]\nname = "雪"\nspeed = 0.5\ndwell = 1.5\n'
    snow = scenario_of_service(read_service(a_service_folder(tmp_path / "snow", settings)), seed=1)
    usual = scenario_of_service(read_service(a_service_folder(tmp_path / "usual")), seed=1)
    away = PlaceIndex(0), PlaceIndex(2), 36000
    assert snow.travel.seconds(*away) >= 2 * usual.travel.seconds(*away) - 1
    assert snow.rules.board_s == 90


def test_a_day_of_rest_and_a_day_outside_the_calendar_are_refused(tmp_path: Path) -> None:
    service = read_service(a_service_folder(tmp_path / "s"))
    with pytest.raises(ScenarioError, match="no service on that day"):
        scenario_of_service(service, on=date(2020, 1, 2), seed=1)
    with pytest.raises(ScenarioError, match="runs from 2019-04-01 to 2020-03-31"):
        scenario_of_service(service, on=date(2026, 1, 5), seed=1)


def test_nobody_is_asked_to_walk_to_another_ones_door(tmp_path: Path) -> None:
    places = read_service(a_service_folder(tmp_path / "s")).places
    walks = walks_to_stops(places, 250)
    assert [place for place, _ in walks[PlaceIndex(3)]] == [0]
    assert all(place < 3 for near in walks.values() for place, _ in near)


def test_a_feed_is_ridden_between_the_poles_that_its_trips_serve_that_day() -> None:
    feed = a_feed()
    scenario = scenario_of_feed(feed, on=WEDNESDAY, vehicles=4, riders=30, hours=HOURS, seed=1)
    assert len(scenario.vehicles) == 4
    assert len(scenario.arrivals) == 30
    assert all(arrival.request.party.seats <= 1 for arrival in scenario.arrivals)
    assert served_poles(feed, WEDNESDAY, scenario.places) == [0, 1, 2]
    assert served_poles(feed, SATURDAY, scenario.places) == []


def test_a_feed_on_a_day_without_trips_is_refused() -> None:
    with pytest.raises(ScenarioError, match="no trip of a feed for tests"):
        scenario_of_feed(a_feed(), on=SATURDAY, vehicles=1, riders=1, hours=HOURS, seed=1)


def test_hours_too_short_for_a_rest_have_none() -> None:
    short = TimeWindow(8 * 3600, 12 * 3600)
    scenario = scenario_of_feed(a_feed(), on=WEDNESDAY, vehicles=1, riders=3, hours=short, seed=1)
    assert scenario.vehicles[0].shift.breaks == ()


def test_a_cache_that_cannot_be_written_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    monkeypatch.setenv("NORIAI_CACHE", str(blocked / "below"))
    assert cache_folder().is_dir()


def test_a_damaged_cache_is_built_anew(tmp_path: Path) -> None:
    service = read_service(a_service_folder(tmp_path / "s"))
    before = scenario_of_service(service, seed=1)
    for kept in (tmp_path / "cache").rglob("*.npz"):
        kept.write_bytes(b"torn")
    assert scenario_of_service(service, seed=1).network.version == before.network.version


def test_a_service_without_weights_is_ridden_from_anywhere_to_anywhere(tmp_path: Path) -> None:
    settings = with_line(SETTINGS, 'places = "places.csv"\n', "")
    scenario = scenario_of_service(read_service(a_service_folder(tmp_path / "s", settings)), seed=1)
    assert {arrival.asked_by.purpose.value for arrival in scenario.arrivals} == {"unknown"}
