"""What counts as good, in one currency: seconds of driving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.kernel import fields
from dispatch.kernel.insertion import CostWeights
from dispatch.kernel.plan_arrays import PlanArrays

BALANCED = CostWeights(drive=2, wait=1, ride=1, others=1)
"""A second of driving weighs as much as two seconds of one rider's time."""

EARLIEST = CostWeights(drive=0, wait=1, ride=0, others=0)
"""The soonest pickup, whatever it costs the fleet."""

LATEST_ARRIVAL = CostWeights(drive=2, wait=0, ride=1, others=1)
"""For a wished arrival: waiting at home costs nothing."""


@dataclass(frozen=True, slots=True)
class PlanCost:
    """What a whole plan costs, so that plans can be compared: the price of each second, in whole numbers.

    Every boarding and alighting costs `begin` for each second by which it begins later; `slack` is what a
    second is worth by which one may still be put off, so that saving kilometres does not cost room for later
    riders.
    """

    drive: int = 2
    begin: int = 1
    slack: int = 0
    churn: int = 0
    """For each rider who changes the vehicle."""
    unserved: int = 1 << 40
    """For each rider without a place."""

    def of_rows(self, plan: PlanArrays, rows: Sequence[int]) -> int:
        """What the routes of some vehicles cost: their driving, and when they are at each door."""
        total = 0
        for row in rows:
            visits = plan.block[row, :, : plan.length[row]].astype(np.int64)
            doors = np.isin(visits[fields.KIND], (fields.BOARD, fields.ALIGHT))
            total += self.drive * int(visits[fields.DRIVE_S, :-1].sum())
            total += self.begin * int(visits[fields.EARLIEST_S, doors].sum())
        return total

    def weights(self) -> CostWeights:
        """The cost of one more rider, so that what an insertion adds is what the plan's cost rises by."""
        return CostWeights(self.drive, 2 * self.begin, self.begin, self.begin)


STEADY = PlanCost(drive=2, begin=1, churn=300)
"""For a plan in use: a rider changes the vehicle only where that saves 300 seconds' worth."""
