"""Room made before a no: the rider fits, and everybody promised keeps their limits."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.domain.request import RideId
from dispatch.kernel.insertion import cheapest_insertions
from dispatch.kernel.plan_arrays import decode_route
from dispatch.search.repair import Effort, Repair, related_rows
from tests.dispatch.kernel.plain_checker import earliest_times, loads_fit
from tests.dispatch.kernel.random_days import Case, encoded, plain_drive, random_case

NOBODY_PINNED = Repair(Effort(np.random.default_rng, rounds=200, vehicles=3), frozenset, 7)


def full_cases() -> list[Case]:
    """Days of several vehicles on which the rider who asks fits nowhere."""
    cases = (random_case(seed) for seed in range(400))
    return [
        case
        for case in cases
        if len(case.days) > 1
        and not cheapest_insertions(encoded(case), case.asked, case.travel, case.weights, now_s=0)
    ][:80]


def test_room_is_found_on_some_full_days_and_everybody_promised_keeps_their_limits() -> None:
    helped = 0
    for case in full_cases():
        before = encoded(case)
        plan = NOBODY_PINNED.make_room(before, case.asked, case.travel, 0)
        if plan is None:
            continue
        helped += 1
        assert cheapest_insertions(plan, case.asked, case.travel, case.weights, now_s=0), "now the rider fits"
        riders: set[RideId] = set()
        for row, day in enumerate(case.days):
            route = decode_route(plan, row)
            riders |= route.ride_ids()
            searched = day._replace(visits=route.visits)
            assert loads_fit(searched, case.promises)
            assert earliest_times(searched, case.promises, plain_drive(case.travel), 0) is not None
        assert riders == {
            ride for row in range(len(case.days)) for ride in decode_route(before, row).ride_ids()
        }
    assert helped > 0


def test_the_plan_itself_stays_as_it_is_until_the_rider_accepts() -> None:
    for case in full_cases()[:20]:
        plan = encoded(case)
        block, ride_ids = plan.block.copy(), list(plan.ride_ids)
        NOBODY_PINNED.make_room(plan, case.asked, case.travel, 0)
        assert (plan.block == block).all()
        assert plan.ride_ids == ride_ids


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_vehicles_nearest_to_the_pickup_are_rearranged(most: int) -> None:
    case = next(case for case in map(random_case, range(100)) if len(case.days) == 3)
    near = encoded(case), case.asked.origin, case.asked.limits.pickup, case.travel
    rows = related_rows(*near, most)
    assert len(rows) == most
    assert rows == sorted(set(rows))
    assert np.isin(related_rows(*near, 1), rows).all()
