"""A breakdown, an absence, a delay: who is kept, who is moved, who needs a call."""

from __future__ import annotations

import pytest

from dispatch.domain.commands import (
    Accept,
    Arrive,
    Ask,
    BeginVisit,
    Cancel,
    Command,
    Depart,
    FinishVisit,
)
from dispatch.domain.disruptions import (
    CallCause,
    DelayVehicle,
    PromiseAmended,
    ReturnVehicle,
    RideReassigned,
    RideUnassigned,
    VehicleWithdrawn,
    WithdrawVehicle,
)
from dispatch.domain.events import Event, OffersMade, PromiseMissed, PromisePart, RideCancelled, VisitDone
from dispatch.domain.fleet import Break, VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.engine.consequences import Consequences, consequences
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.service_day import copy_day
from tests.builders import EIGHT, a_dispatcher, a_request, a_van
from tests.dispatch.engine.punctual_drivers import drive_on
from tests.dispatch.engine.town import VAN, Town

NINE, TEN = 9 * HOUR_S, 10 * HOUR_S
TWO, THREE = VehicleId("van-2"), VehicleId("van-3")
ENGINE = "engine trouble"


def three_vans(rules: ServiceRules | None = None) -> Town:
    return Town(a_dispatcher(a_van("van-1"), a_van("van-2", at=9), a_van("van-3", at=5), rules=rules))


def tell(town: Town, command: Command, now_s: int) -> tuple[tuple[Event, ...], Consequences]:
    before = copy_day(town.day)
    events = town.tell(command, now_s)
    return events, consequences(before, events)


def test_waiting_riders_of_a_broken_van_are_kept_on_the_other_vans() -> None:
    town = three_vans()
    rides = [town.book(name, 2 + n, 6 + n, TEN + 900 * n, EIGHT) for n, name in enumerate("abc")]
    broken = town.day.carried_by[rides[0]]
    promised = {ride: town.day.promises[ride] for ride in rides}
    events, told = tell(town, WithdrawVehicle(broken, ENGINE), NINE)
    assert isinstance(events[0], VehicleWithdrawn)
    assert events[0].reason == ENGINE
    assert set(told.kept) == set(rides)
    assert not told.moved
    assert not told.needs_call
    assert {ride: town.day.promises[ride] for ride in rides} == promised
    assert broken not in town.day.carried_by.values()
    drive_on(town)
    assert not town.day.promises
    assert not [event for event in town.events if isinstance(event, PromiseMissed)]


def test_riders_on_board_are_fetched_from_where_the_van_stands() -> None:
    town = three_vans()
    ride = town.book("a", 1, 9, NINE, EIGHT)
    van = town.day.carried_by[ride]
    drive_on(town, town.day.promises[ride].limits.pickup.from_s + 60 + 300)
    assert ride in town.day.vehicles[van].aboard
    now_s = town.events[-1].at_s + 300
    events, told = tell(town, WithdrawVehicle(van, ENGINE), now_s)
    amended = next(event for event in events if isinstance(event, PromiseAmended))
    assert amended.promise.origin == town.day.vehicles[van].place
    assert set(told.moved) == {ride}
    assert town.day.carried_by[ride] != van
    assert not town.day.vehicles[van].aboard
    drive_on(town)
    assert not town.day.promises, "everybody was brought home"
    assert not [event for event in town.events if isinstance(event, PromiseMissed)]


def test_a_rider_at_the_door_of_the_destination_gets_out_of_a_broken_van() -> None:
    town = three_vans()
    ride = town.book("a", 1, 9, NINE, EIGHT)
    van = town.day.carried_by[ride]
    drive_on(town, NINE + 60 + 8 * 120 - 1)
    now_s = town.events[-1].at_s + 8 * 120
    assert ride in town.day.vehicles[van].aboard
    town.tell(Arrive(van), now_s)
    events, told = tell(town, WithdrawVehicle(van, ENGINE), now_s)
    assert [event.ride_id for event in events if isinstance(event, VisitDone)] == [ride]
    assert told.kept == (ride,)
    assert not town.day.promises


def test_who_gets_out_of_a_broken_van_too_late_was_not_brought_as_promised() -> None:
    town = three_vans()
    ride = town.book("a", 1, 9, NINE, EIGHT)
    van, late_s = town.day.carried_by[ride], 3 * MINUTE_S
    drive_on(town, NINE + 60 + 8 * 120 - 1)
    now_s = town.day.promises[ride].limits.arrive_until_s + late_s
    town.tell(Arrive(van), now_s)
    before = town.day.vehicles[van].route
    events, _ = tell(town, WithdrawVehicle(van, ENGINE), now_s)
    missed = [event for event in events if isinstance(event, PromiseMissed)]
    assert (PromisePart.ARRIVAL, late_s) in [(event.part, event.late_s) for event in missed]
    (out,) = [event for event in events if isinstance(event, VisitDone)]
    assert ride in before.ride_ids()
    assert events.index(missed[0]) < events.index(out)


def test_where_no_other_van_can_come_in_time_the_promise_is_moved_by_as_little_as_can_be() -> None:
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2", at=9, hours=(NINE + 1800, 18 * HOUR_S))))
    ride = town.book("a", 1, 4, NINE, EIGHT)
    before = town.day.promises[ride].limits
    events, told = tell(town, WithdrawVehicle(VAN, ENGINE), EIGHT + 600)
    amended = next(event for event in events if isinstance(event, PromiseAmended))
    limits = amended.promise.limits
    comes_s = NINE + 1800 + 8 * 120
    assert limits.pickup.width_s == before.pickup.width_s
    assert limits.pickup.until_s - 5 * MINUTE_S - MINUTE_S < comes_s <= limits.pickup.until_s - 5 * MINUTE_S
    assert told.moved == {ride: (limits.pickup.until_s - before.pickup.until_s) // 60}
    drive_on(town)
    assert not [event for event in town.events if isinstance(event, PromiseMissed)]


def test_whom_nobody_can_carry_any_more_needs_a_call_and_may_still_cancel() -> None:
    town = Town()
    ride = town.book("a", 3, 7, NINE, EIGHT)
    promise = town.day.promises[ride]
    events, told = tell(town, WithdrawVehicle(VAN, "driver fell ill"), EIGHT + 600)
    assert told.needs_call == {ride: CallCause.NO_VEHICLE}
    assert [event.promise for event in events if isinstance(event, RideUnassigned)] == [promise]
    assert not town.day.promises
    assert isinstance(town.tell(Cancel(ride), EIGHT + 700)[0], RideCancelled)
    assert not town.day.unassigned


def test_a_withdrawn_van_takes_nobody_and_its_drivers_reports_are_refused() -> None:
    town = Town()
    town.tell(WithdrawVehicle(VAN, ENGINE), EIGHT)
    answer = town.tell(Ask(a_request("a", 3, 7, NINE)), EIGHT + 60)[-1]
    assert not isinstance(answer, OffersMade)
    for command in (Depart(VAN), Arrive(VAN), BeginVisit(VAN), FinishVisit(VAN)):
        with pytest.raises(
            CommandRefused, match=r"is withdrawn \(engine trouble\): return it to service first"
        ):
            town.tell(command, EIGHT + 60)
    for command in (WithdrawVehicle(VAN, ENGINE), DelayVehicle(VAN, 60, ENGINE)):
        with pytest.raises(CommandRefused, match="is withdrawn"):
            town.tell(command, EIGHT + 60)


def test_a_driver_absent_from_the_morning_leaves_the_day_to_the_others() -> None:
    town = three_vans()
    rides = [town.book(f"r{n}", n % 5, 5 + n % 5, NINE + 1200 * n, EIGHT - HOUR_S) for n in range(10)]
    _, told = tell(town, WithdrawVehicle(THREE, "driver absent"), EIGHT - 1800)
    assert sorted((*told.kept, *told.moved, *told.needs_call)) == sorted(rides)
    drive_on(town)
    assert not town.day.promises
    assert town.day.vehicles[THREE].place == 5


def test_a_van_that_returns_serves_the_rest_of_its_shift_and_the_riders_nobody_could_carry() -> None:
    noon = Break(TimeWindow(12 * HOUR_S, 12 * HOUR_S + 600), HOUR_S, PlaceIndex(0))
    early = Break(TimeWindow(EIGHT + 1200, EIGHT + 1800), 600, PlaceIndex(0))
    town = Town(a_dispatcher(a_van(breaks=(early, noon))))
    ride = town.book("a", 3, 7, TEN, EIGHT)
    promise = town.day.promises[ride]
    tell(town, WithdrawVehicle(VAN, ENGINE), EIGHT + 300)
    events, told = tell(town, ReturnVehicle(VAN, "repaired", PlaceIndex(2)), NINE)
    assert [event.promise for event in events if isinstance(event, RideReassigned)] == [promise]
    assert told.kept == (ride,)
    state = town.day.vehicles[VAN]
    assert (state.place, state.free_from_s) == (2, NINE)
    assert [visit.begin_s for visit in state.route.visits if visit.kind == "break"] == [12 * HOUR_S]
    drive_on(town)
    assert not town.day.promises


def test_only_a_withdrawn_van_returns_and_only_during_its_shift() -> None:
    town = Town()
    with pytest.raises(CommandRefused, match="only a withdrawn vehicle"):
        town.tell(ReturnVehicle(VAN, "?"), EIGHT)
    with pytest.raises(CommandRefused, match="does not serve on this day"):
        town.tell(WithdrawVehicle(VehicleId("bus"), "?"), EIGHT)
    town.tell(WithdrawVehicle(VAN, ENGINE), EIGHT)
    with pytest.raises(CommandRefused, match="the shift of van-1 ended at 18:00"):
        town.tell(ReturnVehicle(VAN, "?"), 18 * HOUR_S)


def test_a_rider_of_a_delayed_van_is_kept_by_another_where_one_can_come() -> None:
    town = three_vans()
    ride = town.book("a", 1, 4, NINE, EIGHT)
    van = town.day.carried_by[ride]
    drive_on(town, town.day.vehicles[van].leave_s)
    _, told = tell(town, DelayVehicle(van, 40 * MINUTE_S, "stuck"), town.events[-1].at_s + 10)
    assert told.kept == (ride,)
    assert town.day.carried_by[ride] != van
    drive_on(town)
    assert not [event for event in town.events if isinstance(event, PromiseMissed)]


def test_a_delayed_van_tells_who_is_on_board_when_they_will_arrive() -> None:
    town = Town()
    ride = town.book("a", 1, 9, NINE, EIGHT)
    drive_on(town, NINE + 300)
    _, told = tell(town, DelayVehicle(VAN, 30 * MINUTE_S, "level crossing"), NINE + 310)
    assert set(told.moved) == {ride}
    assert 0 < told.moved[ride] <= 30
    drive_on(town)
    assert not [event for event in town.events if isinstance(event, PromiseMissed)]


def test_at_a_door_a_delayed_van_lets_riders_in_and_leaves_later() -> None:
    town = Town()
    ride = town.book("a", 3, 9, NINE, EIGHT)
    drive_on(town, NINE - 30)
    assert town.day.vehicles[VAN].arrived
    _, told = tell(town, DelayVehicle(VAN, 4 * MINUTE_S, "snow on the windscreen"), NINE - 20)
    assert told.kept == (ride,)
    town.tell(BeginVisit(VAN), NINE)
    current = town.day.vehicles[VAN].current
    assert current is not None
    assert current.begin_s + current.service_s == NINE - 20 + 4 * MINUTE_S


def test_a_delay_of_a_van_within_its_reserves_moves_nobody() -> None:
    town = three_vans()
    rides = [town.book(f"r{n}", n, 9 - n, NINE + 1200 * n, EIGHT) for n in range(4)]
    _, told = tell(town, DelayVehicle(town.day.carried_by[rides[0]], 60, "a chat"), EIGHT + 60)
    assert set(told.kept) == set(rides)


def test_amended_limits_bind_like_a_promise() -> None:
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2", at=9, hours=(NINE + 1800, 18 * HOUR_S))))
    ride = town.book("a", 1, 4, NINE, EIGHT)
    tell(town, WithdrawVehicle(VAN, ENGINE), EIGHT + 600)
    amended = town.day.promises[ride]
    for n in range(6):
        town.tell(Ask(a_request(f"more-{n}", 9 - n, n, NINE + 1800)), EIGHT + 700 + n)
        offers = [each for each in town.day.offers.values() if each.request_id == f"more-{n}"]
        if offers:
            town.tell(Accept(offers[0].offer_id), EIGHT + 720 + n)
    assert town.day.promises[ride] == amended
    drive_on(town)
    assert not [event for event in town.events if isinstance(event, PromiseMissed)]
