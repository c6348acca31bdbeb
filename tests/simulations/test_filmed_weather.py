"""In a film vehicles drive round a road that was closed when they left, by places that everybody may know."""

from __future__ import annotations

import pytest

from dispatch.domain.conditions import ClosedRoad, Conditions
from dispatch.domain.disruptions import ConditionsChanged
from dispatch.domain.place import PlaceIndex
from dispatch.travel.travel_times import MatrixTravelTimes
from simulations.filmed_weather import ClosedWays

WEST, BRIDGE, EAST, FORD, HOME = (PlaceIndex(number) for number in range(5))
SECONDS = [  # from the west to the east by the bridge; a little further by the ford, or past somebody's home
    [0, 10, 20, 15, 12],
    [10, 0, 10, 25, 22],
    [20, 10, 0, 15, 12],
    [15, 25, 15, 0, 27],
    [12, 22, 12, 27, 0],
]
TRAVEL = MatrixTravelTimes.of([SECONDS], [[100 * each for each in row] for row in SECONDS])
BOTH_WAYS = frozenset((ClosedRoad(WEST, BRIDGE), ClosedRoad(BRIDGE, WEST)))
CLOSED_AT_NINE = (
    ConditionsChanged(32_400, Conditions("snow", closed_roads=BOTH_WAYS), "-", "an avalanche"),
    ConditionsChanged(36_000, None, "-", "cleared"),
)


def driven(origin: PlaceIndex, to: PlaceIndex, at_s: int, *private: PlaceIndex) -> tuple[PlaceIndex, ...]:
    return ClosedWays(CLOSED_AT_NINE, TRAVEL, lambda place: place not in private).driven(origin, to, at_s)


@pytest.mark.parametrize(
    ("origin", "to", "at_s", "way"),
    [
        (WEST, EAST, 32_399, (WEST, EAST)),
        (WEST, EAST, 32_400, (WEST, FORD, EAST)),
        (EAST, WEST, 35_999, (EAST, FORD, WEST)),
        (WEST, EAST, 36_000, (WEST, EAST)),
        (BRIDGE, EAST, 32_400, (BRIDGE, EAST)),
        (WEST, FORD, 32_400, (WEST, FORD)),
    ],
)
def test_only_ways_over_the_closed_road_and_only_while_it_is_closed(
    origin: PlaceIndex, to: PlaceIndex, at_s: int, way: tuple[PlaceIndex, ...]
) -> None:
    assert driven(origin, to, at_s, HOME) == way


def test_the_shortest_way_round_is_by_the_home_and_is_not_told_where_it_is_private() -> None:
    assert driven(WEST, EAST, 32_400) == (WEST, HOME, EAST)
    assert driven(WEST, EAST, 32_400, HOME) == (WEST, FORD, EAST)


def test_without_a_way_round_the_usual_one_is_shown() -> None:
    assert driven(WEST, EAST, 32_400, HOME, FORD) == (WEST, EAST)
