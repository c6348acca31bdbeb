"""Fleet-wide search for one ride: where it fits best, and what could be promised there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import OfferedRide
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId, RideLimits
from dispatch.domain.rules import ServiceRules
from dispatch.kernel.insertion import AskedRide, CostWeights, Insertion, cheapest_insertions
from dispatch.kernel.longer_row import alone
from dispatch.kernel.plan_arrays import PlanArrays
from dispatch.policy.anticipation import FutureValue
from dispatch.policy.offering import TripFacts, promised, to_plan_with
from dispatch.search.repair import Repair
from dispatch.travel.travel_times import TravelTensor

VEHICLES_ANTICIPATED = 4
"""Where later riders count, the cheapest ways of so many vehicles are compared."""


@dataclass(frozen=True, slots=True)
class FleetView:
    """The fleet's plan at one moment, as a search sees it."""

    plan: PlanArrays
    tensor: TravelTensor
    vehicle_ids: Sequence[VehicleId]
    now_s: int
    future: FutureValue | None = None
    """What capacity is worth to later riders; None: nothing."""
    repair: Repair | None = None
    """How room is made for a ride that fits nowhere; None: not at all."""


def on_vehicle(fleet: FleetView, row: int) -> FleetView:
    """One vehicle as a fleet of its own."""
    return replace(fleet, plan=alone(fleet.plan, row), vehicle_ids=(fleet.vehicle_ids[row],))


def with_room(fleet: FleetView, asked: AskedRide) -> FleetView | None:
    """The fleet rearranged so that a ride fits in; None where that is not tried, or found no way."""
    if fleet.repair is None:
        return None
    plan = fleet.repair.make_room(fleet.plan, asked, fleet.tensor, fleet.now_s)
    return None if plan is None else replace(fleet, plan=plan)


@dataclass(frozen=True, slots=True)
class Trip:
    """A ride looked for: who, from where to where, and what is fixed about it."""

    ride_id: RideId
    party: Load
    origin: PlaceIndex
    destination: PlaceIndex
    facts: TripFacts

    def within(self, limits: RideLimits) -> AskedRide:
        """The ride as it is looked for within limits."""
        return AskedRide(
            self.origin, self.destination, self.party, self.facts.board_s, self.facts.alight_s, limits
        )


def find_insertion(
    fleet: FleetView, trip: Trip, limits: RideLimits, weights: CostWeights
) -> Insertion | None:
    """The cheapest feasible place for a ride over the whole fleet, or None when it fits nowhere."""
    asked = trip.within(limits)
    found = cheapest_insertions(fleet.plan, asked, fleet.tensor, weights, now_s=fleet.now_s, keep=1)
    return found[0] if found else None


def choose_insertion(
    fleet: FleetView,
    asked: AskedRide,
    weights: CostWeights,
    without: frozenset[VehicleId] = frozenset(),
) -> Insertion | None:
    """The feasible place for a ride that costs least, later riders included; None when it fits nowhere."""
    anticipates = fleet.future is not None and weights.drive > 0
    keep = (VEHICLES_ANTICIPATED if anticipates else 1) + len(without)
    ranked = cheapest_insertions(fleet.plan, asked, fleet.tensor, weights, now_s=fleet.now_s, keep=keep)
    found = [each for each in ranked if fleet.vehicle_ids[each.row] not in without]
    if fleet.future is None or not anticipates or len(found) < 2:
        return found[0] if found else None
    lost = fleet.future.opportunity_cost_s(fleet.plan, asked, found, fleet.tensor, fleet.now_s)
    return found[int(np.argmin(np.array([each.cost for each in found]) + lost))]


def find_offer(
    fleet: FleetView,
    trip: Trip,
    limits: RideLimits,
    weights: CostWeights,
    rules: ServiceRules,
    without: frozenset[VehicleId] = frozenset(),
) -> OfferedRide | None:
    """A ride that could be promised within the limits; its window opens on a full step where that fits."""
    found = choose_insertion(fleet, trip.within(limits), weights, without)
    if found is None:
        return None
    narrow = promised(limits, found.pickup_s, trip.facts, rules)
    settled = choose_insertion(fleet, trip.within(to_plan_with(narrow, rules)), weights, without)
    if settled is None:
        exact = replace(narrow, pickup=replace(narrow.pickup, from_s=found.pickup_s))
        narrow, settled = exact, found
    vehicle_id = fleet.vehicle_ids[settled.row]
    return OfferedRide(
        trip.ride_id,
        trip.party,
        trip.origin,
        trip.destination,
        narrow,
        vehicle_id,
        settled.pickup_s,
        settled.arrival_s,
    )
