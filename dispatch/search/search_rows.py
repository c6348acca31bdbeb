"""The rows of a plan as a search changes them, and what it remembers: row costs and best ways, by signature.

A row is known by a signature of its visits in order. A search comes back to the same rows again and again, so
what a row costs, and how a ride fits into it best, is worked out once and looked up from then on; a row's
schedules are derived only when something about it is not known yet.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.bounds import find_bounds
from dispatch.kernel.compiling import borrowing_jit, inlined_jit
from dispatch.kernel.fields import (
    ALIGHT,
    BOARD,
    DRIVE_S,
    EARLIEST_S,
    FIELDS,
    GIVEN_FIELDS,
    KIND,
    LATEST_S,
    NOBODY,
    RIDE,
)
from dispatch.kernel.packed_load import fits
from dispatch.kernel.reshape_row import put_in, take_out
from dispatch.kernel.ride_table import BOARD_S, FROM_S, PARTY, RideTable, Weights, wish_of
from dispatch.kernel.roads import Roads
from dispatch.kernel.schedule import Block, derive_row
from dispatch.kernel.search_row import search_row
from dispatch.kernel.settle_pair import COST, DROPOFF_AFTER, PICKUP_AFTER

NO_WAY = 1 << 60
NO_ROW = -1
UNKNOWN = -1
"""Gaps not looked for: a way costs at least as much as is remembered for it."""
CURRENT, BEST = 0, 1
"""What the present and the best plan cost, in a search's totals."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_MORE = np.uint64(0xBF58476D1CE4E5B9)


class Rows(NamedTuple):
    """A fleet's rows; `derived` tells whose schedules are up to date."""

    block: Block
    length: NDArray[np.int64]  # (V,)
    cost: NDArray[np.int64]  # (V,)
    sign: NDArray[np.uint64]  # (V,)
    derived: NDArray[np.bool_]  # (V,)
    row_of: NDArray[np.int64]  # (R,) NO_ROW for a ride that waits for a place


class Task(NamedTuple):
    """What a search must respect and what it pays for."""

    rides: RideTable
    near: NDArray[np.int32]  # (R, N) the rides most related to each, the nearest first
    home: NDArray[np.int64]  # (R,) the row a ride was in at the start
    capacity: NDArray[np.int64]  # (V,)
    kind: NDArray[np.int64]  # (V,) rows of one kind are interchangeable
    weights: Weights
    slack_weight: int
    churn: int
    """What a ride costs that changes its vehicle."""
    unserved: int
    """What a ride costs that has no place."""
    now_s: int


class Memory(NamedTuple):
    """What is known of rows and of rides in rows; a later entry may take an earlier one's slot."""

    way_key: NDArray[np.uint64]  # (N,)
    way: NDArray[np.int64]  # (N, 2) added cost, both gaps packed
    row_key: NDArray[np.uint64]  # (M,)
    row_cost: NDArray[np.int64]  # (M,)


class Desk(NamedTuple):
    """Room to work in."""

    candidate: Block
    pairs: NDArray[np.int64]
    best: NDArray[np.int64]
    leaving: NDArray[np.bool_]  # (R,)
    touched: NDArray[np.bool_]  # (V,)
    waiting: NDArray[np.int64]  # (R,) rides to put in
    score: NDArray[np.float64]  # (R,)
    added: NDArray[np.int64]  # (R, V)
    moved_to: NDArray[np.int64]  # (L,)
    unknown: NDArray[np.int64]  # (V,) rows to look into


@inlined_jit
def key_of(sign: np.uint64, ride: int) -> np.uint64:
    """The signature of a ride looked for in a row."""
    key = (sign ^ (np.uint64(ride + 1) * _MIX)) * _MORE
    return key ^ (key >> np.uint64(31))


@borrowing_jit
def sign_row(block: Block, row: int, length: int, kind: int) -> np.uint64:
    """The signature of a row: its kind and its rides' visits in order."""
    sign = np.uint64(kind + 1) * _MIX
    for k in range(1, length):
        ride = block[row, RIDE, k]
        visit = np.uint64(1) if ride == NOBODY else np.uint64(2 * ride + 3 + (block[row, KIND, k] == ALIGHT))
        sign = (sign ^ visit) * _MORE
        sign ^= sign >> np.uint64(29)
    return sign


@borrowing_jit
def price_row(block: Block, row: int, length: int, task: Task) -> int:
    """What a derived row costs: driving, the times of its visits, changes of vehicle, less its slack.

    `place_ride` adds the same to a row's cost, or has the row costed anew, as it has for slack.
    """
    drive_s, begins_s, slack_s, strangers = 0, 0, 0, 0
    for k in range(length - 1):
        drive_s += block[row, DRIVE_S, k]
        kind = block[row, KIND, k]
        if kind in (BOARD, ALIGHT):
            begins_s += block[row, EARLIEST_S, k]
            slack_s += block[row, LATEST_S, k] - block[row, EARLIEST_S, k]
            ride = block[row, RIDE, k]
            if kind == BOARD and ride < len(task.home) and task.home[ride] not in (row, NO_ROW):
                strangers += 1
    return int(
        task.weights[0] * drive_s
        + task.weights[3] * begins_s
        - task.slack_weight * slack_s
        + task.churn * strangers
    )


@borrowing_jit
def cost_row(rows: Rows, row: int, memory: Memory, task: Task, roads: Roads) -> None:
    """Sign a changed row and find what it costs."""
    length = rows.length[row]
    sign = sign_row(rows.block, row, length, task.kind[row])
    rows.sign[row], rows.derived[row] = sign, False
    slot = sign & np.uint64(len(memory.row_key) - 1)
    if memory.row_key[slot] != sign:
        derive_row(rows.block, row, length, roads)
        rows.derived[row] = True
        memory.row_key[slot] = sign
        memory.row_cost[slot] = price_row(rows.block, row, length, task)
    rows.cost[row] = memory.row_cost[slot]


@borrowing_jit
def work_out(
    rows: Rows, row: int, ride: int, below: int, memory: Memory, task: Task, roads: Roads, desk: Desk
) -> None:
    """Search the best way of a ride in a row below a cost; remember it, or that there is none."""
    length, best = rows.length[row], desk.best
    if not rows.derived[row]:
        derive_row(rows.block, row, length, roads)
        rows.derived[row] = True
    best[COST], best[PICKUP_AFTER], best[DROPOFF_AFTER] = below, 0, 0
    found = False
    if length + 2 < rows.block.shape[2] and fits(0, task.rides[ride, PARTY], task.capacity[row]):
        wish = wish_of(task.rides, ride, task.weights, task.now_s)
        bounds = find_bounds(wish, roads)
        found = search_row(
            rows.block, row, length, task.capacity[row], wish, bounds, roads, desk.candidate, desk.pairs, best
        )
    else:
        best[COST] = NO_WAY
    key = key_of(rows.sign[row], ride)
    slot = key & np.uint64(len(memory.way_key) - 1)
    memory.way_key[slot] = key
    memory.way[slot, 0] = best[COST]
    memory.way[slot, 1] = best[PICKUP_AFTER] << 32 | best[DROPOFF_AFTER] if found else UNKNOWN


@borrowing_jit
def place_ride(
    rows: Rows,
    row: int,
    ride: int,
    added: int,
    gaps: int,
    memory: Memory,
    task: Task,
    roads: Roads,
    desk: Desk,
) -> None:
    """Put a ride into a row at the gaps remembered for it."""
    length = rows.length[row]
    rows.length[row] = put_in(rows.block, row, length, gaps >> 32, gaps & 0xFFFFFFFF, ride, task.rides)
    rows.row_of[ride] = row
    desk.touched[row] = True
    if task.slack_weight:
        cost_row(rows, row, memory, task, roads)
        return
    # the row's price rises by what the insertion adds, waiting counted from midnight: its schedules can wait
    rows.sign[row] = sign_row(rows.block, row, length + 2, task.kind[row])
    rows.derived[row] = False
    rows.cost[row] += added + task.churn * (task.home[ride] not in (row, NO_ROW))
    rows.cost[row] += task.weights[1] * task.rides[ride, FROM_S] + task.weights[2] * task.rides[ride, BOARD_S]


def take_from_row(
    rows: Rows, row: int, ride: int, memory: Memory, task: Task, roads: Roads, desk: Desk
) -> None:
    """Take one ride out of its row; it waits for a place again."""
    desk.leaving[:] = False
    desk.leaving[ride] = True
    rows.length[row] = take_out(rows.block, row, rows.length[row], desk.leaving, task.rides, desk.moved_to)
    rows.row_of[ride] = NO_ROW
    cost_row(rows, row, memory, task, roads)


def copy_rows(rows: Rows) -> Rows:
    """The same rows once more, to be changed on their own."""
    return Rows(
        rows.block.copy(),
        rows.length.copy(),
        rows.cost.copy(),
        rows.sign.copy(),
        rows.derived.copy(),
        rows.row_of.copy(),
    )


@borrowing_jit
def copy_row(source: Rows, target: Rows, row: int) -> None:
    """Make a row the same in both."""
    length = source.length[row]
    for field in range(FIELDS if source.derived[row] else GIVEN_FIELDS):
        for k in range(length):
            target.block[row, field, k] = source.block[row, field, k]
    target.length[row] = length
    target.cost[row] = source.cost[row]
    target.sign[row] = source.sign[row]
    target.derived[row] = source.derived[row]


@borrowing_jit
def copy_whereabouts(source: Rows, target: Rows) -> None:
    """Make which ride is in which row the same in both."""
    for ride in range(len(source.row_of)):
        target.row_of[ride] = source.row_of[ride]
