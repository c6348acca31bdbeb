"""Calls are placed on their line in order, at the least sum of squared offsets."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gtfs.roads_from_feed.patterns import DrawnLine, drawn_line
from gtfs.roads_from_feed.stops_on_shape import CANDIDATE_M, place_calls

Points = list[tuple[int, int]]
some_points = st.tuples(st.integers(-150, 150), st.integers(-150, 150))


def a_line(*points: tuple[float, float]) -> DrawnLine:
    x, y = np.array(points, np.float64).T
    line = drawn_line(x, y)
    assert line is not None
    return line


def place(line: DrawnLine, *calls: tuple[float, float]) -> list[float]:
    x, y = np.array(calls, np.float64).T
    return [float(measure) for measure in place_calls(line, x, y).measure_m]


def test_a_pole_beside_the_road_is_placed_where_the_road_passes_it() -> None:
    assert place(a_line((0, 0), (500, 0)), (100, 8), (300, -8)) == [100, 300]


def test_on_a_loop_the_first_and_the_last_call_at_one_pole_are_a_round_apart() -> None:
    square = a_line((0, 0), (300, 0), (300, 300), (0, 300), (0, 0))
    assert place(square, (0, 0), (300, 150), (150, 300), (0, 0)) == [0, 450, 750, 1200]


def test_out_and_back_on_one_road_each_call_is_on_its_own_way() -> None:
    there_and_back = a_line((0, 0), (1000, 0), (0, 0))
    calls = ((0, 5), (400, 5), (1000, 0), (400, -5), (0, -5))
    assert place(there_and_back, *calls) == [0, 400, 1000, 1600, 2000]


def test_calls_against_the_way_the_line_is_drawn_are_placed_all_the_same() -> None:
    calls = place_calls(a_line((0, 0), (500, 0)), np.array([480.0, 20.0]), np.array([0.0, 0.0]))
    assert calls.measure_m[0] <= calls.measure_m[1]
    assert calls.offset_m.max() > 150


def brute_force(line: DrawnLine, calls: Points) -> float | None:
    """The least sum of squares over every combination of candidates, or None where no order is possible."""
    choices = []
    for x, y in calls:
        found = []
        for piece in range(len(line.x) - 1):
            start = np.array([line.x[piece], line.y[piece]])
            way = np.array([line.x[piece + 1], line.y[piece + 1]]) - start
            share = float(np.clip(((x, y) - start) @ way / (way @ way), 0, 1))
            offset = float(np.linalg.norm(start + share * way - (x, y)))
            found.append((line.measure_m[piece] + share * float(np.linalg.norm(way)), offset))
        near = [one for one in found if one[1] <= CANDIDATE_M]
        choices.append(near or [min(found, key=lambda one: one[1])])
    costs = [
        sum(offset**2 for _, offset in chosen)
        for chosen in product(*choices)
        if all(a[0] <= b[0] + 1e-9 for a, b in pairwise(chosen))
    ]
    return min(costs, default=None)


@settings(deadline=None)
@given(st.lists(some_points, min_size=2, max_size=6), st.lists(some_points, min_size=1, max_size=4))
def test_no_other_order_of_candidates_is_nearer_to_the_poles(way: Points, calls: Points) -> None:
    x, y = np.array(way, np.float64).T
    line = drawn_line(x, y)
    if line is None:
        return
    placed = place_calls(line, *np.array(calls, np.float64).T)
    assert (np.diff(placed.measure_m) >= 0).all()
    assert placed.measure_m.min() >= 0
    assert placed.measure_m.max() <= line.measure_m[-1] + 1e-6
    best = brute_force(line, calls)
    if best is not None:
        assert placed.cost == pytest.approx(best, abs=1e-3)


@settings(deadline=None)
@given(st.lists(some_points, min_size=2, max_size=6), st.lists(some_points, min_size=1, max_size=4))
def test_offsets_are_what_they_say(way: Points, calls: Points) -> None:
    x, y = np.array(way, np.float64).T
    line = drawn_line(x, y)
    if line is None:
        return
    call_x, call_y = np.array(calls, np.float64).T
    placed = place_calls(line, call_x, call_y)
    there_x = np.interp(placed.measure_m, line.measure_m, line.x)
    there_y = np.interp(placed.measure_m, line.measure_m, line.y)
    assert np.hypot(there_x - call_x, there_y - call_y) == pytest.approx(placed.offset_m, abs=1e-6)
