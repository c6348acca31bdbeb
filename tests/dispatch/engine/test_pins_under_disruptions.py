"""Rides kept on a vehicle by hand, when that vehicle fails, and when it is back."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.commands import AssignRide, PinRide
from dispatch.domain.conditions import ClosedRoad, Conditions
from dispatch.domain.disruptions import (
    ChangeConditions,
    DelayVehicle,
    ReturnVehicle,
    RideReassigned,
    WithdrawVehicle,
)
from dispatch.domain.events import Event
from dispatch.domain.fleet import VehicleId
from dispatch.domain.pins import RidePinned, RideUnpinned
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId, StaffId
from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.engine.consequences import consequences
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.disruption_facts import list_begun
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import fold
from dispatch.engine.service_day import ServiceDay, copy_day
from dispatch.engine.undoing import undo_of
from tests.builders import EIGHT, a_dispatcher, a_van
from tests.dispatch.engine.punctual_drivers import drive_on
from tests.dispatch.engine.test_any_disruption import (
    a_disruption,
    a_fleet,
    book,
    check_everybody_has_one_vehicle,
)
from tests.dispatch.engine.town import Town

NINE = 9 * HOUR_S
ONE, TWO = VehicleId("van-1"), VehicleId("van-2")
SATO = StaffId("sato")


def pinned_town() -> tuple[Town, RideId]:
    """Two vans at the ends of the line; a ride near one of them is kept by hand on the other."""
    town = Town(a_dispatcher(a_van("van-1"), a_van("van-2", at=9)))
    ride = town.book("a", 3, 5, NINE, EIGHT)
    town.tell(AssignRide(ride, TWO, SATO, "she knows the driver"), EIGHT + 60)
    return town, ride


def unpinned(events: tuple[Event, ...]) -> list[RideUnpinned]:
    return [event for event in events if isinstance(event, RideUnpinned)]


def test_a_pin_does_not_hold_a_ride_in_a_broken_van() -> None:
    town, ride = pinned_town()
    before = copy_day(town.day)
    events = town.tell(WithdrawVehicle(TWO, "engine"), EIGHT + 120)
    assert consequences(before, events).kept == (ride,)
    assert unpinned(events) == [RideUnpinned(EIGHT + 120, ride, None)]
    assert town.day.carried_by[ride] == ONE
    assert not town.day.pinned
    read_back = [event_from_json(event_to_json(event)) for event in town.events]
    assert read_back == town.events
    assert fold(read_back) == town.day
    drive_on(town)
    assert not town.day.promises


def test_undone_the_ride_is_kept_by_hand_on_its_van_again() -> None:
    town, ride = pinned_town()
    before = copy_day(town.day)
    events = town.tell(WithdrawVehicle(TWO, "engine"), EIGHT + 120)
    again = town.tell(undo_of(before, events, "a mistake"), EIGHT + 180)
    assert town.day.carried_by[ride] == TWO
    assert town.day.promises[ride] == before.promises[ride]
    (pin,) = (event for event in again if isinstance(event, RidePinned))
    assert (pin.at_s, pin.vehicle_id, pin.by, pin.reason) == (
        *(EIGHT + 180, TWO),
        *(SATO, "she knows the driver"),
    )
    assert not unpinned(again)
    assert town.day.pinned == {ride: pin}


def test_whom_nobody_could_carry_is_kept_by_hand_again_once_it_is_undone() -> None:
    town = Town()
    ride = town.book("a", 3, 5, NINE, EIGHT)
    town.tell(PinRide(ride, SATO), EIGHT + 60)
    before = copy_day(town.day)
    events = town.tell(WithdrawVehicle(ONE, "engine"), EIGHT + 120)
    assert not town.day.pinned
    again = town.tell(undo_of(before, events, "a mistake"), EIGHT + 180)
    assert [type(event) for event in again if isinstance(event, RideReassigned | RidePinned)] == [
        RideReassigned,
        RidePinned,
    ]
    assert town.day.pinned.keys() == {ride}


def test_a_pin_set_by_hand_meanwhile_is_not_taken_back() -> None:
    town, ride = pinned_town()
    before = copy_day(town.day)
    events = town.tell(WithdrawVehicle(TWO, "engine"), EIGHT + 120)
    town.tell(PinRide(ride, StaffId("mori")), EIGHT + 150)
    town.tell(undo_of(before, events, "a mistake"), EIGHT + 180)
    assert town.day.carried_by[ride] == ONE
    assert town.day.pinned[ride].by == "mori"


def test_a_van_that_only_returns_does_not_take_its_pins_back() -> None:
    town, ride = pinned_town()
    town.tell(WithdrawVehicle(TWO, "engine"), EIGHT + 120)
    town.tell(ReturnVehicle(TWO, "repaired"), EIGHT + 180)
    assert town.day.carried_by[ride] == ONE
    assert not town.day.pinned


def test_a_late_ride_stays_where_a_hand_keeps_it_while_the_van_can_come() -> None:
    town, ride = pinned_town()
    before = copy_day(town.day)
    events = town.tell(DelayVehicle(TWO, 70 * MINUTE_S, "level crossing"), EIGHT + 120)
    assert town.day.carried_by[ride] == TWO
    assert set(consequences(before, events).moved) == {ride}
    assert town.day.pinned.keys() == {ride}


def test_a_closed_road_takes_a_ride_from_where_a_hand_keeps_it() -> None:
    town, ride = pinned_town()
    east = frozenset({ClosedRoad(PlaceIndex(6), PlaceIndex(5)), ClosedRoad(PlaceIndex(5), PlaceIndex(6))})
    events = town.tell(ChangeConditions(Conditions("flood", closed_roads=east), "flood"), EIGHT + 120)
    assert [event.ride_id for event in unpinned(events)] == [ride]
    assert town.day.carried_by[ride] == ONE


@given(st.integers(0, 10**9))
@settings(max_examples=40, deadline=None)
def test_a_pinned_ride_is_on_its_van_whatever_goes_wrong_and_is_undone(seed: int) -> None:
    rng = Random(seed)
    town = Town(a_dispatcher(*a_fleet(rng)))
    book(town, rng, rng.randrange(1, 15), EIGHT - 600)
    now_s = EIGHT + rng.randrange(0, 2 * HOUR_S)
    drive_on(town, now_s)
    begun = list_begun(town.day)
    for ride in town.day.promises:
        if ride not in begun and rng.random() < 0.5:
            town.tell(PinRide(ride, SATO), now_s + 1)
    before = copy_day(town.day)
    try:
        events = town.tell(a_disruption(rng, town), now_s + 2)
    except CommandRefused:
        return
    check_pins(town.day)
    assert town.day.pinned.keys() <= before.pinned.keys()
    town.tell(undo_of(before, events, "a mistake"), now_s + 20)
    check_pins(town.day)
    check_everybody_has_one_vehicle(town.day)
    assert fold(town.events) == town.day


def check_pins(day: ServiceDay) -> None:
    for ride, pin in day.pinned.items():
        assert day.carried_by[ride] == pin.vehicle_id
        assert day.vehicles[pin.vehicle_id].withdrawn is None
