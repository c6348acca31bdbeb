"""A fleet searched at once gives what its vehicles give one by one, and an outline leaves nothing out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideLimits
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.time import TimeWindow
from dispatch.kernel.bounds import find_bounds, find_ceiling
from dispatch.kernel.encoding import encode_route
from dispatch.kernel.fields import EARLIEST_S, FIELDS, LATEST_S, NO_LIMIT_S, NOBODY, RIDE, SERVICE_S
from dispatch.kernel.insertion import AskedRide, CostWeights, Insertion, as_wish, cheapest_insertions
from dispatch.kernel.list_pairs import PAIR_FIELDS, most_pairs
from dispatch.kernel.outline import DUE_S, LEAVE_S
from dispatch.kernel.packed_load import fits
from dispatch.kernel.plan_arrays import Anchor, PlanArrays, empty_plan, get_roads
from dispatch.kernel.search_row import search_row
from dispatch.kernel.settle_pair import COST, FOUND_FIELDS
from dispatch.travel.travel_times import MatrixTravelTimes
from tests.dispatch.kernel.random_days import Case, encoded, random_case

SEEDS = st.integers(0, 1_000_000)
ANY_COST = 1 << 60


def _best_of_row(plan: PlanArrays, row: int, case: Case, below: int = ANY_COST) -> Insertion | None:
    """The best way of one vehicle that costs less than this, searched on its own."""
    wish, roads = as_wish(case.asked, case.weights, case.now_s), get_roads(plan, case.travel)
    length, capacity, positions = int(plan.length[row]), int(plan.capacity[row]), plan.block.shape[2]
    if not fits(0, wish.load, capacity):
        return None
    candidate = np.zeros((1, FIELDS, positions + 2), np.int32)
    pairs = np.zeros((most_pairs(positions), PAIR_FIELDS), np.int64)
    best = np.full(FOUND_FIELDS, -1, np.int64)
    best[COST] = below
    bounds = find_bounds(wish, roads)
    found = search_row(
        *(plan.block, row, length, capacity, wish, bounds, roads),
        *(candidate, pairs, best),
    )
    return Insertion(*best.tolist()) if found else None


@given(SEEDS, st.integers(5, 25), st.integers(1, 9), st.booleans())
@settings(max_examples=400, deadline=None)
def test_the_best_of_a_fleet_are_the_best_of_its_vehicles(
    seed: int, vehicles: int, keep: int, unhurried: bool
) -> None:
    case = random_case(seed, vehicles)
    if unhurried:  # then a way round saves less than boarding takes, and outlines are looked at
        case = replace(case, asked=replace(case.asked, board_s=400, alight_s=400))
    plan = encoded(case)
    ways = [_best_of_row(plan, row, case) for row in range(vehicles)]
    expected = sorted((way for way in ways if way), key=lambda way: (way.cost, way.row))[:keep]
    found = cheapest_insertions(plan, case.asked, case.travel, case.weights, now_s=case.now_s, keep=keep)
    assert found == expected


@given(SEEDS)
@settings(max_examples=200, deadline=None)
def test_a_row_finds_its_best_way_when_that_is_cheap_enough_and_else_nothing(seed: int) -> None:
    case = random_case(seed)
    plan = encoded(case)
    for row in range(len(case.days)):
        best = _best_of_row(plan, row, case)
        if best is not None:
            assert _best_of_row(plan, row, case, best.cost + 1) == best
            assert _best_of_row(plan, row, case, best.cost) is None


@given(SEEDS)
@settings(max_examples=200, deadline=None)
def test_no_way_is_above_the_ceiling_of_its_own_cost(seed: int) -> None:
    case = random_case(seed)
    plan = encoded(case)
    wish, roads = as_wish(case.asked, case.weights, case.now_s), get_roads(plan, case.travel)
    bounds = find_bounds(wish, roads)
    for row in range(len(case.days)):
        way = _best_of_row(plan, row, case)
        if way is not None:
            assert way.arrival_s - way.pickup_s - wish.board_s >= bounds.least_ride_s
        if way is not None and bounds.regular:
            ceiling = find_ceiling(way.cost + 1, wish, bounds)
            assert way.pickup_s <= ceiling.until_s
            assert plan.outline[row, LEAVE_S, way.pickup_after] <= ceiling.until_s
            assert plan.outline[row, DUE_S, way.pickup_after + 1] >= ceiling.due_s


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_an_outline_rises_along_the_row_and_stops_at_its_end(seed: int) -> None:
    case = random_case(seed)
    plan = encoded(case)
    for row in range(len(case.days)):
        length = int(plan.length[row])
        given_row, outline = plan.block[row, :, :length], plan.outline[row]
        leaves = given_row[EARLIEST_S, :-1] + given_row[SERVICE_S, :-1]
        assert outline[LEAVE_S, : length - 1].tolist() == leaves.tolist()
        assert (outline[LEAVE_S, length - 1 :] == NO_LIMIT_S).all()
        assert (outline[DUE_S, length:] == NO_LIMIT_S).all()
        assert (np.diff(outline[[LEAVE_S, DUE_S]].astype(np.int64)) >= 0).all()
        rides = given_row[RIDE] != NOBODY
        assert (outline[DUE_S, :length] >= np.where(rides, given_row[EARLIEST_S], 0)).all()
        assert (outline[DUE_S, 1:length] >= np.where(rides, 0, given_row[LATEST_S])[1:]).all()


@pytest.mark.parametrize("there", [1, 2], ids=["by way of the destination", "by way of the origin"])
def test_a_way_round_that_saves_driving_is_found_behind_a_vehicle_that_has_none(there: int) -> None:
    origin, destination = (0, 1) if there == 1 else (1, 2)
    seconds = [[0, 100, 500], [100, 0, 100], [500, 100, 0]]
    travel = MatrixTravelTimes.of(seconds, seconds).tensor()
    hours = TimeWindow(0, 20_000)
    # the first ends where the rider goes, the second saves 300 s of its way but is free 50 s later
    starts, ends, free_s = (origin, 0), (destination, 2), (1_000, 1_050)
    vehicles = [
        Vehicle(VehicleId(str(n)), Load(4), Shift(hours, PlaceIndex(starts[n]), PlaceIndex(ends[n])))
        for n in range(2)
    ]
    plan = empty_plan(vehicles)
    for n, vehicle in enumerate(vehicles):
        route = Route(vehicle.vehicle_id, (Visit(VisitKind.END, vehicle.shift.end, 0, 0),))
        encode_route(plan, n, route, Anchor(vehicle.shift.start, free_s[n]), {}, travel)
    limits = RideLimits(TimeWindow(1_000, 2_000), 10_000, 10_000)
    asked = AskedRide(PlaceIndex(origin), PlaceIndex(destination), Load(1), 300, 300, limits)
    found = cheapest_insertions(plan, asked, travel, CostWeights(drive=1, wait=1), now_s=0, keep=1)
    reach_s = seconds[0][origin]
    assert [(way.row, way.cost) for way in found] == [(1, reach_s + 50 - 300)]
