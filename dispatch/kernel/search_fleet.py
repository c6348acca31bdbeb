"""The cheapest way to take a rider along, over every vehicle and every pair of gaps of its day."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dispatch.kernel.candidate import Wish, has_room, price_candidate, schedule_candidate
from dispatch.kernel.fields import EARLIEST_S, FIELDS
from dispatch.kernel.packed_load import fits
from dispatch.kernel.roads import Roads
from dispatch.kernel.schedule import Block

# What is known of a way found, one row of the answer.
ROW, PICKUP_AFTER, DROPOFF_AFTER, COST, DRIVE_ADDED_S, PICKUP_S, ARRIVAL_S = range(7)
FOUND_FIELDS = 7


@njit(cache=True, nogil=True)
def rank_fleet(
    block: Block,
    length: NDArray[np.int32],  # (V,)
    capacity: NDArray[np.int32],  # (V,)
    wish: Wish,
    roads: Roads,
    found: NDArray[np.int64],  # (keep, FOUND_FIELDS)
) -> int:
    """Write the best way of each of the best vehicles, cheapest first; returns how many there are."""
    count = 0
    candidate = np.zeros((1, FIELDS, block.shape[2] + 2), np.int32)
    best = np.zeros(FOUND_FIELDS, np.int64)
    for row in range(block.shape[0]):
        if length[row] < 2 or not fits(0, wish.load, capacity[row]):
            continue
        if _best_of_row(block, row, length[row], capacity[row], wish, roads, candidate, best):
            count = _keep(best, found, count)
    return count


@njit(cache=True, nogil=True)
def _best_of_row(
    block: Block,
    row: int,
    length: int,
    capacity: int,
    wish: Wish,
    roads: Roads,
    candidate: Block,
    best: NDArray[np.int64],  # (FOUND_FIELDS,)
) -> bool:
    """Write the best way for one vehicle into `best`; False where there is none."""
    seen = False
    for i in range(length - 1):
        for j in range(i, length - 1):
            if not has_room(block, row, i, j, wish.load, capacity):
                break
            if not schedule_candidate(block, row, length, i, j, wish, roads, candidate):
                continue
            cost, added_s = price_candidate(block, row, length, i, j, wish, roads, candidate)
            if not seen or cost < best[COST]:
                seen = True
                best[ROW], best[PICKUP_AFTER], best[DROPOFF_AFTER] = row, i, j
                best[COST], best[DRIVE_ADDED_S] = cost, added_s
                best[PICKUP_S] = candidate[0, EARLIEST_S, i + 1]
                best[ARRIVAL_S] = candidate[0, EARLIEST_S, j + 2]
    return seen


@njit(cache=True, nogil=True)
def _keep(best: NDArray[np.int64], found: NDArray[np.int64], count: int) -> int:
    """Put a way behind those that cost no more; returns how many are kept."""
    keep = len(found)
    at = count
    while at > 0 and found[at - 1, COST] > best[COST]:
        at -= 1
    if at == keep:
        return count
    for k in range(min(count, keep - 1), at, -1):
        for field in range(FOUND_FIELDS):
            found[k, field] = found[k - 1, field]
    for field in range(FOUND_FIELDS):
        found[at, field] = best[field]
    return min(count + 1, keep)
