"""The improvement search: cheaper plans that keep every rule, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.domain.request import RideId
from dispatch.domain.route import Route
from dispatch.kernel import fields
from dispatch.kernel.encoding import encode_route
from dispatch.kernel.plan_arrays import Anchor, PlanArrays, decode_route, empty_plan, list_other_rows
from dispatch.policy.objective import PlanCost
from dispatch.search.lns import Turn, cooling_of, improve, improve_in_turns
from dispatch.search.recombination import _cost_of_idle, recombine
from dispatch.search.search_rows import BEST, NO_ROW, copy_rows
from dispatch.search.search_space import SearchSpace, best_plan, open_space
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
    assert COST.of_rows(plan, range(len(plan.length))) == drive_and_begins(plan)


@pytest.mark.parametrize("seed", DAYS)
def test_a_plan_without_a_newcomer_never_gets_dearer(seed: int) -> None:
    case = random_case(seed)
    plan = encoded(case)
    space = open_space(plan, case.travel, COST, now_s=0, slots=1 << 10)
    rounds = improve(space, after_rounds(200), cooling_of(space), np.random.default_rng(1))
    assert rounds == (200 if len(space.best.row_of) else 0), "nobody to move, nothing to search"
    assert drive_and_begins(best_plan(space)) <= drive_and_begins(plan)


@pytest.mark.parametrize("seed", DAYS)
def test_where_everybody_is_pinned_the_plan_stays(seed: int) -> None:
    case = random_case(seed)
    plan = encoded(case)
    everybody = frozenset(
        ride for row in range(len(plan.length)) for ride in decode_route(plan, row).ride_ids()
    )
    space = open_space(plan, case.travel, COST, now_s=0, pinned=everybody, slots=1 << 10)
    assert improve(space, after_rounds(200), cooling_of(space), np.random.default_rng(1)) == 0
    assert list_other_rows(plan, best_plan(space)) == []


@pytest.mark.parametrize("seed", DAYS)
def test_an_idle_vehicle_cannot_leave_in_the_past(seed: int) -> None:
    """What a search says a plan costs is what its routes cost, however long vehicles have stood idle."""
    case = random_case(seed)
    now_s = 2 * max(day.anchor.free_from_s for day in case.days) + 600
    plan = empty_plan([day.vehicle for day in case.days])
    for row, day in enumerate(case.days):
        end = Route(day.vehicle.vehicle_id, day.visits[-1:])
        encode_route(plan, row, end, Anchor(day.anchor.place, day.anchor.free_from_s), {}, case.travel)
    space = open_space(plan, case.travel, COST, now_s=now_s, waiting=[(RideId("new"), case.asked)])
    improve(space, after_rounds(100), cooling_of(space), np.random.default_rng(1))
    found = best_plan(space)
    assert int(space.totals[1]) - COST.unserved * len(space.unplaced) == drive_and_begins(found)
    for row in range(len(found.length)):
        first, second = decode_route(found, row).visits[0], found.block[row, fields.DRIVE_S, 0]
        assert first.ride_id is None or first.begin_s >= now_s + int(second)


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


def test_recombining_finds_the_cheapest_plan_of_remembered_routes() -> None:
    pytest.importorskip("ortools", reason="needs the extra `optimizer`")
    cheaper = 0
    for seed in range(20):
        case = random_case(seed)
        space = open_space(encoded(case), case.travel, COST, now_s=0, slots=1 << 10)
        first, before = copy_rows(space.best), int(space.totals[BEST])
        improve(space, after_rounds(200), cooling_of(space), np.random.default_rng(1), band=0.1)
        # as if the search had found nothing: only the routes it met are left
        space.best, space.totals[BEST] = first, before
        cheapest = cheapest_of_pool(space)
        improved = recombine(space, 5.0)
        assert int(space.totals[BEST]) == min(before, cheapest)
        assert improved == (cheapest < before)
        assert (space.best.row_of != NO_ROW).all()
        assert drive_and_begins(best_plan(space)) == int(space.totals[BEST])
        cheaper += improved
    assert cheaper > 5


def cheapest_of_pool(space: SearchSpace) -> int:
    """What the cheapest plan of remembered routes costs, by filling row after row in every way."""
    pool, rides, idle = space.pool, len(space.best.row_of), _cost_of_idle(space)
    ways = [(int(kind), 0, int(cost)) for kind, cost in enumerate(idle)]  # kind, rides as bits, cost
    for slot in np.flatnonzero(pool.sign):
        visits = pool.visits[slot, : pool.size[slot]].tolist()
        carried = sum(1 << visit // 2 for visit in visits if 0 <= visit < 2 * rides and visit % 2 == 0)
        ways.append((int(pool.kind[slot]), carried, int(pool.cost[slot])))
    cheapest = {0: 0}
    for row_kind in space.task.kind.tolist():
        longer: dict[int, int] = {}
        for carried, cost in cheapest.items():
            for kind, more, added in ways:
                if kind == row_kind and not carried & more:
                    longer[carried | more] = min(cost + added, longer.get(carried | more, 1 << 62))
        cheapest = longer
    return cheapest.get((1 << rides) - 1, 1 << 62)


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
