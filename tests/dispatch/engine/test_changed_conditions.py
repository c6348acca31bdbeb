"""Snow, a closed place, a closed road: the whole day is timed anew, and back."""

from __future__ import annotations

import pytest

from dispatch.domain.commands import AdoptRoutes, Ask
from dispatch.domain.conditions import ClosedRoad, Conditions
from dispatch.domain.disruptions import (
    CallCause,
    ChangeConditions,
    ConditionsChanged,
    DelayVehicle,
    PromiseAmended,
    ReturnVehicle,
    Undo,
    WithdrawVehicle,
)
from dispatch.domain.events import OffersMade, PromiseMissed, Refused
from dispatch.domain.fleet import Break
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.engine.consequences import consequences
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.service_day import copy_day
from dispatch.engine.undoing import NothingToUndo, undo_of
from tests.builders import EIGHT, a_dispatcher, a_request, a_van
from tests.dispatch.engine.punctual_drivers import drive_on
from tests.dispatch.engine.test_disruptions import ENGINE, NINE, TEN, TWO, tell, three_vans
from tests.dispatch.engine.town import VAN, Town

SNOW = Conditions("snow", speed=0.5, dwell=1.5, pickup_window_s=20 * MINUTE_S)
LANDSLIDE = Conditions(
    "landslide",
    closed_roads=frozenset(
        {ClosedRoad(PlaceIndex(4), PlaceIndex(5)), ClosedRoad(PlaceIndex(5), PlaceIndex(4))}
    ),
)


def closed(*places: int) -> Conditions:
    return Conditions("closed", closed_places=frozenset(PlaceIndex(place) for place in places))


def a_busy_morning(vans: int = 3) -> Town:
    town = three_vans() if vans == 3 else Town(a_dispatcher(*(a_van(f"van-{n}") for n in range(1, vans + 1))))
    for n in range(4 * vans):
        ask = Ask(a_request(f"r{n}", (n * 3) % 9, 9 if n % 2 else (n * 5 + 1) % 9, NINE + 500 * n))
        made = town.dispatcher.decide(town.day, ask, EIGHT).events[-1]
        if isinstance(made, OffersMade):
            town.book(f"r{n}", ask.request.origin, ask.request.destination, ask.request.wish_s, EIGHT)
    return town


def test_in_snow_mode_everybody_is_kept_or_told_other_times_and_those_are_kept() -> None:
    town = a_busy_morning()
    drive_on(town, NINE + 1500)
    now_s = NINE + 1510
    promised = dict(town.day.promises)
    events, told = tell(town, ChangeConditions(SNOW, "heavy snow since nine"), now_s)
    change = events[0]
    assert isinstance(change, ConditionsChanged)
    assert change.travel_version == town.dispatcher.travel_on(town.day).version
    assert sorted((*told.kept, *told.moved, *told.needs_call)) == sorted(promised)
    assert told.moved, "at half the speed somebody is moved"
    assert all(town.day.promises[ride] == promised[ride] for ride in told.kept if ride in town.day.promises)
    drive_on(town)
    assert not town.day.promises
    assert not [event for event in town.events if isinstance(event, PromiseMissed)]


def test_in_snow_mode_boarding_takes_longer_and_windows_are_wider() -> None:
    town = a_busy_morning()
    town.tell(ChangeConditions(SNOW, "snow"), EIGHT + 600)
    boards = [v.service_s for s in town.day.vehicles.values() for v in s.route.visits if v.kind == "board"]
    assert set(boards) == {90}
    made = town.tell(Ask(a_request("new", 3, 7, 14 * HOUR_S)), EIGHT + 700)[-1]
    assert isinstance(made, OffersMade)
    assert made.offers[0].rides[0].limits.pickup.width_s == 20 * MINUTE_S
    assert made.direct_s == 2 * 4 * 120


def test_back_to_usual_the_day_is_planned_on_usual_roads() -> None:
    town = a_busy_morning()
    usual = town.dispatcher.travel_on(town.day)
    town.tell(ChangeConditions(SNOW, "snow"), EIGHT + 600)
    town.tell(ChangeConditions(None, "cleared"), EIGHT + 1200)
    assert town.dispatcher.travel_on(town.day) is usual
    assert {v.service_s for s in town.day.vehicles.values() for v in s.route.visits if v.kind == "board"} == {
        60
    }
    with pytest.raises(CommandRefused, match="so already"):
        town.tell(ChangeConditions(None, "cleared"), EIGHT + 1300)


def test_a_rider_to_a_closed_place_needs_a_call_and_new_ones_are_refused() -> None:
    town = three_vans()
    ride, other = town.book("a", 3, 7, TEN, EIGHT), town.book("b", 2, 6, TEN, EIGHT)
    _, told = tell(town, ChangeConditions(closed(7), "fire at the clinic"), NINE)
    assert told.needs_call == {ride: CallCause.NO_ROAD}
    assert told.kept == (other,)
    answer = town.tell(Ask(a_request("c", 3, 7, TEN)), NINE + 60)[-1]
    assert isinstance(answer, Refused)
    assert answer.refusal.reason is Reason.NO_ROUTE
    _, told = tell(town, ChangeConditions(None, "put out"), NINE + 120)
    assert set(told.kept) == {ride, other}, "the road is open again in time"


def test_who_is_on_board_for_a_closed_place_is_taken_as_near_as_can_be_and_called() -> None:
    town = Town(a_dispatcher(a_van()))
    ride = town.book("a", 1, 7, NINE, EIGHT)
    drive_on(town, NINE + 120)
    events, told = tell(town, ChangeConditions(closed(7), "fire"), NINE + 130)
    assert told.needs_call == {ride: CallCause.SET_DOWN_ELSEWHERE}
    amended = [event.promise for event in events if isinstance(event, PromiseAmended)]
    assert amended[0].destination == 6
    drive_on(town)
    assert not town.day.promises


def test_a_landslide_parts_the_town_and_each_side_keeps_its_riders() -> None:
    town = Town(a_dispatcher(a_van("van-1", at=0), a_van("van-2", at=9)))
    left = town.book("left", 1, 3, NINE, EIGHT)
    right = town.book("right", 8, 6, NINE, EIGHT)
    across = town.book("across", 2, 8, TEN, EIGHT)
    _, told = tell(town, ChangeConditions(LANDSLIDE, "landslide"), EIGHT + 600)
    assert told.needs_call == {across: CallCause.NO_ROAD}
    assert set(told.kept) == {left, right}
    assert town.day.carried_by == {left: VAN, right: TWO}
    drive_on(town)
    assert not [event for event in town.events if isinstance(event, PromiseMissed)]


def test_conditions_that_would_keep_a_van_from_home_or_make_no_sense_are_refused() -> None:
    rest = Break(TimeWindow(12 * HOUR_S, 12 * HOUR_S + 600), HOUR_S, PlaceIndex(5))
    town = Town(a_dispatcher(a_van(breaks=(rest,))))
    drive_on(town, EIGHT + 60)
    town.book("a", 3, 7, NINE, EIGHT)
    drive_on(town, NINE - 200)
    for conditions, why in (
        (closed(0), "the end of its shift is: leave a way open"),
        (closed(5), "could not get to place 5, where a break is"),
        (closed(99), "closed place 99 is not one of the 10 places"),
    ):
        before = len(town.events)
        with pytest.raises(CommandRefused, match=why):
            town.tell(ChangeConditions(conditions, "?"), NINE - 100)
        assert len(town.events) == before


def test_routes_found_on_other_roads_are_not_adopted() -> None:
    town = a_busy_morning()
    routes = tuple(state.route for state in town.day.vehicles.values())
    proposal = AdoptRoutes(routes, town.day.version, EIGHT + 600)
    town.tell(ChangeConditions(SNOW, "snow"), EIGHT + 600)
    assert not town.tell(proposal, EIGHT + 600)


@pytest.mark.parametrize("inverse", ["breakdown", "delay", "snow"])
def test_a_disruption_taken_back_at_once_gives_every_promise_back(inverse: str) -> None:
    town = a_busy_morning()
    drive_on(town, NINE + 1500)
    now_s = NINE + 1510
    van = next(vehicle_id for vehicle_id, state in town.day.vehicles.items() if state.aboard)
    disruption = {
        "breakdown": WithdrawVehicle(van, ENGINE),
        "delay": DelayVehicle(van, 30 * MINUTE_S, "stuck"),
        "snow": ChangeConditions(SNOW, "snow"),
    }[inverse]
    before = copy_day(town.day)
    aboard = dict(town.day.vehicles[van].aboard)
    events = town.tell(disruption, now_s)
    hit = consequences(before, events)
    assert hit.moved or hit.needs_call
    _, told = tell(town, undo_of(before, events, "it was a mistake"), now_s + 30)
    assert not told.needs_call
    assert town.day.promises == before.promises
    assert not town.day.unassigned
    assert dict(town.day.vehicles[van].aboard) == aboard
    assert town.day.conditions is None
    drive_on(town)
    assert not town.day.promises


def test_who_boarded_another_van_meanwhile_rides_on_in_it() -> None:
    town = three_vans()
    ride = town.book("a", 1, 9, NINE, EIGHT)
    van = town.day.carried_by[ride]
    drive_on(town, NINE + 360)
    before = copy_day(town.day)
    events = town.tell(WithdrawVehicle(van, ENGINE), NINE + 370)
    rescuer = town.day.carried_by[ride]
    now_s = NINE + 370
    while ride not in town.day.vehicles[rescuer].aboard:
        now_s += 60
        drive_on(town, now_s)
    promise = town.day.promises[ride]
    undo = undo_of(before, events, "repaired on the spot")
    back = undo.inverses[0]
    assert isinstance(back, ReturnVehicle)
    assert set(back.aboard) == {ride}
    _, told = tell(town, undo, now_s)
    assert told.kept == (ride,)
    assert town.day.promises[ride] == promise
    assert town.day.carried_by[ride] == rescuer
    assert not town.day.vehicles[van].aboard
    drive_on(town)
    assert not town.day.promises


def test_a_return_is_undone_by_withdrawing_again_and_other_events_are_not_undone() -> None:
    town = three_vans()
    town.tell(WithdrawVehicle(VAN, ENGINE), EIGHT)
    before = copy_day(town.day)
    undo = undo_of(before, town.tell(ReturnVehicle(VAN, "repaired"), EIGHT + 60), "not repaired")
    assert undo == Undo((WithdrawVehicle(VAN, "not repaired"),), ())
    town.tell(undo, EIGHT + 120)
    assert town.day.vehicles[VAN].withdrawn == "not repaired"
    with pytest.raises(NothingToUndo):
        undo_of(before, town.tell(Ask(a_request("x", 1, 2, NINE)), EIGHT + 180), "?")
