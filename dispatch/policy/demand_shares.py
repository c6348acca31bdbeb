"""Idle vehicles share out the riders who are expected, and each waits in the middle of its share.

A vehicle's share is what a min-cost flow from vehicles to places gives it: riders in proportion to the time
it is free, at the least driving in all. It goes to the place from which its share is reached soonest, and the
riders are shared out again from there, until nobody moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.fleet import VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.kernel.insertion import CostWeights
from dispatch.policy.objective import BALANCED
from dispatch.policy.or_tools import cheapest_flow
from dispatch.policy.positioning import Standing
from dispatch.travel.travel_times import UNREACHABLE_S, TravelTimes

UNITS = 10_000
"""Expected riders are shared out in whole parts of their sum: so many."""
ROUNDS = 20
MOST_PLACES = 400
"""The places most asked from that are shared out; the others are too few riders to wait for."""


@dataclass(frozen=True, eq=False)
class DemandShares:
    """Waits where riders are expected to ask for a ride at once."""

    pickups: NDArray[np.float64]  # (hours, P) expected by clock hour of the service day and place
    every_s: int = 5 * MINUTE_S
    ahead_s: int = HOUR_S
    """How far ahead riders are counted."""
    weights: CostWeights = BALANCED
    """A second nearer to a rider is one of waiting and one of driving less."""

    def waiting_places(
        self, fleet: Sequence[Standing], travel: TravelTimes, now_s: int
    ) -> Mapping[VehicleId, PlaceIndex]:
        """Where each idle vehicle waits for its share of the riders, when going there is worth it."""
        expected = self.expected(now_s)
        asked_from = np.sort(np.argsort(-expected, kind="stable")[:MOST_PLACES])
        asked_from = asked_from[expected[asked_from] > 0]
        if not len(asked_from) or not any(standing.idle for standing in fleet):
            return {}
        seconds = travel.tensor().fastest
        riders = expected[asked_from]
        places = np.array([standing.place for standing in fleet])
        shares = np.zeros((len(fleet), len(asked_from)))
        for _ in range(ROUNDS):
            shares = self._share_out(fleet, places, riders, seconds[:, asked_from], now_s)
            moved = self._medians(fleet, places, shares, seconds[:, asked_from], travel)
            if (moved == places).all():
                break
            places = moved
        found = {}
        for v, standing in enumerate(fleet):
            here, there = seconds[standing.place, asked_from], seconds[places[v], asked_from]
            saved = float(shares[v] @ (here - there)) * (self.weights.wait + self.weights.drive)
            place = PlaceIndex(int(places[v]))
            if standing.idle and saved > self.weights.drive * travel.seconds(standing.place, place, now_s):
                found[standing.vehicle_id] = place
        return found

    def expected(self, now_s: int) -> NDArray[np.float64]:  # (P,)
        """Riders expected from each place from now until `ahead_s` later."""
        hours = np.arange(len(self.pickups))
        overlap_s = np.minimum(now_s + self.ahead_s, (hours + 1) * HOUR_S) - np.maximum(now_s, hours * HOUR_S)
        share = np.clip(overlap_s, 0, None) / HOUR_S  # (hours,)
        riders: NDArray[np.float64] = share @ self.pickups
        return riders

    def _share_out(
        self,
        fleet: Sequence[Standing],
        places: NDArray[np.int64],
        riders: NDArray[np.float64],
        seconds: NDArray[np.int32],
        now_s: int,
    ) -> NDArray[np.float64]:  # (V, D)
        ready_s = np.array([max(0, standing.free_from_s - now_s) for standing in fleet])
        free_s = np.clip(self.ahead_s - ready_s, 1, None)
        supply, demand = whole_parts(free_s.astype(np.float64), UNITS), whole_parts(riders, UNITS)
        cost = np.minimum(ready_s[:, None] + seconds[places], UNREACHABLE_S).astype(np.int64)
        flow = cheapest_flow(supply, demand, cost)
        shares: NDArray[np.float64] = flow * (riders.sum() / UNITS)
        return shares

    def _medians(
        self,
        fleet: Sequence[Standing],
        places: NDArray[np.int64],
        shares: NDArray[np.float64],
        seconds: NDArray[np.int32],  # (P, D)
        travel: TravelTimes,
    ) -> NDArray[np.int64]:  # (V,)
        """For each idle vehicle the place nearest to its share that it may wait at, else where it is."""
        moved = places.copy()
        totals = seconds @ shares.T  # (P, V)
        for v, standing in enumerate(fleet):
            if not standing.idle:
                continue
            for place in np.argsort(totals[:, v], kind="stable"):
                if totals[place, v] >= totals[places[v], v]:
                    break
                if standing.may_wait_at(PlaceIndex(int(place)), travel):
                    moved[v] = place
                    break
        return moved


def whole_parts(weights: NDArray[np.float64], units: int) -> NDArray[np.int64]:
    """Weights as whole numbers of one sum, in proportion; what rounding leaves goes to the largest rests."""
    exact = weights / weights.sum() * units
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    rest = units - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:rest]] += 1
    return whole
