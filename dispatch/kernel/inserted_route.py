"""What becomes of a route once a rider is taken along: the new route, and how far the pickup may move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.request import RideId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.time import TimeWindow
from dispatch.kernel.candidate import schedule_candidate
from dispatch.kernel.fields import EARLIEST_S, FIELDS, LATEST_S
from dispatch.kernel.insertion import AskedRide, CostWeights, Insertion, as_wish
from dispatch.kernel.plan_arrays import PlanArrays, decode_route, get_roads
from dispatch.kernel.schedule import greatest_fixed_point
from dispatch.travel.travel_times import TravelTensor


def insert_into(
    plan: PlanArrays,
    insertion: Insertion,
    ride_id: RideId,
    asked: AskedRide,
    travel: TravelTensor,
    *,
    now_s: int,
) -> Route:
    """The vehicle's route with the ride in it, each visit at its earliest time; the plan stays as it is."""
    scheduled = _scheduled(plan, insertion, asked, travel, now_s)
    i, j = insertion.pickup_after, insertion.dropoff_after
    old = decode_route(plan, insertion.row)
    visits = list(old.visits)
    visits.insert(j, Visit(VisitKind.ALIGHT, asked.destination, 0, asked.alight_s, ride_id))
    visits.insert(i, Visit(VisitKind.BOARD, asked.origin, 0, asked.board_s, ride_id))
    begins = scheduled[0, EARLIEST_S, 1 : len(visits) + 1].tolist()
    timed = (
        Visit(visit.kind, visit.place, begin_s, visit.service_s, visit.ride_id)
        for visit, begin_s in zip(visits, begins, strict=True)
    )
    return Route(old.vehicle_id, tuple(timed))


def pickup_interval(
    plan: PlanArrays, insertion: Insertion, asked: AskedRide, travel: TravelTensor, *, now_s: int
) -> TimeWindow:
    """The earliest and the latest moment boarding may begin with every limit of the route kept."""
    scheduled = _scheduled(plan, insertion, asked, travel, now_s)
    length = int(plan.length[insertion.row]) + 2
    greatest_fixed_point(scheduled, 0, length, get_roads(plan, travel))
    boards = insertion.pickup_after + 1
    return TimeWindow(int(scheduled[0, EARLIEST_S, boards]), int(scheduled[0, LATEST_S, boards]))


def _scheduled(
    plan: PlanArrays, insertion: Insertion, asked: AskedRide, travel: TravelTensor, now_s: int
) -> NDArray[np.int32]:  # (1, F, L + 2)
    candidate = np.zeros((1, FIELDS, plan.block.shape[2] + 2), np.int32)
    row, i, j = insertion.row, insertion.pickup_after, insertion.dropoff_after
    wish, roads = as_wish(asked, CostWeights(), now_s), get_roads(plan, travel)
    if not schedule_candidate(plan.block, row, int(plan.length[row]), i, j, wish, roads, candidate):
        vehicle_id = plan.vehicles[row].vehicle_id
        raise ValueError(f"vehicle {vehicle_id} cannot take the ride after visits {i} and {j}: look again")
    return candidate
