"""A plan laid out for an improvement search, and the plan that comes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.request import RideId
from dispatch.kernel import fields
from dispatch.kernel.encoding import write_row
from dispatch.kernel.insertion import AskedRide, as_wish
from dispatch.kernel.list_pairs import PAIR_FIELDS, most_pairs
from dispatch.kernel.plan_arrays import PlanArrays, copy_plan, get_roads, number_of
from dispatch.kernel.ride_table import (
    DESTINATION,
    FROM_S,
    ORIGIN,
    RIDE_FIELDS,
    UNTIL_S,
    RideTable,
    ride_row,
)
from dispatch.kernel.roads import Roads
from dispatch.kernel.settle_pair import FOUND_FIELDS
from dispatch.policy.objective import PlanCost
from dispatch.search.route_pool import RoutePool, empty_pool
from dispatch.search.search_rows import (
    BEST,
    CURRENT,
    NO_ROW,
    Desk,
    Memory,
    Rows,
    Task,
    copy_row,
    copy_rows,
    copy_whereabouts,
    cost_row,
)
from dispatch.travel.travel_times import TravelTensor

MOST_POSITIONS = 256
MOST_ROUTES = 1 << 14
"""Routes remembered at most: a recombination of more takes too long."""
RELATED = 60
TIME_APART = 0.1
"""How much a second between two riders' wishes counts beside a second of driving between their places."""


@dataclass(slots=True)
class SearchSpace:
    """Everything one search works on; rides and rows are numbered anew in it."""

    plan: PlanArrays
    chosen: NDArray[np.int64]  # (V,) the plan's row of each row here
    ride_ids: tuple[RideId, ...]
    """Rides that may be moved come first: (R,)."""
    cost: PlanCost
    task: Task
    roads: Roads
    now: Rows
    trial: Rows
    best: Rows
    memory: Memory
    pool: RoutePool
    desk: Desk
    totals: NDArray[np.int64]  # (2,) what the present and the best plan cost

    @property
    def unplaced(self) -> tuple[RideId, ...]:
        """Rides without a place in the best plan."""
        return tuple(self.ride_ids[n] for n in np.flatnonzero(self.best.row_of == NO_ROW))


def open_space(
    plan: PlanArrays,
    travel: TravelTensor,
    cost: PlanCost,
    *,
    now_s: int,
    waiting: Sequence[tuple[RideId, AskedRide]] = (),
    pinned: frozenset[RideId] = frozenset(),
    rows: Sequence[int] | None = None,
    slots: int = 1 << 18,
) -> SearchSpace:
    """Lay out some rows of a plan, all in service by default, with rides that wait for a place.

    Pinned rides, like riders on board, stay in their vehicle and in their order. `slots`, a power of two, is
    how many ways are remembered. The plan stays as it is.
    """
    roads = get_roads(plan, travel)
    chosen = np.array(
        [row for row in (range(len(plan.length)) if rows is None else rows) if plan.length[row]], np.int64
    )
    moved = list(_movable(plan, chosen, pinned))
    ride_ids = [plan.ride_ids[number] for number, *_ in moved] + [ride_id for ride_id, _ in waiting]
    staying = {int(n) for row in chosen for n in _rides_in(plan, row)} - {number for number, *_ in moved}
    names = {number: n for n, (number, *_) in enumerate(moved)}
    names |= {number: len(ride_ids) + n for n, number in enumerate(sorted(staying))}
    table = np.zeros((len(ride_ids), RIDE_FIELDS), np.int32)
    for n, (_, row, k) in enumerate(moved):
        table[n] = _as_ride_row(plan, row, k)
    for n, (_, asked) in enumerate(waiting, start=len(moved)):
        table[n] = ride_row(as_wish(asked, cost.weights(), now_s))
    position = {int(row): n for n, row in enumerate(chosen)}
    row_of = np.full(len(ride_ids), NO_ROW, np.int64)
    row_of[: len(moved)] = [position[row] for _, row, _ in moved]
    now = _lay_out_rows(plan, chosen, names, row_of, now_s)
    weights = cost.weights()
    task = Task(
        table,
        _relate(table, roads),
        row_of.copy(),
        plan.capacity[chosen],
        _kinds(plan, now, chosen, cost),
        (weights.drive, weights.wait, weights.ride, weights.others),
        cost.slack,
        cost.churn,
        cost.unserved,
        now_s,
    )
    memory = Memory(
        np.zeros(slots, np.uint64),
        np.zeros((slots, 2), np.int64),
        np.zeros(slots // 2, np.uint64),
        np.zeros(slots // 2, np.int64),
    )
    for row in range(len(chosen)):
        cost_row(now, row, memory, task, roads)
    total = int(now.cost.sum()) + cost.unserved * int((row_of == NO_ROW).sum())
    known_ids = (*ride_ids, *(plan.ride_ids[number] for number in sorted(staying)))
    positions = now.block.shape[2]
    return SearchSpace(
        *(plan, chosen, known_ids, cost, task, roads),
        *(now, copy_rows(now), copy_rows(now), memory),
        empty_pool(min(max(slots // 16, 64), MOST_ROUTES), positions),
        _desk(len(ride_ids), len(known_ids), len(chosen), positions),
        np.array([total, total], np.int64),
    )


def best_plan(space: SearchSpace) -> PlanArrays:
    """The plan the search was opened on, with the best rows found."""
    plan = copy_plan(space.plan)
    numbers = np.array([number_of(plan, ride_id) for ride_id in space.ride_ids] + [fields.NOBODY], np.int32)
    for n, row in enumerate(space.chosen):
        given = space.best.block[n, : fields.GIVEN_FIELDS, : space.best.length[n]].copy()
        given[fields.RIDE] = numbers[given[fields.RIDE]]
        write_row(plan, int(row), given, space.roads)
    return plan


def go_back_to_best(space: SearchSpace) -> None:
    """Make the best plan the present one."""
    space.totals[CURRENT] = space.totals[BEST]
    for other in (space.now, space.trial):
        for row in range(len(space.best.length)):
            copy_row(space.best, other, row)
        copy_whereabouts(space.best, other)


def _rides_in(plan: PlanArrays, row: int) -> NDArray[np.int32]:
    rides = plan.block[row, fields.RIDE, : plan.length[row]]
    return np.asarray(rides[rides != fields.NOBODY], np.int32)


def _movable(
    plan: PlanArrays, chosen: NDArray[np.int64], pinned: frozenset[RideId]
) -> Sequence[tuple[int, int, int]]:
    """Each ride that has yet to board and is not pinned: its number, its row and where it boards."""
    found = []
    for row in chosen.tolist():
        for k in np.flatnonzero(plan.block[row, fields.KIND, : plan.length[row]] == fields.BOARD).tolist():
            number = int(plan.block[row, fields.RIDE, k])
            if plan.ride_ids[number] not in pinned:
                found.append((number, row, k))
    return found


def _as_ride_row(plan: PlanArrays, row: int, k: int) -> list[int]:
    block = plan.block
    q = int(block[row, fields.PARTNER, k])
    return [
        int(block[row, fields.PLACE, k]),
        int(block[row, fields.PLACE, q]),
        int(block[row, fields.LOAD, k] - block[row, fields.LOAD, k - 1]),
        int(block[row, fields.SERVICE_S, k]),
        int(block[row, fields.SERVICE_S, q]),
        int(block[row, fields.OPEN_S, k]),
        int(block[row, fields.CLOSE_S, k]),
        int(block[row, fields.OPEN_S, q]),
        int(block[row, fields.CLOSE_S, q]),
        int(block[row, fields.MAX_RIDE_S, q]),
    ]


def _lay_out_rows(
    plan: PlanArrays,
    chosen: NDArray[np.int64],
    names: dict[int, int],
    row_of: NDArray[np.int64],
    now_s: int,
) -> Rows:
    length = plan.length[chosen]
    longest = int(length.max(initial=2))
    positions = max(longest + 2, min(longest + 2 * len(row_of) + 2, MOST_POSITIONS))
    block = np.zeros((len(chosen), fields.FIELDS, positions), np.int32)
    block[:, :, :longest] = plan.block[chosen][:, :, :longest]
    block[:, fields.OPEN_S, 0] = np.maximum(block[:, fields.OPEN_S, 0], now_s)  # nobody leaves in the past
    for row, count in enumerate(length):
        for k in range(count):
            number = int(block[row, fields.RIDE, k])
            block[row, fields.RIDE, k] = names.get(number, fields.NOBODY)
    count = len(chosen)
    return Rows(
        block,
        length.copy(),
        np.zeros(count, np.int64),
        np.zeros(count, np.uint64),
        np.zeros(count, np.bool_),
        row_of,
    )


def _kinds(plan: PlanArrays, rows: Rows, chosen: NDArray[np.int64], cost: PlanCost) -> NDArray[np.int64]:
    """Rows alike but for the rides that may move have one kind, unless it matters who is in which."""
    if cost.churn:
        return np.arange(len(chosen))
    seen: dict[tuple[int, int, bytes], int] = {}
    kinds = []
    for n, row in enumerate(chosen):
        given = rows.block[n, : fields.GIVEN_FIELDS, : rows.length[n]]
        ride = given[fields.RIDE]
        fixed = np.delete(given, fields.PARTNER, axis=0)[
            :, (ride == fields.NOBODY) | (ride >= len(rows.row_of))
        ]
        key = (int(plan.capacity[row]), int(plan.max_duration_s[row]), fixed.tobytes())
        kinds.append(seen.setdefault(key, len(seen)))
    return np.array(kinds, np.int64)


def _relate(table: RideTable, roads: Roads) -> NDArray[np.int32]:
    """For each ride the others, those first that begin and end near it at about its time (Shaw 1998)."""
    origin, destination = table[:, ORIGIN], table[:, DESTINATION]
    middle_s = (table[:, FROM_S].astype(np.float64) + table[:, UNTIL_S]) / 2
    apart = roads.fastest[np.ix_(origin, origin)].astype(np.float64)
    apart += roads.fastest[np.ix_(destination, destination)]
    apart += TIME_APART * np.abs(middle_s[:, None] - middle_s[None])
    np.fill_diagonal(apart, np.inf)
    count = min(RELATED, max(len(table) - 1, 0))
    return np.ascontiguousarray(np.argsort(apart, axis=1, kind="stable")[:, :count].astype(np.int32))


def _desk(rides: int, known: int, rows: int, positions: int) -> Desk:
    return Desk(
        np.zeros((1, fields.FIELDS, positions + 2), np.int32),
        np.zeros((most_pairs(positions), PAIR_FIELDS), np.int64),
        np.zeros(FOUND_FIELDS, np.int64),
        np.zeros(known, np.bool_),
        np.zeros(rows, np.bool_),
        np.zeros(rides, np.int64),
        np.zeros(rides),
        np.zeros((rides, rows), np.int64),
        np.zeros(positions + 2, np.int64),
        np.zeros(rows, np.int64),
    )
