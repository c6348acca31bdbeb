"""The cheapest way to take a rider along, over every vehicle and every pair of gaps of its day."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dispatch.kernel.candidate import Wish
from dispatch.kernel.fields import FIELDS
from dispatch.kernel.packed_load import fits
from dispatch.kernel.roads import Roads, find_shortcut_s
from dispatch.kernel.schedule import Block
from dispatch.kernel.search_row import search_row
from dispatch.kernel.settle_pair import COST, FOUND_FIELDS, Search

NO_BOUND = 1 << 62


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
    keep = len(found)
    count = 0
    saved_s = find_shortcut_s(roads, wish.destination)
    regular = (
        roads.knot_s.shape[0] == 1
        and find_shortcut_s(roads, wish.origin) <= wish.board_s
        and saved_s <= wish.alight_s
    )
    candidate = np.empty((1, FIELDS, block.shape[2] + 2), np.int32)
    times = np.empty(block.shape[2], np.int64)
    best = np.empty(FOUND_FIELDS, np.int64)
    search = Search(wish, roads, regular, saved_s, candidate, times, best)
    for row in range(block.shape[0]):
        if length[row] < 2 or not fits(0, wish.load, capacity[row]):
            continue
        # ties go to the lower row: a later one counts only when it is cheaper
        best[COST] = found[keep - 1, COST] if count == keep else NO_BOUND
        if search_row(block, row, length[row], capacity[row], search):
            count = _keep(best, found, count)
    return count


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
