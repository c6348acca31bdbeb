"""The earliest and the latest schedule of a row, and what they mean for one visit at a time."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.kernel.fields import (
    BACKWARD_S,
    CLOSE_S,
    EARLIEST_S,
    FORWARD_S,
    LATEST_S,
    MAX_RIDE_S,
    OPEN_S,
    PARTNER,
    SERVICE_S,
)
from dispatch.kernel.plan_arrays import get_roads
from dispatch.kernel.roads import (
    UNKNOWN_S,
    drive_s,
    find_detour_s,
    find_shortcut_s,
    latest_departure_between_s,
    lay_out,
)
from dispatch.kernel.schedule import least_fixed_point, lower_to_latest
from dispatch.travel.travel_times import MatrixTravelTimes
from tests.dispatch.kernel.plain_checker import earliest_times
from tests.dispatch.kernel.random_days import encoded, plain_drive, random_case

SEEDS = st.integers(0, 1_000_000)


@given(SEEDS, st.integers(0, 9000))
@settings(max_examples=100, deadline=None)
def test_the_least_fixed_point_is_what_a_label_correcting_search_finds(seed: int, start_s: int) -> None:
    case = random_case(seed)
    plan, drive = encoded(case), plain_drive(case.travel)
    roads = get_roads(plan, case.travel)
    for row, day in enumerate(case.days):
        plan.block[row, OPEN_S, 0] = max(start_s, day.anchor.free_from_s)
        length = int(plan.length[row])
        expected = earliest_times(day, case.promises, drive, start_s)
        if least_fixed_point(plan.block, row, length, roads):
            assert plan.block[row, EARLIEST_S, :length].tolist() == expected
        else:
            assert expected is None


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_each_visit_may_move_to_its_latest_time_and_no_second_further(seed: int) -> None:
    case = random_case(seed)
    plan = encoded(case)
    roads = get_roads(plan, case.travel)
    for row in range(len(case.days)):
        length = int(plan.length[row])
        latest = plan.block[row, LATEST_S, :length].tolist()
        assert all(plan.block[row, EARLIEST_S, :length] <= latest)
        for k in range(length):
            opens_s = int(plan.block[row, OPEN_S, k])
            plan.block[row, OPEN_S, k] = latest[k]
            assert least_fixed_point(plan.block, row, length, roads)
            plan.block[row, OPEN_S, k] = latest[k] + 1
            assert not least_fixed_point(plan.block, row, length, roads)
            plan.block[row, OPEN_S, k] = opens_s


@given(SEEDS)
@settings(max_examples=50, deadline=None)
def test_a_visit_that_must_begin_before_its_earliest_time_has_no_latest_one(seed: int) -> None:
    case = random_case(seed)
    plan = encoded(case)
    roads = get_roads(plan, case.travel)
    for row in range(len(case.days)):
        length = int(plan.length[row])
        for k in range(1, length):
            closes_s = int(plan.block[row, CLOSE_S, k])
            for until_s, possible in ((int(plan.block[row, EARLIEST_S, k]), True), (-1, False)):
                plan.block[row, CLOSE_S, k] = until_s if possible else plan.block[row, EARLIEST_S, k] - 1
                plan.block[row, LATEST_S, :length] = plan.block[row, CLOSE_S, :length]
                assert lower_to_latest(plan.block, row, length, roads.seconds, roads.knot_s) == possible
            plan.block[row, CLOSE_S, k] = closes_s


@given(SEEDS)
@settings(max_examples=50, deadline=None)
def test_both_schedules_keep_every_rule_and_lie_within_the_sweeps(seed: int) -> None:
    case = random_case(seed)
    plan, drive = encoded(case), plain_drive(case.travel)
    for row, day in enumerate(case.days):
        length = int(plan.length[row])
        given = plan.block[row, :, :length].astype(np.int64)
        assert (given[FORWARD_S] <= given[EARLIEST_S]).all()
        assert (given[LATEST_S] <= given[BACKWARD_S]).all()
        places = [day.anchor.place, *(visit.place for visit in day.visits)]
        for times in (given[EARLIEST_S], given[LATEST_S]):
            assert ((given[OPEN_S] <= times) & (times <= given[CLOSE_S])).all()
            for k in range(length - 1):
                leave_s = int(times[k] + given[SERVICE_S, k])
                assert leave_s + drive(places[k], places[k + 1], leave_s) <= times[k + 1]
            for k in range(length):
                boards = int(given[PARTNER, k])
                if 0 <= boards < k:
                    rides_s = times[k] - times[boards] - given[SERVICE_S, boards]
                    assert rides_s <= given[MAX_RIDE_S, k]


@given(SEEDS, st.integers(-2000, 12000))
@settings(max_examples=200, deadline=None)
def test_roads_are_driven_as_the_travel_times_say(seed: int, at_s: int) -> None:
    tensor = random_case(seed).travel
    travel, roads = MatrixTravelTimes("as drawn", tensor), lay_out(tensor)
    for origin in range(len(tensor.metres)):
        for destination in range(len(tensor.metres)):
            assert drive_s(roads, origin, destination, at_s) == travel.seconds(origin, destination, at_s)
            latest_s = travel.latest_departure(origin, destination, at_s)
            assert (
                latest_departure_between_s(roads.seconds, roads.knot_s, origin, destination, at_s) == latest_s
            )


@given(SEEDS)
@settings(max_examples=50, deadline=None)
def test_a_shortcut_is_what_going_by_way_of_a_place_saves_at_most(seed: int) -> None:
    roads = lay_out(random_case(seed).travel)
    direct = roads.fastest.astype(np.int64)
    for way in range(len(direct)):
        assert (roads.saved_s[:, way] == UNKNOWN_S).all()
        saved_s = (direct - direct[:, way, None] - direct[None, way]).max()
        assert find_shortcut_s(roads, way) == find_shortcut_s(roads, way) == saved_s


@given(SEEDS)
@settings(max_examples=50, deadline=None)
def test_no_chain_of_places_is_shorter_than_the_direct_way_where_no_third_place_is(seed: int) -> None:
    roads = lay_out(random_case(seed).travel)
    direct = roads.fastest.astype(np.int64)
    shortest = direct.copy()
    for way in range(len(direct)):
        shortest = np.minimum(shortest, shortest[:, way, None] + shortest[None, way])
    for origin in range(len(direct)):
        saved_s = (direct[origin, None] - direct[origin, :, None] - direct).max()
        assert find_detour_s(roads, origin) == find_detour_s(roads, origin) == max(0, saved_s)
        assert (find_detour_s(roads, origin) == 0) is bool((shortest[origin] == direct[origin]).all())
