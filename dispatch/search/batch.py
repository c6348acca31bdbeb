"""Riders who ask within a few seconds, assigned to vehicles together.

In a round every vehicle takes at most one of the waiting rides, so that the costs add up truly, and the
linear assignment is the cheapest that serves most of them; rounds follow on the longer routes until nobody
is left or nothing fits (after Simonetto, Monteil and Gambella 2019).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from dispatch.domain.offer import OfferedRide
from dispatch.domain.request import RideId, RideLimits
from dispatch.domain.rules import ServiceRules
from dispatch.kernel.insertion import CostWeights, Insertion, cheapest_insertions
from dispatch.kernel.longer_row import put_in
from dispatch.policy.offering import to_plan_with
from dispatch.search.best_insertion import FleetView, Trip, find_insertion, find_offer, on_vehicle

VEHICLES_A_RIDE = 8
"""In each round a ride is compared on so many vehicles, the cheapest for it."""
_UNSERVED = 1e9
"""More than any sum of insertion costs: an assignment serves as many as it can before it saves."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A ride of the batch: the limits of its wish, and how its places are priced."""

    trip: Trip
    limits: RideLimits
    weights: CostWeights


def assign_together(
    fleet: FleetView, waiting: Sequence[Asking], rules: ServiceRules
) -> dict[RideId, OfferedRide]:
    """A ride for each who fits, all of them keepable together; they are written into the fleet's plan."""
    offered: dict[RideId, OfferedRide] = {}
    while waiting:
        ranked = [
            cheapest_insertions(
                fleet.plan,
                asking.trip.within(asking.limits),
                fleet.tensor,
                asking.weights,
                now_s=fleet.now_s,
                keep=VEHICLES_A_RIDE,
            )
            for asking in waiting
        ]
        chosen = cheapest_assignment(ranked)
        for k, found in chosen.items():
            ride = _settle(fleet, waiting[k], found, rules)
            if ride is not None:
                offered[ride.ride_id] = ride
        waiting = [asking for k, asking in enumerate(waiting) if ranked[k] and k not in chosen]
    return offered


def cheapest_assignment(ranked: Sequence[Sequence[Insertion]]) -> Mapping[int, Insertion]:
    """For as many rides as possible one of its places, no vehicle twice, at the least cost in all."""
    rows = sorted({found.row for places in ranked for found in places})
    column = {row: k for k, row in enumerate(rows)}
    cost = np.full(
        (len(ranked), len(rows) + len(ranked)), _UNSERVED
    )  # one column more for each: left waiting
    for k, places in enumerate(ranked):
        for found in places:
            cost[k, column[found.row]] = found.cost
    rides, columns = linear_sum_assignment(cost)
    taken = {int(k): rows[int(c)] for k, c in zip(rides, columns, strict=True) if cost[k, c] < _UNSERVED}
    return {k: next(found for found in ranked[k] if found.row == row) for k, row in taken.items()}


def _settle(fleet: FleetView, asking: Asking, found: Insertion, rules: ServiceRules) -> OfferedRide | None:
    """The ride as it is offered on its vehicle, and from now on part of the plan."""
    vehicle = on_vehicle(fleet, found.row)
    ride = find_offer(vehicle, asking.trip, asking.limits, asking.weights, rules)
    if ride is None:
        return None
    limits = to_plan_with(ride.limits, rules)
    place = find_insertion(vehicle, asking.trip, limits, asking.weights)
    if place is None:
        return None
    put_in(
        fleet.plan,
        asking.trip.ride_id,
        asking.trip.within(limits),
        replace(place, row=found.row),
        fleet.tensor,
        now_s=fleet.now_s,
    )
    return ride
