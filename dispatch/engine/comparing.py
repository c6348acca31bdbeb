"""Why a ride is on its vehicle: what each vehicle would give for it now, were it to be placed anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.reason import Reason
from dispatch.domain.request import RideId, RideLimits
from dispatch.domain.rules import ServiceRules
from dispatch.engine.booking import get_carrier
from dispatch.engine.moment import Moment
from dispatch.kernel.insertion import cheapest_insertions
from dispatch.policy.objective import BALANCED
from dispatch.policy.offering import TripFacts, to_plan_with
from dispatch.search.best_insertion import FleetView, Trip, on_vehicle
from dispatch.search.tightest_constraint import list_reasons


@dataclass(frozen=True, slots=True)
class BestPlace:
    """How a vehicle would best carry a ride: what it costs all, and when the rider would ride."""

    cost_s: int
    """Seconds' worth: driving counts twice, and everybody's waiting, detour and delay once."""
    drive_added_s: int
    pickup_s: int
    arrival_s: int


@dataclass(frozen=True, slots=True)
class VehicleChoice:
    """A vehicle for a ride: its best place, or why there is none."""

    vehicle_id: VehicleId
    place: BestPlace | None
    reason: Reason | None = None
    """What stands in the way; None also where the vehicle is withdrawn."""


def compare_vehicles(moment: Moment, ride_id: RideId) -> tuple[VehicleChoice, ...]:
    """What each vehicle would give for a ride that has not begun, the cheapest first; nothing changes.

    The ride is looked for as plans look for one, with its reserves; without them where its own vehicle, late
    by now, could not keep those. Raises CommandRefused where the ride has begun or is over.
    """
    day = moment.day
    carrier = get_carrier(day, ride_id, "compared")
    carrier_id, promise = carrier.vehicle.vehicle_id, day.promises[ride_id]
    view, rerouting = moment.view(), moment.rerouting()
    others = {each: day.promises[each] for each in carrier.route.ride_ids() if each != ride_id}
    without = rerouting.route_without(carrier, ride_id, others)
    rerouting.rows.retimed(carrier, without, others, moment.now_s)
    trip = _trip(promise, moment.rules)
    try:
        planned = to_plan_with(promise.limits, moment.rules)
        choices = tuple(_choices(moment, view, trip, planned))
        if any(each.vehicle_id == carrier_id and each.place is None for each in choices):
            choices = tuple(_choices(moment, view, trip, promise.limits))
    finally:
        rerouting.restore(day, {carrier_id: carrier.route})
    return tuple(sorted(choices, key=_cheapest_first))


def _cheapest_first(choice: VehicleChoice) -> tuple[bool, int]:
    return choice.place is None, 0 if choice.place is None else choice.place.cost_s


def _choices(moment: Moment, view: FleetView, trip: Trip, limits: RideLimits) -> Iterator[VehicleChoice]:
    asked, fleet = trip.within(limits), len(view.vehicle_ids)
    ways = cheapest_insertions(view.plan, asked, view.tensor, BALANCED, now_s=view.now_s, keep=fleet)
    found = {way.row: way for way in ways}
    for row, vehicle_id in enumerate(view.vehicle_ids):
        way = found.get(row)
        if way is not None:
            yield VehicleChoice(
                vehicle_id, BestPlace(way.cost, way.drive_added_s, way.pickup_s, way.arrival_s)
            )
        elif moment.day.vehicles[vehicle_id].withdrawn is not None:
            yield VehicleChoice(vehicle_id, None)
        else:
            yield VehicleChoice(vehicle_id, None, list_reasons(on_vehicle(view, row), trip, limits)[0])


def _trip(promise: Promise, rules: ServiceRules) -> Trip:
    """A promised ride as it is looked for; what is free about a wish is bound by the promise."""
    facts = TripFacts(
        direct_s=0,
        board_s=rules.boarding_s(promise.party),
        alight_s=rules.alighting_s(promise.party),
        max_ride_s=promise.limits.max_ride_s,
        earliest_s=promise.limits.pickup.from_s,
        last_s=promise.limits.arrive_until_s,
    )
    return Trip(promise.ride_id, promise.party, promise.origin, promise.destination, facts)
