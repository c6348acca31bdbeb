"""A row with one more ride in it, as a plan of its own: what would be if the ride were taken along."""

from __future__ import annotations

import numpy as np

from dispatch.kernel.candidate import write_candidate
from dispatch.kernel.fields import FIELDS, RIDE
from dispatch.kernel.insertion import AskedRide, CostWeights, Insertion, as_wish
from dispatch.kernel.plan_arrays import PlanArrays, get_roads
from dispatch.kernel.schedule import derive_row
from dispatch.travel.travel_times import TravelTensor


def plan_with(
    plan: PlanArrays, asked: AskedRide, found: Insertion, travel: TravelTensor, *, now_s: int
) -> PlanArrays:
    """A plan of the one vehicle that would take the ride, with the ride where it was found to fit."""
    row, length = found.row, int(plan.length[found.row])
    block = np.zeros((1, FIELDS, plan.block.shape[2] + 2), np.int32)
    wish, roads = as_wish(asked, CostWeights(), now_s), get_roads(plan, travel)
    write_candidate(plan.block, row, length, found.pickup_after, found.dropoff_after, wish, block)
    number = len(plan.ride_ids)  # of a rider whom no row knows yet
    block[0, RIDE, [found.pickup_after + 1, found.dropoff_after + 2]] = number
    if not derive_row(block, 0, length + 2, roads):
        raise ValueError(f"the ride does not fit into row {row} there: search again on the present plan")
    return PlanArrays(
        vehicles=(plan.vehicles[row],),
        block=block,
        length=np.array([length + 2]),
        capacity=plan.capacity[row : row + 1].copy(),
        max_duration_s=plan.max_duration_s[row : row + 1].copy(),
        ride_ids=[],
        ride_numbers={},
        travel=plan.travel,
        roads=plan.roads,
    )
