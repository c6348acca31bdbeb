"""The frontier: who is on it is bettered by nobody, who is not is bettered by somebody who is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulations.sweeping.frontier import frontier_of

POINTS = st.lists(st.tuples(st.integers(0, 8).map(float), st.integers(0, 8).map(float)), max_size=25)


def betters(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one != other and one[0] <= other[0] and one[1] <= other[1]


@given(POINTS)
def test_the_frontier_is_what_nobody_betters(points: list[tuple[float, float]]) -> None:
    best = [point for point, on in zip(points, frontier_of(points), strict=True) if on]
    for point, on in zip(points, frontier_of(points), strict=True):
        assert on != any(betters(other, point) for other in points)
        assert on or any(betters(other, point) for other in best)
    assert best or not points
