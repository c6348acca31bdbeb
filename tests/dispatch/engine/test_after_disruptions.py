"""What people do when something went wrong: call, assign by hand, change a ride, wait for room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.domain.commands import (
    Accept,
    Ask,
    AssignRide,
    Cancel,
    ChangeRide,
    JoinWaitlist,
    LeaveWaitlist,
    PinRide,
    Wake,
)
from dispatch.domain.conditions import ClosedRoad, Conditions
from dispatch.domain.disruptions import (
    CallCause,
    ChangeConditions,
    DisruptTogether,
    ReturnVehicle,
    RideReassigned,
    RideUnassigned,
    WithdrawVehicle,
)
from dispatch.domain.events import (
    OffersMade,
    PromiseMade,
    PromiseMissed,
    PromiseOverridden,
    RideChanged,
    RouteChanged,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.pins import RidePinned
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, StaffId
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.engine.availability import Room
from dispatch.engine.consequences import consequences
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import fold
from dispatch.engine.service_day import copy_day
from dispatch.engine.undoing import undo_of
from tests.builders import EIGHT, a_dispatcher, a_request, a_van
from tests.dispatch.engine.punctual_drivers import drive_on
from tests.dispatch.engine.town import VAN, Town

NINE, TEN = 9 * HOUR_S, 10 * HOUR_S
ONE, TWO = VehicleId("van-1"), VehicleId("van-2")
SATO = StaffId("sato")
ENGINE = "engine trouble"
IMPATIENT = ServiceRules(most_moved_s=0)
"""Whoever cannot be carried as promised is called."""


def lost_ride(*, late_s: int = 0) -> tuple[Town, RideId]:
    """A ride of a broken van that needs a call; the other van begins its shift too late for it."""
    second = a_van("van-2", at=9, hours=(TEN + late_s, 18 * HOUR_S))
    town = Town(a_dispatcher(a_van("van-1"), second, rules=IMPATIENT))
    ride = town.book("a", 3, 5, TEN, EIGHT)
    events = town.tell(WithdrawVehicle(ONE, ENGINE), EIGHT + 60)
    assert [event.cause for event in events if isinstance(event, RideUnassigned)] == [CallCause.NO_VEHICLE]
    return town, ride


def test_a_withdrawn_van_is_given_no_ride_by_hand() -> None:
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2", at=9)))
    ride = town.book("a", 3, 5, NINE, EIGHT)
    town.tell(WithdrawVehicle(TWO, ENGINE), EIGHT + 60)
    for force in (False, True):
        with pytest.raises(
            CommandRefused, match=r"van-2 is withdrawn \(engine trouble\): choose another vehicle"
        ):
            town.tell(AssignRide(ride, TWO, SATO, "please", force), EIGHT + 120)
    with pytest.raises(CommandRefused, match="is withdrawn"):
        town.dispatcher.preview_assignment(town.day, ride, TWO, EIGHT + 120)


def test_whom_nobody_could_carry_is_given_to_a_van_by_hand_and_the_later_time_is_said() -> None:
    town, ride = lost_ride()
    promise = town.day.unassigned[ride].promise
    (late,) = town.dispatcher.preview_assignment(town.day, ride, TWO, EIGHT + 120)
    assert late.ride_id == ride
    with pytest.raises(CommandRefused, match="would break promises: a by 2 min"):
        town.tell(AssignRide(ride, TWO, SATO), EIGHT + 120)
    before = copy_day(town.day)
    events = town.tell(AssignRide(ride, TWO, SATO, "she agreed by phone", force=True), EIGHT + 120)
    assert [type(event) for event in events] == [
        *(RideReassigned, PromiseOverridden, RouteChanged, RidePinned)
    ]
    assert isinstance(events[0], RideReassigned)
    assert events[0].promise == promise
    assert not town.day.unassigned
    assert town.day.carried_by == {ride: TWO}
    told = consequences(before, events)
    assert not told.needs_call
    assert told.moved[ride] >= late.late_s // MINUTE_S
    read_back = [event_from_json(event_to_json(event)) for event in town.events]
    assert read_back == town.events
    assert fold(read_back) == town.day
    drive_on(town)
    assert not town.day.promises
    assert not [event for event in town.events if isinstance(event, PromiseMissed)]


def test_a_van_that_got_free_takes_the_lost_ride_by_hand_as_promised() -> None:
    """Nothing looks for lost rides when others cancel: somebody who calls may do better."""
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2", seats=1), rules=IMPATIENT))
    rides = [town.book(name, 3, 9, TEN, EIGHT) for name in "ab"]
    town.tell(WithdrawVehicle(ONE, ENGINE), EIGHT + 60)
    (lost,) = town.day.unassigned
    kept = next(ride for ride in rides if ride != lost)
    town.tell(Cancel(kept), EIGHT + 90)
    promise = town.day.unassigned[lost].promise
    assert town.dispatcher.preview_assignment(town.day, lost, TWO, EIGHT + 120) == ()
    town.tell(AssignRide(lost, TWO, SATO), EIGHT + 120)
    assert town.day.promises == {lost: promise}


def test_no_hand_sends_a_van_over_a_closed_road() -> None:
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2", at=9)))
    ride = town.book("a", 1, 3, NINE, EIGHT)
    both_ways = frozenset(ClosedRoad(PlaceIndex(one), PlaceIndex(other)) for one, other in ((4, 5), (5, 4)))
    town.tell(ChangeConditions(Conditions("flood", closed_roads=both_ways), "flood"), EIGHT + 60)
    assert town.day.carried_by[ride] == ONE
    with pytest.raises(CommandRefused, match="no road"):
        town.tell(AssignRide(ride, TWO, SATO, "please", force=True), EIGHT + 120)


def test_a_lost_ride_is_asked_for_anew_and_stays_lost_until_another_is_accepted() -> None:
    town, ride = lost_ride()
    later = a_request("a-again", 3, 5, TEN + HOUR_S)
    stranger = ChangeRide(ride, later)
    with pytest.raises(CommandRefused, match="promised to another rider"):
        town.tell(stranger, EIGHT + 120)
    rider_id = town.day.unassigned[ride].promise.rider_id
    made = town.tell(ChangeRide(ride, replace(later, rider_id=rider_id)), EIGHT + 120)[-1]
    assert isinstance(made, OffersMade)
    assert ride in town.day.unassigned
    events = town.tell(Accept(made.offers[0].offer_id), EIGHT + 180)
    assert [type(event) for event in events] == [RideChanged, PromiseMade, RouteChanged]
    assert not town.day.unassigned
    assert list(town.day.promises) == ["a-again"]
    assert fold(town.events) == town.day


def test_a_lost_ride_found_again_is_changed_like_any_other() -> None:
    town, ride = lost_ride()
    rider_id = town.day.unassigned[ride].promise.rider_id
    later = replace(a_request("a-again", 3, 5, TEN + HOUR_S), rider_id=rider_id)
    made = town.tell(ChangeRide(ride, later), EIGHT + 120)[-1]
    assert isinstance(made, OffersMade)
    town.tell(ReturnVehicle(ONE, "repaired"), EIGHT + 150)
    assert ride in town.day.promises
    town.tell(Accept(made.offers[0].offer_id), EIGHT + 180)
    assert list(town.day.promises) == ["a-again"]


def test_a_lost_ride_is_neither_pinned_nor_waited_for() -> None:
    town, ride = lost_ride()
    with pytest.raises(CommandRefused, match="is not promised"):
        town.tell(PinRide(ride, SATO), EIGHT + 120)
    with pytest.raises(CommandRefused, match="lost its vehicle: change it, or assign it"):
        town.tell(JoinWaitlist(RequestId("a")), EIGHT + 120)
    town.tell(Cancel(ride), EIGHT + 180)
    assert not town.day.unassigned


def waiting_town() -> Town:
    """One van with one seat: a has the ride, b waits for it."""
    tight = ServiceRules(max_wait_s=5 * MINUTE_S, detour_extra_s=60, detour_factor=1.0)
    town = Town(a_dispatcher(a_van(seats=1), rules=tight))
    town.book("a", 1, 9, NINE, EIGHT)
    town.refused("b", 1, 9, NINE, EIGHT + 20)
    town.tell(JoinWaitlist(RequestId("b")), EIGHT + 20)
    return town


def offered(town: Town, now_s: int) -> list[str]:
    return [event.request_id for event in town.tell(Wake(), now_s) if isinstance(event, OffersMade)]


def test_a_withdrawn_van_makes_no_offers_to_who_waits_and_a_van_that_is_back_does_at_once() -> None:
    town = waiting_town()
    town.tell(WithdrawVehicle(VAN, ENGINE), EIGHT + 60)
    town.tell(Cancel(RideId("a")), EIGHT + 90)
    assert offered(town, EIGHT + 90) == []
    back = town.dispatcher.decide(town.day, ReturnVehicle(VAN, "repaired"), EIGHT + 120)
    assert back.wake_at_s == EIGHT + 120
    town._keep(back.events)
    assert offered(town, EIGHT + 120) == ["b"]


def test_a_van_that_is_back_is_offered_again_to_who_passed_on_the_last_offer() -> None:
    town = waiting_town()
    town.tell(Cancel(RideId("a")), EIGHT + 60)
    assert offered(town, EIGHT + 60) == ["b"]
    assert offered(town, EIGHT + 60 + 15 * MINUTE_S) == [], "passed on, and nothing new is free"
    town.tell(WithdrawVehicle(VAN, ENGINE), EIGHT + 20 * MINUTE_S)
    town.tell(ReturnVehicle(VAN, "repaired"), EIGHT + 25 * MINUTE_S)
    assert offered(town, EIGHT + 25 * MINUTE_S) == ["b"]


def test_who_lost_a_vehicle_comes_before_who_waits() -> None:
    town = waiting_town()
    town.tell(WithdrawVehicle(VAN, ENGINE), EIGHT + 60)
    assert town.day.unassigned.keys() == {"a"}
    town.tell(ReturnVehicle(VAN, "repaired"), EIGHT + 120)
    assert town.day.promises.keys() == {"a"}
    assert offered(town, EIGHT + 120) == []


def test_an_offer_of_a_van_that_broke_down_since_is_not_taken_up() -> None:
    town = Town()
    made = town.tell(Ask(a_request("a", 3, 5, NINE)), EIGHT)[-1]
    assert isinstance(made, OffersMade)
    town.tell(WithdrawVehicle(VAN, ENGINE), EIGHT + 30)
    events = town.tell(Accept(made.offers[0].offer_id), EIGHT + 60)
    assert not [event for event in events if isinstance(event, PromiseMade)]


def test_nothing_is_free_on_a_day_without_vans_and_is_again_when_they_are_back() -> None:
    town, typical = Town(), [a_request("typical", 2, 6, NINE)]
    halves = [NINE, TEN]
    town.tell(WithdrawVehicle(VAN, ENGINE), EIGHT)
    looked = town.dispatcher.look_at_availability(town.day, typical, halves, EIGHT + 60)
    assert [each.room for each in looked] == [Room.FULL, Room.FULL]
    town.tell(ReturnVehicle(VAN, "repaired"), EIGHT + 90)
    looked = town.dispatcher.look_at_availability(town.day, typical, halves, EIGHT + 120)
    assert [each.room for each in looked] == [Room.FREE, Room.FREE]


def test_who_waits_is_asked_again_when_the_snow_is_gone() -> None:
    town = waiting_town()
    snow = Conditions("snow", speed=0.3)
    town.tell(DisruptTogether((ChangeConditions(snow, "snow"), WithdrawVehicle(VAN, ENGINE))), EIGHT + 60)
    town.tell(Cancel(RideId("a")), EIGHT + 90)
    town.tell(ReturnVehicle(VAN, "repaired"), EIGHT + 100)
    gone = town.dispatcher.decide(town.day, ChangeConditions(None, "thaw"), EIGHT + 120)
    assert gone.wake_at_s == EIGHT + 120
    town.tell(LeaveWaitlist(RequestId("b")), EIGHT + 130)
    quiet = town.dispatcher.decide(town.day, ChangeConditions(None, "thaw"), EIGHT + 140)
    assert quiet.wake_at_s is None


def test_a_ride_assigned_by_hand_stays_so_when_the_disruption_is_undone() -> None:
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2", at=9, hours=(TEN, 18 * HOUR_S)), rules=IMPATIENT))
    ride = town.book("a", 3, 5, TEN, EIGHT)
    before = copy_day(town.day)
    events = town.tell(WithdrawVehicle(ONE, ENGINE), EIGHT + 60)
    town.tell(AssignRide(ride, TWO, SATO, "she agreed by phone", force=True), EIGHT + 120)
    agreed = town.day.promises[ride]
    town.tell(undo_of(before, events, "a mistake"), EIGHT + 180)
    assert town.day.carried_by[ride] == TWO, "a hand keeps it there"
    assert town.day.promises[ride] == agreed


def test_vans_are_withdrawn_days_ahead_and_their_riders_are_kept_by_others() -> None:
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2", at=9)))
    yesterday_s = -20 * HOUR_S
    ride = town.book("a", 3, 5, NINE, yesterday_s)
    carrier = town.day.carried_by[ride]
    before = copy_day(town.day)
    events = town.tell(WithdrawVehicle(carrier, "inspection"), yesterday_s + 60)
    assert consequences(before, events).kept == (ride,)
    assert town.day.carried_by[ride] != carrier
    town.tell(undo_of(before, events, "a mistake"), yesterday_s + 120)
    drive_on(town)
    assert not town.day.promises


@pytest.mark.parametrize("halted", [False, True])
def test_whom_nobody_could_carry_has_the_room_that_another_gives_up(halted: bool) -> None:
    tight = replace(IMPATIENT, max_wait_s=5 * MINUTE_S, detour_extra_s=60, detour_factor=1.0)
    town = Town(a_dispatcher(*(a_van(each, seats=1) for each in (ONE, TWO)), rules=tight))
    ride, other = (town.book(name, 3, 5, TEN, EIGHT) for name in ("a", "b"))
    assert town.day.carried_by[ride] != town.day.carried_by[other]
    town.tell(WithdrawVehicle(town.day.carried_by[ride], ENGINE), EIGHT + 60)
    assert set(town.day.unassigned) == {ride}
    assert not town.tell(Wake(), EIGHT + 120), "there is no room yet"
    given_up = town.dispatcher.decide(town.day, Cancel(other), EIGHT + 180)
    assert given_up.wake_at_s == EIGHT + 180
    town.tell(Cancel(other), EIGHT + 180)
    if halted:
        town.tell(ChangeConditions(Conditions("halt", halted=True), "blizzard"), EIGHT + 181)
    again = [event for event in town.tell(Wake(), EIGHT + 181) if isinstance(event, RideReassigned)]
    assert [event.promise.ride_id for event in again] == ([] if halted else [ride])
    assert set(town.day.unassigned) == ({ride} if halted else set())
