"""A closed road is driven round by other places, or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse.csgraph import shortest_path

from dispatch.domain.conditions import ClosedRoad, Conditions, ConditionsError
from dispatch.domain.place import PlaceIndex
from dispatch.travel.conditions import under
from dispatch.travel.travel_times import UNREACHABLE_S, MatrixTravelTimes
from tests.builders import a_line_of_stops


def a_road(origin: int, destination: int) -> ClosedRoad:
    return ClosedRoad(PlaceIndex(origin), PlaceIndex(destination))


def closed(*roads: ClosedRoad) -> Conditions:
    return Conditions("landslide", closed_roads=frozenset(roads))


def test_a_road_closed_both_ways_parts_a_line_in_two() -> None:
    times = under(a_line_of_stops(), closed(a_road(4, 5), a_road(5, 4))).tensor().fastest
    assert (times[:5, 5:] == UNREACHABLE_S).all()
    assert (times[5:, :5] == UNREACHABLE_S).all()
    assert (times[:5, :5] == a_line_of_stops().tensor().fastest[:5, :5]).all()


def test_a_road_closed_one_way_stays_open_the_other_way() -> None:
    times = under(a_line_of_stops(), closed(a_road(4, 5)))
    assert times.seconds(PlaceIndex(3), PlaceIndex(6), 0) == UNREACHABLE_S
    assert times.seconds(PlaceIndex(6), PlaceIndex(3), 0) == 360


def test_only_the_road_between_neighbours_can_be_closed() -> None:
    with pytest.raises(ConditionsError, match="place 4 lies on the way"):
        under(a_line_of_stops(), closed(a_road(3, 5)))
    with pytest.raises(ConditionsError, match="end of a closed road 10 is not one of the 10 places"):
        under(a_line_of_stops(), closed(a_road(3, 10)))


def test_closing_a_road_makes_another_version() -> None:
    one, two = (under(a_line_of_stops(), closed(a_road(*ends))) for ends in ((3, 4), (4, 3)))
    assert len({one.version, two.version, a_line_of_stops().version}) == 3


@given(st.integers(0, 10_000))
def test_the_way_round_is_the_shortest_on_the_roads_that_are_left(seed: int) -> None:
    """By another reckoning: the road network itself, its edge taken away."""
    rng = np.random.default_rng(seed)
    edges = np.where(rng.random((9, 9)) < 0.4, rng.integers(1_000, 90_000, (9, 9)), 0)
    np.fill_diagonal(edges, 0)
    usual = _matrix(edges)
    edges[edges != usual] = 0  # a road slower than a way round it is never driven, and stays unknown
    times, roads = MatrixTravelTimes.of(usual, usual), np.argwhere(edges > 0)
    assume(len(roads) > 0)
    origin, destination = roads[int(rng.integers(len(roads)))].tolist()
    edges[origin, destination] = 0
    found = under(times, closed(a_road(origin, destination))).tensor()
    assert (found.fastest == _matrix(edges)).all()
    driven = found.fastest < UNREACHABLE_S
    assert (found.metres[driven] == found.fastest[driven]).all()


def _matrix(
    edges: np.ndarray[tuple[int, int], np.dtype[np.int64]],
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    seconds = shortest_path(edges.astype(float))
    return np.where(np.isinf(seconds), UNREACHABLE_S, seconds).astype(np.int64)
