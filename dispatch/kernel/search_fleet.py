"""The cheapest way to take a rider along, over every vehicle and every pair of gaps of its day.

Most vehicles are ruled out by their outline: in the few gaps around the wished time, the wait for the pickup,
the driving it adds and the delay of the next visit already cost more than the best way found so far.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.bounds import Bounds, Ceiling, find_bounds, find_ceiling
from dispatch.kernel.candidate import Wish
from dispatch.kernel.compiling import borrowing_jit, inlined_jit, kernel_jit
from dispatch.kernel.fields import FIELDS
from dispatch.kernel.list_pairs import PAIR_FIELDS, Matrix, list_pairs, most_pairs
from dispatch.kernel.outline import DUE_S, LEAVE_S, ONWARD_S, STOP, Outline
from dispatch.kernel.packed_load import fits
from dispatch.kernel.roads import Roads
from dispatch.kernel.schedule import Block
from dispatch.kernel.search_row import settle_pairs
from dispatch.kernel.settle_pair import COST, FOUND_FIELDS

NO_BOUND = 1 << 62
NO_GAP = -1


@kernel_jit
def rank_fleet(
    outline: Outline,
    block: Block,
    length: NDArray[np.int64],  # (V,)
    capacity: NDArray[np.int64],  # (V,)
    wish: Wish,
    roads: Roads,
    found: NDArray[np.int64],  # (keep, FOUND_FIELDS)
) -> int:
    """Write the best way of each of the best vehicles, cheapest first; returns how many there are."""
    bounds = find_bounds(wish, roads)
    positions = block.shape[2]
    candidate = np.empty((1, FIELDS, positions + 2), np.int32)
    pairs = np.empty((most_pairs(positions), PAIR_FIELDS), np.int64)
    best = np.empty(FOUND_FIELDS, np.int64)
    fastest, into = roads.fastest, roads.fastest_into
    keep, count, first = len(found), 0, 0
    ceiling = find_ceiling(NO_BOUND, wish, bounds)
    for row in range(len(length)):
        if bounds.regular:
            first = _first_gap(outline, row, wish, bounds, ceiling, fastest, into)
            if first == NO_GAP:
                continue
        visits, room = length[row], capacity[row]
        if visits < 2 or not fits(0, wish.load, room):
            continue
        best[COST] = ceiling.cost
        n = list_pairs(block, row, visits, room, first, wish, bounds, ceiling, fastest, into, pairs)
        if n > 0 and settle_pairs(block, row, visits, n, wish, bounds, roads, candidate, pairs, best):
            count = _keep(best, found, count)
            if count == keep:
                # ties go to the lower row: a later one counts only when it is cheaper
                ceiling = find_ceiling(found[keep - 1, COST], wish, bounds)
    return count


@inlined_jit
def _first_gap(
    outline: Outline,
    row: int,
    wish: Wish,
    bounds: Bounds,
    ceiling: Ceiling,
    fastest: Matrix,
    fastest_into: Matrix,
) -> int:
    """The first gap in which a pickup may stay below the ceiling; NO_GAP where there is none."""
    i = 0
    while outline[row, DUE_S, i + 1] < ceiling.due_s:
        i += 1
    while outline[row, LEAVE_S, i] <= ceiling.until_s:
        reach_s = int(fastest_into[wish.origin, outline[row, STOP, i]])
        onward_s = int(fastest[wish.origin, outline[row, STOP, i + 1]])
        pickup_s = max(wish.from_s, outline[row, LEAVE_S, i] + reach_s)
        added_s = reach_s + onward_s - outline[row, ONWARD_S, i] - bounds.destination_saves_s
        late_s = max(0, pickup_s + wish.board_s + onward_s - outline[row, DUE_S, i + 1])
        cost = wish.drive_weight * added_s + wish.wait_weight * (pickup_s - wish.from_s)
        if cost + wish.others_weight * late_s <= ceiling.spare:
            return i
        i += 1
    return NO_GAP


@borrowing_jit
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
