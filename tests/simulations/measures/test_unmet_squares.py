"""Squares of unmet needs: everybody who is shown is one of at least five, whichever way one subtracts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gtfs.local_metres import LocalMetres
from simulations.measures.unmet_squares import LARGEST_M, LEAST, SMALLEST_M, square_up

PLANE = LocalMetres(40.71, 140.59)
DEGREES = st.floats(-0.06, 0.06)
POSITIONS = st.lists(st.tuples(DEGREES.map(lambda d: 40.71 + d), DEGREES.map(lambda d: 140.59 + d)))


@given(POSITIONS)
def test_no_square_shows_few_and_none_is_counted_twice(positions: list[tuple[float, float]]) -> None:
    found = square_up(positions, PLANE)
    assert all(square.needs >= LEAST for square in found.squares)
    assert found.some_hidden == (sum(square.needs for square in found.squares) < len(positions))
    for square in found.squares:
        inside = [
            1
            for lat, lon in positions
            if square.south - 1e-6 <= lat <= square.north + 1e-6
            and square.west - 1e-6 <= lon <= square.east + 1e-6
        ]
        assert len(inside) >= square.needs


def test_many_at_one_corner_are_shown_there_and_few_elsewhere_keep_the_square_whole() -> None:
    corner = [(40.7105, 140.5905)] * LEAST
    (small,) = square_up(corner, PLANE).squares
    assert small.north - small.south < 1.1 * SMALLEST_M / 111_000
    (whole,) = square_up([*corner, (40.73, 140.61)], PLANE).squares
    assert whole.needs == LEAST + 1
    assert whole.north - whole.south > 0.9 * LARGEST_M / 111_300


def test_four_are_shown_nowhere() -> None:
    found = square_up([(40.7105, 140.5905)] * (LEAST - 1), PLANE)
    assert (found.squares, found.some_hidden) == ((), True)
