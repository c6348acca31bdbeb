"""Idle vehicles wait in the middle of the riders they are expected to serve, when that is worth the way."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dispatch.domain.fleet import VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import HOUR_S
from dispatch.policy.demand_shares import DemandShares, whole_parts
from dispatch.policy.or_tools import cheapest_flow
from dispatch.policy.positioning import Standing
from tests.builders import a_line_of_stops

NINE, EIGHTEEN = 9 * HOUR_S, 18 * HOUR_S
ROADS = a_line_of_stops()


def standing(name: str, at: int, *, idle: bool = True, free_s: int = NINE, due_s: int = EIGHTEEN) -> Standing:
    return Standing(VehicleId(name), PlaceIndex(at), free_s, PlaceIndex(0), due_s, idle)


def riders_at(**riders: float) -> NDArray[np.float64]:
    """So many riders an hour, all day, at some stops: riders_at(s3=4)."""
    pickups = np.zeros((49, 10))
    for stop, count in riders.items():
        pickups[:, int(stop[1:])] = count
    return pickups


def where(pickups: NDArray[np.float64], *fleet: Standing, now_s: int = NINE) -> dict[str, int]:
    found = DemandShares(pickups).waiting_places(fleet, ROADS, now_s)
    return {str(vehicle_id): int(place) for vehicle_id, place in found.items()}


def test_one_van_waits_where_the_riders_are() -> None:
    assert where(riders_at(s7=4), standing("a", 0)) == {"a": 7}
    assert where(riders_at(s2=2, s4=1, s6=2), standing("a", 0)) == {"a": 4}


def test_two_vans_share_the_riders_out() -> None:
    assert where(riders_at(s2=4, s8=4), standing("a", 0), standing("b", 0)) in (
        {"a": 2, "b": 8},
        {"a": 8, "b": 2},
    )


def test_a_busy_van_takes_its_share_where_it_will_be() -> None:
    busy = standing("b", 8, idle=False, free_s=NINE + 300)
    assert where(riders_at(s2=4, s8=4), standing("a", 5), busy) == {"a": 2}


@pytest.mark.parametrize(
    ("pickups", "fleet"),
    [
        (riders_at(), (standing("a", 0),)),
        (riders_at(s7=0.1), (standing("a", 0),)),  # one rider in ten hours is not worth 14 minutes
        (riders_at(s7=4), (standing("a", 7),)),
        (riders_at(s7=4), (standing("a", 0, idle=False),)),
        (riders_at(s7=4), ()),
    ],
)
def test_nobody_moves_for_nothing(pickups: NDArray[np.float64], fleet: tuple[Standing, ...]) -> None:
    assert where(pickups, *fleet) == {}


def test_a_van_that_is_due_goes_only_as_far_as_it_may() -> None:
    assert where(riders_at(s7=4), standing("a", 0, due_s=NINE + 1200)) == {"a": 5}


def test_riders_are_counted_over_the_hour_ahead() -> None:
    pickups = np.zeros((49, 10))
    pickups[9, 3], pickups[10, 5] = 4, 8
    expected = DemandShares(pickups).expected(NINE + 900)
    assert expected[3] == pytest.approx(3)
    assert expected[5] == pytest.approx(2)


@settings(deadline=None, max_examples=60)
@given(
    cost=st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=2),
    demand=st.lists(st.integers(0, 3), min_size=3, max_size=3),
    first=st.integers(0, 9),
)
def test_no_other_way_of_meeting_the_demand_costs_less(
    cost: list[list[int]], demand: list[int], first: int
) -> None:
    supply = np.array([min(first, sum(demand)), max(0, sum(demand) - first)])
    given_cost = np.array(cost, np.int64)
    flow = cheapest_flow(supply, np.array(demand), given_cost)
    assert flow.sum(axis=1).tolist() == supply.tolist()
    assert flow.sum(axis=0).tolist() == demand
    ways = product(*(range(units + 1) for units in demand))  # what the first source sends to each sink
    sums = [
        sum(a * c + (d - a) * e for a, c, e, d in zip(way, *cost, demand, strict=True))
        for way in ways
        if sum(way) == supply[0]
    ]
    assert int((flow * given_cost).sum()) == min(sums)


def test_supply_and_demand_must_be_equal() -> None:
    with pytest.raises(ValueError, match="supply 3 and demand 2"):
        cheapest_flow(np.array([3]), np.array([2]), np.array([[1]]))


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=20), st.integers(1, 10_000))
def test_whole_parts_keep_the_sum_and_the_proportions(weights: list[float], units: int) -> None:
    parts = whole_parts(np.array(weights), units)
    exact = np.array(weights) / sum(weights) * units
    assert parts.sum() == units
    assert (np.abs(parts - exact) <= 1 + 1e-6).all()
