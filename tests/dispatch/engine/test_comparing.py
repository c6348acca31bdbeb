"""Why this vehicle: what each would give for a ride, and why others cannot have it."""

from __future__ import annotations

import pytest

from dispatch.domain.commands import PinRide
from dispatch.domain.disruptions import WithdrawVehicle
from dispatch.domain.reason import Reason
from dispatch.domain.request import RideId, StaffId
from dispatch.engine.decision import CommandRefused
from dispatch.engine.service_day import copy_day
from tests.builders import EIGHT, a_dispatcher, a_van
from tests.dispatch.engine.punctual_drivers import drive_on
from tests.dispatch.engine.test_hand_dispatch import NINE, ONE, TWO, two_vans
from tests.dispatch.engine.town import Town


def test_the_vehicle_that_has_less_to_drive_comes_first() -> None:
    town = two_vans()
    ride = town.book("a", 2, 4, NINE, EIGHT)
    before = copy_day(town.day)
    near, far = town.dispatcher.compare_vehicles(town.day, ride, EIGHT + 60)
    assert (near.vehicle_id, far.vehicle_id) == (ONE, TWO)
    assert near.place is not None
    assert far.place is not None
    assert near.place.drive_added_s < far.place.drive_added_s
    assert near.place.cost_s < far.place.cost_s
    assert town.day == before
    assert town.dispatcher.compare_vehicles(town.day, ride, EIGHT + 60) == (near, far), "nothing has changed"


def test_after_a_look_the_day_goes_on_as_if_nobody_had_looked() -> None:
    seen, unseen = two_vans(), two_vans()
    for town in (seen, unseen):
        town.book("a", 2, 4, NINE, EIGHT)
    seen.dispatcher.compare_vehicles(seen.day, RideId("a"), EIGHT + 60)
    for town in (seen, unseen):
        town.book("b", 3, 6, NINE + 300, EIGHT + 120)
    assert seen.events == unseen.events


def test_who_cannot_have_the_ride_is_told_why() -> None:
    town = Town(a_dispatcher(a_van("van-1", seats=2), a_van("van-2", seats=4, at=9), a_van("van-3")))
    party = town.book("party", 6, 8, NINE, EIGHT, seats=4)
    town.tell(WithdrawVehicle(a_van("van-3").vehicle_id, "flat tyre"), EIGHT + 30)
    choices = {
        each.vehicle_id: each for each in town.dispatcher.compare_vehicles(town.day, party, EIGHT + 60)
    }
    assert choices[ONE].reason is Reason.SEATS
    assert choices[TWO].place is not None
    withdrawn = choices[a_van("van-3").vehicle_id]
    assert (withdrawn.place, withdrawn.reason) == (None, None)


def test_a_ride_that_has_begun_is_not_compared() -> None:
    town = two_vans()
    ride = town.book("a", 2, 4, NINE, EIGHT)
    town.tell(PinRide(ride, StaffId("sato")), EIGHT + 60)
    drive_on(town, NINE + 600)
    with pytest.raises(CommandRefused):
        town.dispatcher.compare_vehicles(town.day, ride, NINE + 610)
