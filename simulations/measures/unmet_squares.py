"""Where unmet needs began, in squares so large that nobody is found in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gtfs.local_metres import LocalMetres
from simulations.day_record import DayRecord
from simulations.measures.history import DayHistory
from simulations.measures.of_needs import list_needs

LEAST = 5
"""Fewer than this are not shown (domain: 1-4 persons are suppressed)."""
LARGEST_M, SMALLEST_M = 4000.0, 250.0

Point = tuple[float, float]
"""Metres east and north."""


@dataclass(frozen=True, slots=True)
class UnmetSquare:
    """A square of the map (degrees) and how many needs that began in it stayed unmet."""

    west: float
    south: float
    east: float
    north: float
    needs: int


@dataclass(frozen=True, slots=True)
class UnmetSquares:
    """What may be shown, the most needs first, and whether some lie in squares with too few to show."""

    squares: tuple[UnmetSquare, ...]
    some_hidden: bool


def list_unmet_squares(record: DayRecord, history: DayHistory, plane: LocalMetres) -> UnmetSquares:
    """The squares of a day's unmet needs, each where its first attempt was to begin."""
    unmet = [need for need in list_needs(record, history.inquiries) if need.unmet]
    origins = [record.places[need.attempts[0].request.origin] for need in unmet]
    return square_up([(place.lat, place.lon) for place in origins], plane)


def square_up(places: Sequence[tuple[float, float]], plane: LocalMetres) -> UnmetSquares:
    """Squares around positions (lat, lon), on a grid that the plane alone lays.

    A square is divided into its quarters as long as each of them holds nobody or at least LEAST; so no square
    shown, and no difference of two, holds fewer.
    """
    xs, ys = plane.to_xy(np.array([lat for lat, _ in places]), np.array([lon for _, lon in places]))
    points = list(zip(xs.tolist(), ys.tolist(), strict=True))
    shown = [
        _square(plane, column, row, size_m, len(inside))
        for whole in _by_square(points, LARGEST_M).items()
        if len(whole[1]) >= LEAST
        for (column, row), size_m, inside in _divided(*whole, LARGEST_M)
    ]
    hidden = len(points) > sum(square.needs for square in shown)
    return UnmetSquares(tuple(sorted(shown, key=lambda square: -square.needs)), hidden)


def _divided(
    at: tuple[int, int], inside: list[Point], size_m: float
) -> Iterator[tuple[tuple[int, int], float, list[Point]]]:
    quarters = _by_square(inside, size_m / 2)
    if size_m <= SMALLEST_M or any(len(quarter) < LEAST for quarter in quarters.values()):
        yield at, size_m, inside
        return
    for quarter in quarters.items():
        yield from _divided(*quarter, size_m / 2)


def _by_square(points: Sequence[Point], size_m: float) -> dict[tuple[int, int], list[Point]]:
    squares: dict[tuple[int, int], list[Point]] = defaultdict(list)
    for x, y in points:
        squares[int(x // size_m), int(y // size_m)].append((x, y))
    return squares


def _square(plane: LocalMetres, column: int, row: int, size_m: float, needs: int) -> UnmetSquare:
    x, y = np.array([column, column + 1]) * size_m, np.array([row, row + 1]) * size_m
    (south, north), (west, east) = (np.round(edges, 6).tolist() for edges in plane.to_lat_lon(x, y))
    return UnmetSquare(west, south, east, north, needs)
