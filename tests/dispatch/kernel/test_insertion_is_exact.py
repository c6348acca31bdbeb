"""The kernel against brute force in plain Python: the same ways, at the same cost, in the same order."""

from __future__ import annotations

import pytest

from dispatch.kernel.insertion import Insertion, cheapest_insertions
from tests.dispatch.kernel.plain_checker import all_ways, best_per_vehicle
from tests.dispatch.kernel.random_days import encoded, plain_drive, random_case

A_BATCH = 500
QUICK, WHOLE = 3_000, 100_000


def check(seed: int) -> bool:
    """Compare one random case; tells whether the rider fits anywhere."""
    case = random_case(seed)
    drive = plain_drive(case.travel)
    ways = all_ways(case.days, case.promises, case.asked, drive, case.weights, case.now_s)
    expected = [
        Insertion(row, i, j, cost, added_s, pickup_s, arrival_s)
        for cost, row, i, j, added_s, pickup_s, arrival_s in best_per_vehicle(ways, case.keep)
    ]
    found = cheapest_insertions(
        encoded(case), case.asked, case.travel, case.weights, now_s=case.now_s, keep=case.keep
    )
    assert found == expected, f"case {seed}"
    return bool(expected)


@pytest.mark.parametrize("first", range(0, QUICK, A_BATCH))
def test_the_kernel_equals_brute_force(first: int) -> None:
    fitting = sum(check(seed) for seed in range(first, first + A_BATCH))
    assert A_BATCH // 10 < fitting < A_BATCH, "cases in which riders do and do not fit"


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("first", range(QUICK, WHOLE, A_BATCH))
def test_the_kernel_equals_brute_force_on_a_hundred_thousand(first: int) -> None:
    for seed in range(first, min(first + A_BATCH, WHOLE)):
        check(seed)
