"""The improvement search: cheaper plans that keep every rule, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.domain.request import RideId
from dispatch.kernel import fields
from dispatch.kernel.plan_arrays import PlanArrays, decode_route
from dispatch.policy.objective import PlanCost
from dispatch.search.lns import Turn, cooling_of, improve, improve_in_turns
from dispatch.search.recombination import recombine
from dispatch.search.search_rows import NO_ROW
from dispatch.search.search_space import SearchSpace, best_plan, changed_rows, open_space
from dispatch.search.stopping import after_rounds
from tests.dispatch.kernel.plain_checker import earliest_times, loads_fit
from tests.dispatch.kernel.random_days import Case, encoded, plain_drive, promise_of, random_case

COST = PlanCost(drive=2, begin=1)
DAYS = range(40)


def opened(case: Case, pinned: frozenset[RideId] = frozenset()) -> SearchSpace:
    waiting = [(RideId("new"), case.asked)]
    return open_space(
        encoded(case), case.travel, COST, now_s=0, waiting=waiting, pinned=pinned, slots=1 << 10
    )


def searched(case: Case, rounds: int = 200, pinned: frozenset[RideId] = frozenset()) -> SearchSpace:
    space = opened(case, pinned)
    improve(space, after_rounds(rounds), cooling_of(space), np.random.default_rng(1), band=0.1)
    return space


def drive_and_begins(plan: PlanArrays) -> int:
    """What a plan costs by the definition, from its routes alone."""
    total = 0
    for row in range(len(plan.length)):
        length = int(plan.length[row])
        total += COST.drive * int(plan.block[row, fields.DRIVE_S, : length - 1].sum())
        total += COST.begin * sum(
            visit.begin_s for visit in decode_route(plan, row).visits if visit.ride_id is not None
        )
    return total


@pytest.mark.parametrize("seed", DAYS)
def test_every_plan_found_keeps_every_rule_and_is_no_dearer(seed: int) -> None:
    case = random_case(seed)
    space = searched(case)
    plan = best_plan(space)
    known = {**case.promises, RideId("new"): promise_of(RideId("new"), case.asked)}
    for row, day in enumerate(case.days):
        searched_day = day._replace(visits=decode_route(plan, row).visits)
        assert loads_fit(searched_day, known)
        assert earliest_times(searched_day, known, plain_drive(case.travel), 0) is not None
    before = encoded(case)
    carried = {ride for row in range(len(plan.length)) for ride in decode_route(plan, row).ride_ids()}
    expected = {ride for row in range(len(before.length)) for ride in decode_route(before, row).ride_ids()}
    assert carried - {"new"} == expected, "nobody promised is left behind"
    if not space.unplaced:
        assert "new" in carried
    assert int(space.totals[1]) - COST.unserved * len(space.unplaced) == drive_and_begins(plan)


@pytest.mark.parametrize("seed", DAYS)
def test_a_plan_without_a_newcomer_never_gets_dearer(seed: int) -> None:
    case = random_case(seed)
    plan = encoded(case)
    space = open_space(plan, case.travel, COST, now_s=0, slots=1 << 10)
    if not len(space.best.row_of):
        return
    improve(space, after_rounds(200), cooling_of(space), np.random.default_rng(1))
    assert drive_and_begins(best_plan(space)) <= drive_and_begins(plan)


def test_the_same_seed_finds_the_same_plan() -> None:
    one, other = (best_plan(searched(random_case(3))) for _ in range(2))
    assert [decode_route(one, row) for row in range(len(one.length))] == [
        decode_route(other, row) for row in range(len(other.length))
    ]


@pytest.mark.parametrize("seed", DAYS)
def test_pinned_rides_stay_in_their_vehicle(seed: int) -> None:
    case = random_case(seed)
    before = encoded(case)
    pinned = frozenset(decode_route(before, 0).ride_ids())
    plan = best_plan(searched(case, pinned=pinned))
    assert pinned <= decode_route(plan, 0).ride_ids()


def test_only_rows_that_changed_are_told() -> None:
    case = random_case(5)
    space = searched(case, rounds=0)
    assert changed_rows(space) == []


@pytest.mark.parametrize("seed", range(12))
def test_recombining_never_makes_the_plan_dearer(seed: int) -> None:
    pytest.importorskip("ortools", reason="needs the extra `optimizer`")
    case = random_case(seed)
    space = searched(case)
    if not len(space.best.row_of) or space.unplaced:
        return
    before = int(space.totals[1])
    improved = recombine(space, 5.0)
    assert int(space.totals[1]) < before if improved else int(space.totals[1]) == before
    assert (space.best.row_of != NO_ROW).all()
    assert drive_and_begins(best_plan(space)) == int(space.totals[1])


@pytest.mark.parametrize("seed", range(12))
def test_turns_end_with_the_best_plan_of_them_all(seed: int) -> None:
    pytest.importorskip("ortools", reason="needs the extra `optimizer`")
    space = opened(random_case(seed))
    first = int(space.totals[1])
    turns = [Turn(0.5, cooling_of(space)), Turn(1.0, cooling_of(space, 1.0, 0.1))]
    rounds = improve_in_turns(space, after_rounds(400), turns, np.random.default_rng(1))
    assert rounds == 400
    assert int(space.totals[1]) <= first
    if not space.unplaced:
        assert drive_and_begins(best_plan(space)) == int(space.totals[1])
