"""One row as a plan of its own, and with one more ride in it: what would be if the ride were taken along."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.domain.request import RideId
from dispatch.kernel.candidate import write_candidate
from dispatch.kernel.encoding import write_row
from dispatch.kernel.fields import FIELDS, GIVEN_FIELDS, RIDE
from dispatch.kernel.insertion import AskedRide, CostWeights, Insertion, as_wish
from dispatch.kernel.outline import OUTLINE_FIELDS, write_outline
from dispatch.kernel.plan_arrays import PlanArrays, get_roads, number_of
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
    outline = np.zeros((1, OUTLINE_FIELDS, block.shape[2] + 1), np.int32)
    write_outline(block, 0, length + 2, outline)
    return replace(alone(plan, row), block=block, outline=outline, length=np.array([length + 2]))


def put_in(
    plan: PlanArrays, ride_id: RideId, asked: AskedRide, found: Insertion, travel: TravelTensor, *, now_s: int
) -> None:
    """Write the ride into the plan itself, a search's own copy, where it was found to fit."""
    length = int(plan.length[found.row]) + 2
    longer = plan_with(plan, asked, found, travel, now_s=now_s).block[0, :GIVEN_FIELDS, :length].copy()
    longer[RIDE, [found.pickup_after + 1, found.dropoff_after + 2]] = number_of(plan, ride_id)
    write_row(plan, found.row, longer, get_roads(plan, travel))


def alone(plan: PlanArrays, row: int) -> PlanArrays:
    """One vehicle as a plan of its own, as the whole plan has it now."""
    return replace(
        plan,
        vehicles=(plan.vehicles[row],),
        block=plan.block[row : row + 1],
        outline=plan.outline[row : row + 1],
        length=plan.length[row : row + 1],
        capacity=plan.capacity[row : row + 1],
        max_duration_s=plan.max_duration_s[row : row + 1],
        outdated=frozenset(),
    )
