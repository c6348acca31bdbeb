"""Fleet-wide search for one ride: where it fits best, and what could be promised there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import OfferedRide
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId, RideLimits
from dispatch.domain.rules import ServiceRules
from dispatch.kernel.insertion import AskedRide, CostWeights, Insertion, cheapest_insertions
from dispatch.kernel.plan_arrays import PlanArrays
from dispatch.policy.offering import TripFacts, promised, to_plan_with
from dispatch.travel.travel_times import TravelTensor


@dataclass(frozen=True, slots=True)
class FleetView:
    """The fleet's plan at one moment, as a search sees it."""

    plan: PlanArrays
    tensor: TravelTensor
    vehicle_ids: Sequence[VehicleId]
    now_s: int


@dataclass(frozen=True, slots=True)
class Trip:
    """A ride looked for: who, from where to where, and what is fixed about it."""

    ride_id: RideId
    party: Load
    origin: PlaceIndex
    destination: PlaceIndex
    facts: TripFacts


def find_insertion(
    fleet: FleetView,
    trip: Trip,
    limits: RideLimits,
    weights: CostWeights,
    without: frozenset[VehicleId] = frozenset(),
) -> Insertion | None:
    """The cheapest feasible place for a ride over all vehicles but some, or None when it fits nowhere."""
    asked = AskedRide(
        trip.origin, trip.destination, trip.party, trip.facts.board_s, trip.facts.alight_s, limits
    )
    keep = 1 + len(without)
    found = cheapest_insertions(fleet.plan, asked, fleet.tensor, weights, now_s=fleet.now_s, keep=keep)
    return next((each for each in found if fleet.vehicle_ids[each.row] not in without), None)


def find_offer(
    fleet: FleetView,
    trip: Trip,
    limits: RideLimits,
    weights: CostWeights,
    rules: ServiceRules,
    without: frozenset[VehicleId] = frozenset(),
) -> OfferedRide | None:
    """A ride that could be promised within the limits; its window opens on a full minute where that fits."""
    found = find_insertion(fleet, trip, limits, weights, without)
    if found is None:
        return None
    narrow = promised(limits, found.pickup_s, trip.facts, rules)
    settled = find_insertion(fleet, trip, to_plan_with(narrow, rules), weights, without)
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
