"""Open returns when vehicles fail or roads are slow: held, a longer wait stated, or somebody calls."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.commands import AskOpenReturn, CallOpenReturn, Cancel, Command, Wake
from dispatch.domain.conditions import ClosedRoad, Conditions
from dispatch.domain.disruptions import (
    CallCause,
    ChangeConditions,
    DisruptTogether,
    OpenReturnRestated,
    OpenReturnUnheld,
    ReturnVehicle,
    WithdrawVehicle,
)
from dispatch.domain.events import Event, OpenReturnSold, PromiseMade
from dispatch.domain.fleet import VehicleId
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import HALF_HOUR_S, HOUR_S, MINUTE_S, TimeWindow
from dispatch.engine.consequences import Consequences, consequences
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import fold
from dispatch.engine.service_day import copy_day
from dispatch.engine.undoing import undo_of
from tests.builders import EIGHT, a_dispatcher, a_line_of_stops, a_request, a_van
from tests.dispatch.engine.test_any_disruption import a_disruption, book
from tests.dispatch.engine.town import VAN, Town

TEN = 10 * HOUR_S
CLINIC = 6
MORNING = TimeWindow(TEN, TEN + 90 * MINUTE_S)
NEAR, FAR = VehicleId("near"), VehicleId("far")
ENGINE = "engine trouble"


def sold(town: Town, name: str, window: TimeWindow = MORNING, now_s: int = EIGHT) -> OpenReturn:
    event = town.tell(AskOpenReturn(a_request(name, CLINIC, 1, window.from_s), window), now_s)[-1]
    assert isinstance(event, OpenReturnSold), event
    return event.open_return


def tell(town: Town, command: Command, now_s: int) -> tuple[tuple[Event, ...], Consequences]:
    before = copy_day(town.day)
    events = town.tell(command, now_s)
    return events, consequences(before, events)


def near_and_far() -> Town:
    """One van at the clinic, and one that needs twenty-four minutes to it."""
    vans = a_van("near", at=CLINIC), a_van("far", at=0)
    return Town(a_dispatcher(*vans, travel=a_line_of_stops(apart_s=240)))


def test_a_longer_wait_is_stated_where_the_nearest_van_fails_and_binds_from_then_on() -> None:
    town = near_and_far()
    home = sold(town, "home")
    events, told = tell(town, WithdrawVehicle(NEAR, ENGINE), EIGHT + 60)
    (restated,) = (event for event in events if isinstance(event, OpenReturnRestated))
    later = restated.open_return
    # half an hour to the next look, twenty-four minutes to the clinic or more, five in reserve
    assert home.longest_wait_s < 60 * MINUTE_S <= later.longest_wait_s
    assert restated.reason == ENGINE
    moved_s = later.longest_wait_s - home.longest_wait_s
    assert told == Consequences((), {home.ride_id: moved_s // MINUTE_S}, {})
    assert town.day.open_returns == {home.ride_id: later}
    read_back = [event_from_json(event_to_json(event)) for event in town.events]
    assert read_back == town.events
    assert fold(read_back) == town.day
    promised = town.tell(CallOpenReturn(home.ride_id), TEN)[1]
    assert isinstance(promised, PromiseMade)
    assert promised.vehicle_id == FAR
    assert promised.promise.limits.pickup.until_s <= TEN + later.longest_wait_s


def test_where_another_van_comes_as_soon_nobody_is_told_anything() -> None:
    town = Town(a_dispatcher(a_van("near", at=CLINIC), a_van("far", at=CLINIC)))
    home = sold(town, "home")
    events, told = tell(town, WithdrawVehicle(NEAR, ENGINE), EIGHT + 60)
    assert told.kept == (home.ride_id,)
    assert not [event for event in events if isinstance(event, OpenReturnRestated)]


def test_where_no_van_is_left_somebody_calls_and_is_told_so_once() -> None:
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2", hours=(EIGHT, TEN))))
    home = sold(town, "home")
    events, told = tell(town, WithdrawVehicle(VAN, ENGINE), EIGHT + 60)
    assert told.needs_call == {home.ride_id: CallCause.NO_VEHICLE}
    assert events[-1] == OpenReturnUnheld(EIGHT + 60, home.ride_id, CallCause.NO_VEHICLE, ENGINE)
    events, told = tell(town, WithdrawVehicle(VehicleId("van-2"), "flat tyre"), EIGHT + 120)
    assert not [event for event in events if isinstance(event, OpenReturnUnheld)]
    assert told.needs_call == {home.ride_id: CallCause.NO_VEHICLE}, "until somebody can fetch, or it is over"
    assert fold(event_from_json(event_to_json(event)) for event in town.events) == town.day
    town.tell(Cancel(home.ride_id), EIGHT + 180)
    assert not town.day.unheld


def test_a_van_that_is_back_holds_the_return_as_it_was_stated() -> None:
    town = Town()
    home = sold(town, "home")
    town.tell(WithdrawVehicle(VAN, ENGINE), EIGHT + 60)
    events, told = tell(town, ReturnVehicle(VAN, "repaired"), EIGHT + 120)
    assert events[-1] == OpenReturnRestated(EIGHT + 120, home, "repaired")
    assert told.kept == (home.ride_id,)
    assert not town.day.unheld
    promised = town.tell(CallOpenReturn(home.ride_id), TEN)[1]
    assert isinstance(promised, PromiseMade)
    assert promised.promise.limits.pickup.until_s <= TEN + home.longest_wait_s


def test_a_withdrawn_van_holds_nothing_and_an_unheld_return_stops_no_booking() -> None:
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2", hours=(EIGHT, TEN))))
    sold(town, "home")
    town.tell(WithdrawVehicle(VAN, ENGINE), EIGHT + 60)
    ride = town.book("a", 2, 5, EIGHT + HALF_HOUR_S, EIGHT + 120)
    assert town.day.carried_by == {ride: "van-2"}
    town.tell(Wake(), MORNING.until_s + 1)
    assert not town.day.open_returns
    assert not town.day.unheld


def test_undone_the_wait_is_stated_as_it_was() -> None:
    town = near_and_far()
    home = sold(town, "home")
    before = copy_day(town.day)
    events = town.tell(WithdrawVehicle(NEAR, ENGINE), EIGHT + 60)
    again, told = tell(town, undo_of(before, events, "a mistake"), EIGHT + 120)
    assert town.day.open_returns == {home.ride_id: home}
    assert [event for event in again if isinstance(event, OpenReturnRestated)] == [
        OpenReturnRestated(EIGHT + 120, home, "a mistake")
    ]
    assert told.moved[home.ride_id] < 0


def test_in_snow_a_longer_wait_is_stated_for_a_longer_way_home() -> None:
    town = Town()
    home = sold(town, "home")
    snow = Conditions("snow", speed=0.4)
    _, told = tell(town, ChangeConditions(snow, "snow"), EIGHT + 60)
    (minutes,) = told.moved.values()
    later = town.day.open_returns[home.ride_id]
    assert later.longest_wait_s == home.longest_wait_s + minutes * MINUTE_S
    assert later.direct_s == town.dispatcher.travel_on(town.day).seconds(home.origin, home.destination, TEN)
    assert later.direct_s > home.direct_s
    promised = town.tell(CallOpenReturn(home.ride_id), TEN)[1]
    assert isinstance(promised, PromiseMade)
    assert promised.promise.limits.pickup.until_s <= TEN + later.longest_wait_s


def test_behind_a_closed_road_somebody_calls() -> None:
    town = Town()
    home = sold(town, "home")
    both_ways = frozenset(ClosedRoad(PlaceIndex(a), PlaceIndex(b)) for a, b in ((3, 4), (4, 3)))
    _, told = tell(town, ChangeConditions(Conditions("flood", closed_roads=both_ways), "flood"), EIGHT + 60)
    assert told.needs_call == {home.ride_id: CallCause.NO_ROAD}


@given(st.integers(0, 10**9))
@settings(max_examples=40, deadline=None)
def test_whoever_is_kept_or_moved_is_fetched_within_the_stated_wait(seed: int) -> None:
    rng = Random(seed)
    town = Town(a_dispatcher(*(a_van(f"van-{n}", at=rng.randrange(10)) for n in range(rng.randrange(1, 4)))))
    book(town, rng, rng.randrange(6), EIGHT - HOUR_S)
    for n in range(rng.randrange(1, 4)):
        from_s = EIGHT + rng.randrange(6) * HALF_HOUR_S
        window = TimeWindow(from_s, from_s + rng.randrange(1, 4) * HALF_HOUR_S)
        home = a_request(f"home-{n}", *rng.sample(range(10), 2), from_s)
        town.tell(AskOpenReturn(home, window), EIGHT - 1800)
    before = copy_day(town.day)
    try:
        events, told = tell(town, a_disruption(rng, town), EIGHT - 600)
    except CommandRefused:
        return
    assert sorted((*told.kept, *told.moved, *told.needs_call)) == sorted(
        (*before.promises, *before.open_returns)
    )
    assert all(minutes > 0 for ride_id, minutes in told.moved.items() if ride_id in before.open_returns)
    for ride_id, home in town.day.open_returns.items():
        if ride_id in told.needs_call:
            continue
        trial, called_s = copy_day(town.day), home.window.from_s
        others = {name: state.leave_s for name, state in trial.vehicles.items()}
        if min(others.values()) < called_s:
            continue  # somebody would be under way by then
        promised = town.dispatcher.decide(trial, CallOpenReturn(ride_id), called_s).events[1]
        assert isinstance(promised, PromiseMade)
        assert promised.promise.limits.pickup.until_s <= called_s + home.longest_wait_s
    undone = town.tell(undo_of(before, events, "a mistake"), EIGHT - 590)
    if not before.promises:  # nobody was given another vehicle meanwhile
        assert town.day.open_returns == before.open_returns
        assert not town.day.unheld
    assert [event_from_json(event_to_json(event)) for event in undone] == list(undone)


def test_no_longer_wait_is_stated_than_riders_are_moved() -> None:
    """Ninety minutes from the depot to the clinic, and the wait may grow by sixty."""
    vans = a_van("near", at=CLINIC), a_van("nearer", at=CLINIC), a_van("far")
    town = Town(a_dispatcher(*vans, travel=a_line_of_stops(apart_s=900)))
    window = TimeWindow(TEN, TEN + HALF_HOUR_S)
    home = town.tell(AskOpenReturn(a_request("home", CLINIC, 5, TEN), window), EIGHT)[-1]
    assert isinstance(home, OpenReturnSold)
    both = DisruptTogether(tuple(WithdrawVehicle(VehicleId(each), ENGINE) for each in ("near", "nearer")))
    _, told = tell(town, both, EIGHT + 60)
    assert told.needs_call == {home.open_return.ride_id: CallCause.NO_VEHICLE}
