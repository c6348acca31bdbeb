"""The best plan that can be put together from routes of good plans: set partitioning by OR-Tools."""

from __future__ import annotations

import numpy as np

from dispatch.kernel.reshape_row import put_in, take_out
from dispatch.policy.or_tools import cheapest_cover
from dispatch.search.search_rows import BEST, NO_ROW, Rows, copy_rows, cost_row
from dispatch.search.search_space import SearchSpace, go_back_to_best


def recombine(space: SearchSpace, limit_s: float) -> bool:
    """Go on from the cheapest plan of remembered routes where it is cheaper than the best; True if it was."""
    pool, rides = space.pool, len(space.best.row_of)
    used = np.flatnonzero(pool.sign)
    visits = pool.visits[used]
    boards = (visits >= 0) & (visits % 2 == 0) & (visits < 2 * rides)
    boards &= np.arange(visits.shape[1]) < pool.size[used][:, None]
    column, _ = np.nonzero(boards)
    member = visits[boards] // 2
    if not rides or len(np.unique(member)) < rides:
        return False
    idle = _cost_of_idle(space)
    kinds = np.bincount(space.task.kind)
    cost = (pool.cost[used] - idle[pool.kind[used]]).astype(np.float64)
    ceiling = float(space.totals[BEST] - (idle * kinds).sum()) - 0.5
    chosen = cheapest_cover(cost, member, column, kinds.astype(np.float64), pool.kind[used], ceiling, limit_s)
    if chosen is None:
        return False
    _go_on_from(space, [int(slot) for slot in used[chosen]])
    return True


def _cost_of_idle(space: SearchSpace) -> np.ndarray[tuple[int], np.dtype[np.int64]]:  # (kinds,)
    """What a row of each kind costs without the rides that may move."""
    rows = copy_rows(space.best)
    _empty(space, rows)
    cost = np.zeros(int(space.task.kind.max()) + 1, np.int64)
    cost[space.task.kind] = rows.cost
    return cost


def _empty(space: SearchSpace, rows: Rows) -> None:
    everybody = np.ones(len(space.ride_ids), np.bool_)
    everybody[len(rows.row_of) :] = False
    for row in range(len(rows.length)):
        rows.length[row] = take_out(
            rows.block, row, rows.length[row], everybody, space.task.rides, space.desk.moved_to
        )
        cost_row(rows, row, space.memory, space.task, space.roads)
    rows.row_of[:] = NO_ROW


def _go_on_from(space: SearchSpace, slots: list[int]) -> None:
    """Make the plan of these routes the present one and the best."""
    rows, task = space.best, space.task
    _empty(space, rows)
    free = {int(kind): list(np.flatnonzero(task.kind == kind)) for kind in np.unique(task.kind)}
    for slot in slots:
        row = int(free[int(space.pool.kind[slot])].pop(0))
        _write_route(space, rows, row, space.pool.visits[slot, : space.pool.size[slot]].tolist())
        cost_row(rows, row, space.memory, task, space.roads)
    space.totals[BEST] = rows.cost.sum()
    go_back_to_best(space)


def _write_route(space: SearchSpace, rows: Rows, row: int, visits: list[int]) -> None:
    """Put the rides of a route into an emptied row, each where it stood."""
    moved = 2 * len(rows.row_of)
    placed = [k for k, visit in enumerate(visits) if not 0 <= visit < moved]
    for board, visit in enumerate(visits):
        if not 0 <= visit < moved or visit % 2:
            continue
        alight = visits.index(visit + 1)
        i, j = sum(k < board for k in placed), sum(k < alight for k in placed)
        rows.length[row] = put_in(rows.block, row, rows.length[row], i, j, visit // 2, space.task.rides)
        rows.row_of[visit // 2] = row
        placed += [board, alight]
