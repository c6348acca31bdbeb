"""What capacity is worth when it is kept for riders who have not asked yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.insertion import AskedRide, Insertion
from dispatch.kernel.plan_arrays import PlanArrays


class FutureValue(Protocol):
    """Prices what a plan can still do for later riders, in the seconds of the objective."""

    def opportunity_cost_s(
        self, plan: PlanArrays, asked: AskedRide, candidates: Sequence[Insertion], now_s: int
    ) -> NDArray[np.float64]:  # (C,)
        """What later riders lose by each way of taking this rider along."""
        ...

    def terminal_cost_s(self, plan: PlanArrays, now_s: int) -> float:
        """What later riders are expected to cost on a plan as it stands."""
        ...
