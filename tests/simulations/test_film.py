"""The film of a day: whole, half driven, and with a home that is shown at a stop or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from dispatch.domain.events import DayOpened, Event, VehicleArrived
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import TimeWindow
from simulations.film import film_of
from tests.simulations.made_up_days import CLINIC, EIGHT, HOSPITAL, NOON, OFFICE, STATION, a_full_day

HOURS = TimeWindow(EIGHT, NOON)
AS_THEY_ARE = (STATION, OFFICE, HOSPITAL, CLINIC)
DAY = a_full_day()
EVENTS: tuple[Event, ...] = (
    DayOpened(0, "a town", "2019-06-05", DAY.vehicles, DAY.travel.version),
    *DAY.events,
)


def film(events: Sequence[Event], shown: Sequence[PlaceIndex | None] = AS_THEY_ARE) -> dict[str, Any]:
    return film_of(events, HOURS, DAY, shown)


def position(place: PlaceIndex) -> tuple[float, float]:
    return round(DAY.places[place].lon, 5), round(DAY.places[place].lat, 5)


def test_vehicles_drive_by_road_from_place_to_place_one_leg_after_the_other() -> None:
    shown = film(EVENTS)
    legs, ways = shown["vehicles"][0]["legs"], shown["ways"]
    assert ways[legs[0][2]][0] == position(STATION)
    for earlier, later in pairwise(legs):
        assert earlier[0] < earlier[1] <= later[0]
        assert ways[earlier[2]][-1] == ways[later[2]][0]


def test_riders_wait_ride_give_up_or_do_not_come() -> None:
    riders = film(EVENTS)["riders"]
    (late,) = [rider for rider in riders if rider["at"] == position(HOSPITAL)]
    assert (late["waits_s"], late["boards_s"]) == (10 * 3600, 10 * 3600 + 11 * 60)
    assert late["alights_s"] > late["boards_s"]
    gone = {rider["gone_s"]: rider for rider in riders if rider["gone_s"] is not None}
    assert all(rider["boards_s"] is None for rider in gone.values())
    assert 11 * 3600 + 15 * 60 in gone


def test_a_vehicle_that_is_under_way_drives_on_to_where_it_is_expected() -> None:
    cut = next(number for number, event in enumerate(EVENTS) if isinstance(event, VehicleArrived))
    half = film(EVENTS[:cut])
    ((departs_s, arrives_s, way),) = half["vehicles"][0]["legs"]
    assert half["ways"][way][-1] == position(OFFICE)
    assert (departs_s, arrives_s) == tuple(film(EVENTS)["vehicles"][0]["legs"][0][:2])


def test_who_is_shown_at_a_stop_is_never_at_the_door_and_who_cannot_be_shown_is_not() -> None:
    nearby = film(EVENTS, (STATION, OFFICE, HOSPITAL, HOSPITAL))
    points = [tuple(point) for way in nearby["ways"] for point in way]
    assert position(CLINIC) in [tuple(point) for way in film(EVENTS)["ways"] for point in way]
    assert position(CLINIC) not in points
    assert film(EVENTS, (None, None, None, None))["riders"] == []


def test_a_day_of_which_nothing_is_known_has_an_empty_film() -> None:
    assert film(())["vehicles"] == []
