"""Compile the search on a plan of one vehicle, so that the first rider does not wait for it."""

from __future__ import annotations

import numpy as np

from dispatch.kernel.warm import a_vehicle_and_a_rider
from dispatch.search.repair import Effort, Repair


def warm_up_search(rng: np.random.Generator) -> None:
    """Compile the kernels of the search, or load them where they were compiled before."""
    plan, asked, travel = a_vehicle_and_a_rider()
    Repair(Effort(lambda _: rng, rounds=100), frozenset, 0).make_room(plan, asked, travel, 0)
