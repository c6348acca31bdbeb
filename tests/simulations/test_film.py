"""The film of a day: whole, half driven, and with a home that is shown at a stop or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from dispatch.domain.conditions import ClosedRoad, Conditions, LocalSpeed
from dispatch.domain.disruptions import CallCause, ConditionsChanged
from dispatch.domain.events import DayOpened, Event, VehicleArrived
from dispatch.domain.place import PlaceIndex
from dispatch.domain.route import VisitKind
from dispatch.domain.time import HOUR_S, TimeWindow
from simulations.film import film_of
from tests.simulations.made_up_days import (
    CLINIC,
    EIGHT,
    HOSPITAL,
    NOON,
    OFFICE,
    STATION,
    MadeUpDay,
    a_full_day,
)

TEN = 10 * HOUR_S
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


def with_one_promised() -> tuple[MadeUpDay, DayOpened]:
    """A van for which one rider waits at the office from ten, and nobody drives."""
    day = MadeUpDay()
    day.ask("waiting", OFFICE, STATION, TEN)
    day.promise("waiting", "van-1", TEN)
    return day, DayOpened(0, "a town", "2019-06-05", day.record("van-1").vehicles, DAY.travel.version)


def the_rider(day: MadeUpDay, opened: DayOpened, *, over: bool = True) -> dict[str, Any]:
    (rider,) = film_of((opened, *day.events), HOURS, DAY, AS_THEY_ARE, over=over)["riders"]
    assert rider["boards_s"] is None
    return rider


def test_who_was_never_fetched_is_gone_unmet_once_the_promised_arrival_is_past() -> None:
    day, opened = with_one_promised()
    rider = the_rider(day, opened)
    assert (rider["waits_s"], rider["unmet"]) == (TEN, True)
    assert rider["gone_s"] == day.promised("waiting").limits.arrive_until_s < NOON


def test_while_the_day_goes_on_somebody_may_still_come() -> None:
    rider = the_rider(*with_one_promised(), over=False)
    assert (rider["gone_s"], rider["unmet"]) == (None, False)


@pytest.mark.parametrize("called_off_s", [TEN - 3600, TEN + 60])
def test_whom_the_service_called_off_is_gone_unmet_from_then_on(called_off_s: int) -> None:
    day, opened = with_one_promised()
    day.leave_behind("waiting", called_off_s)
    day.cancel("waiting", called_off_s + 60)
    rider = the_rider(day, opened)
    assert (rider["waits_s"], rider["gone_s"], rider["unmet"]) == (min(TEN, called_off_s), called_off_s, True)


def test_who_gave_the_ride_up_is_gone_without_having_been_failed() -> None:
    day, opened = with_one_promised()
    day.cancel("waiting", TEN + 60)
    rider = the_rider(day, opened)
    assert (rider["gone_s"], rider["unmet"]) == (TEN + 60, False)


def test_who_is_stranded_does_not_ride_for_ever() -> None:
    day, opened = with_one_promised()
    van = day.van("van-1")
    van.drive(OFFICE)
    van.visit(VisitKind.BOARD, "waiting", not_before_s=TEN)
    day.leave_behind("waiting", van.at_s, CallCause.STRANDED)
    (rider,) = film_of((opened, *day.events), HOURS, DAY, AS_THEY_ARE)["riders"]
    assert (rider["boards_s"], rider["gone_s"], rider["unmet"]) == (TEN, van.at_s, True)


def test_the_weather_is_told_as_it_was_switched_and_no_home_is_closed_in_it() -> None:
    snow = Conditions(
        "heavy_snow",
        speed=0.5,
        closed_places=frozenset((OFFICE, CLINIC)),
        closed_roads=frozenset((ClosedRoad(STATION, OFFICE), ClosedRoad(OFFICE, STATION))),
        local_speeds=(LocalSpeed(frozenset((HOSPITAL, CLINIC)), 0.7),),
    )
    switched = (ConditionsChanged(TEN, snow, "-", "snow"), ConditionsChanged(NOON, None, "-", "clear"))
    shown = film((EVENTS[0], *switched), (STATION, OFFICE, HOSPITAL, HOSPITAL))
    worse, usual = shown["weather"]
    assert (worse["from_s"], worse["level"], worse["speed"]) == (TEN, "heavy_snow", 0.5)
    assert worse["closed_at"] == [position(OFFICE)]
    assert worse["slow"] == [{"speed": 0.7, "at": [position(HOSPITAL)]}]
    (closed,) = worse["closed_ways"]
    assert {shown["ways"][closed][0], shown["ways"][closed][-1]} == {position(STATION), position(OFFICE)}
    assert (usual["level"], usual["speed"], usual["closed_ways"], usual["closed_at"]) == ("normal", 1, [], [])
