"""The cheapest way to take a rider along in one row: its promising pairs of gaps, the best looking first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.bounds import Bounds, find_ceiling
from dispatch.kernel.candidate import Wish
from dispatch.kernel.compiling import borrowing_jit
from dispatch.kernel.list_pairs import BOUND, DROPOFF_AT, PICKUP_AT, Pairs, list_pairs
from dispatch.kernel.roads import Roads
from dispatch.kernel.schedule import Block
from dispatch.kernel.settle_pair import COST, DROPOFF_AFTER, PICKUP_AFTER, settle_pair

SETTLED = 1 << 62


@borrowing_jit
def search_row(
    block: Block,
    row: int,
    length: int,
    capacity: int,
    wish: Wish,
    bounds: Bounds,
    roads: Roads,
    candidate: Block,
    pairs: Pairs,
    best: NDArray[np.int64],
) -> bool:
    """Write the best way of one row that costs less than `best` says; False where there is none.

    Whether the rider alone fits into the vehicle is the caller's to ask. For the arrays see settle_pairs.
    """
    ceiling = find_ceiling(best[COST], wish, bounds)
    count = list_pairs(
        block, row, length, capacity, 0, wish, bounds, ceiling, roads.fastest, roads.fastest_into, pairs
    )
    return bool(settle_pairs(block, row, length, count, wish, bounds, roads, candidate, pairs, best))


@borrowing_jit
def settle_pairs(
    block: Block,
    row: int,
    length: int,
    count: int,
    wish: Wish,
    bounds: Bounds,
    roads: Roads,
    candidate: Block,  # (1, F, L + 2) room to work in
    pairs: Pairs,  # (N, PAIR_FIELDS) the first `count` are listed
    best: NDArray[np.int64],  # (FOUND_FIELDS,)
) -> bool:
    """Write the best of the listed pairs that costs less than `best` says; False where there is none.

    Ties go to the earlier pickup, then the earlier drop-off.
    """
    # no pair is earlier than this one: what only costs as much as the best so far is not better
    best[PICKUP_AFTER], best[DROPOFF_AFTER] = 0, 0
    found = False
    for _ in range(count):
        n = 0
        for other in range(1, count):
            if pairs[other, BOUND] < pairs[n, BOUND]:
                n = other
        if pairs[n, BOUND] > best[COST]:
            break
        i, j = pairs[n, PICKUP_AT], pairs[n, DROPOFF_AT]
        found |= settle_pair(block, row, length, i, j, wish, roads, bounds.regular, candidate, best)
        pairs[n, BOUND] = SETTLED
    return found
