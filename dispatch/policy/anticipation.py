"""What capacity is worth when it is kept for riders who have not asked yet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.time import HOUR_S, MINUTE_S
from dispatch.kernel.insertion import AskedRide, CostWeights, Insertion, cheapest_insertions
from dispatch.kernel.longer_row import plan_with
from dispatch.kernel.plan_arrays import PlanArrays
from dispatch.policy.objective import BALANCED
from dispatch.travel.travel_times import TravelTensor


class FutureValue(Protocol):
    """Prices what a plan can still do for later riders, in the seconds of the objective."""

    def opportunity_cost_s(
        self,
        plan: PlanArrays,
        asked: AskedRide,
        candidates: Sequence[Insertion],
        travel: TravelTensor,
        now_s: int,
    ) -> NDArray[np.float64]:  # (C,)
        """What later riders lose by each way of taking this rider along."""
        ...


@dataclass(frozen=True, slots=True)
class LaterRide:
    """A ride that somebody may ask for, and when."""

    asked_s: int
    asked: AskedRide


@dataclass(frozen=True, eq=False)
class SampledRiders:
    """Tries riders drawn from the demand of other days: who would still fit, and at what cost.

    Each later rider is tried alone. One who does not fit costs `refused_s`, or as much as one who fits badly.
    """

    rides: tuple[LaterRide, ...]
    """In the order in which they ask."""
    days: int
    """From so many drawn days."""
    ahead_s: int = 2 * HOUR_S
    most: int = 40
    """So many are tried; where the days hold more, every second, every third and so on."""
    refused_s: int = 60 * MINUTE_S
    weights: CostWeights = BALANCED

    def opportunity_cost_s(
        self,
        plan: PlanArrays,
        asked: AskedRide,
        candidates: Sequence[Insertion],
        travel: TravelTensor,
        now_s: int,
    ) -> NDArray[np.float64]:  # (C,)
        """What later riders lose by each way of taking this rider along."""
        rides, worth = self._upcoming(now_s)
        taken = [plan_with(plan, asked, found, travel, now_s=now_s) for found in candidates]
        lost = np.zeros(len(candidates))
        for ride in rides:
            # the best vehicle and the next best say what is left when any one vehicle is busier
            two = cheapest_insertions(plan, ride, travel, self.weights, now_s=now_s, keep=2)
            now_best = self._cost(two)
            for c, found in enumerate(candidates):
                others = self._cost([each for each in two if each.row != found.row])
                with_it = cheapest_insertions(taken[c], ride, travel, self.weights, now_s=now_s, keep=1)
                lost[c] += min(others, self._cost(with_it)) - now_best
        return lost * worth

    def _upcoming(self, now_s: int) -> tuple[list[AskedRide], float]:
        """Rides asked for soon, and how many expected riders each stands for."""
        first, end = (
            bisect_right(self.rides, at_s, key=lambda ride: ride.asked_s)
            for at_s in (now_s, now_s + self.ahead_s)
        )
        count = end - first
        chosen = self.rides[first : end : max(1, -(-count // self.most))]
        return [ride.asked for ride in chosen], count / self.days / max(1, len(chosen))

    def _cost(self, found: Sequence[Insertion]) -> int:
        return min((min(each.cost, self.refused_s) for each in found[:1]), default=self.refused_s)
