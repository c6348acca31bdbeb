"""The exact end of a search: schedule and price one pair of gaps that no bound could rule out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dispatch.kernel.candidate import Wish, price_candidate, schedule_candidate
from dispatch.kernel.fields import (
    DRIVE_S,
    EARLIEST_S,
    LATEST_S,
    MAX_RIDE_S,
    NOBODY,
    PARTNER,
    RIDE,
    SERVICE_S,
)
from dispatch.kernel.roads import Roads
from dispatch.kernel.schedule import Block

# What is known of a way found, one row of the answer.
ROW, PICKUP_AFTER, DROPOFF_AFTER, COST, DRIVE_ADDED_S, PICKUP_S, ARRIVAL_S = range(7)
FOUND_FIELDS = 7

UNSETTLED = -1


class Pair(NamedTuple):
    """A pickup after position i and a drop-off after j, with times by driving on without delay."""

    i: int
    j: int
    pickup_s: int
    arrival_s: int
    next_s: int
    """When the visit after the drop-off is reached."""
    added_s: int
    """Driving added, exact where it does not depend on the hour."""


@njit(cache=True, nogil=True)
def settle_pair(
    block: Block,
    row: int,
    length: int,
    pair: Pair,
    wish: Wish,
    roads: Roads,
    regular: bool,
    candidate: Block,  # (1, F, L + 2)
    times: NDArray[np.int64],  # (L,) of the old visits between pickup and drop-off
    best: NDArray[np.int64],  # (FOUND_FIELDS,)
) -> bool:
    """Schedule and price a pair exactly; write it down and return True when it is cheaper than the best."""
    i, j = pair.i, pair.j
    pickup_s, arrival_s, added_s = pair.pickup_s, pair.arrival_s, pair.added_s
    changed = UNSETTLED
    if regular and arrival_s - pickup_s - wish.board_s <= wish.max_ride_s:
        changed = _drive_on(block, row, length, pair, wish, times)
        if changed == 0:
            return False
    if changed == UNSETTLED:
        if not schedule_candidate(block, row, length, i, j, wish, roads, candidate):
            return False
        cost, added_s = price_candidate(block, row, length, i, j, wish, roads, candidate)
        pickup_s, arrival_s = candidate[0, EARLIEST_S, i + 1], candidate[0, EARLIEST_S, j + 2]
    else:
        cost = (
            wish.drive_weight * added_s
            + wish.wait_weight * (pickup_s - wish.from_s)
            + wish.ride_weight * (arrival_s - pickup_s - wish.board_s)
        )
        for k in range(i + 1, changed):
            if block[row, RIDE, k] != NOBODY:
                cost += wish.others_weight * int(times[k] - block[row, EARLIEST_S, k])
    if cost >= best[COST]:
        return False
    best[ROW], best[PICKUP_AFTER], best[DROPOFF_AFTER] = row, i, j
    best[COST], best[DRIVE_ADDED_S], best[PICKUP_S], best[ARRIVAL_S] = cost, added_s, pickup_s, arrival_s
    return True


@njit(cache=True, nogil=True)
def _drive_on(block: Block, row: int, length: int, pair: Pair, wish: Wish, times: NDArray[np.int64]) -> int:
    """Let the visits after the drop-off move as driving demands; the first that stays where it was.

    0 where a limit breaks. UNSETTLED where somebody would ride too long unless boarding later, or where the
    row as it stands leaves its anchor before now: then only the fixed point of the whole row tells.
    """
    first = pair.i + 1
    anchor_s = max(int(block[row, EARLIEST_S, 0]), wish.now_s)
    if pair.i > 0:
        reach_s = anchor_s + block[row, SERVICE_S, 0] + block[row, DRIVE_S, 0]
        if reach_s > block[row, EARLIEST_S, 1]:
            return UNSETTLED
    k, at_s = pair.j + 1, pair.next_s
    while k < length and at_s > block[row, EARLIEST_S, k]:
        if at_s > block[row, LATEST_S, k]:
            return 0
        times[k] = at_s
        at_s += int(block[row, SERVICE_S, k]) + int(block[row, DRIVE_S, k])
        k += 1
    changed = k
    for k in range(first, changed):
        boards = block[row, PARTNER, k]
        if 0 <= boards < k:
            boards_s = times[boards] if boards >= first else block[row, EARLIEST_S, boards]
            if boards == 0:
                boards_s = anchor_s
            if times[k] - boards_s - block[row, SERVICE_S, boards] > block[row, MAX_RIDE_S, k]:
                return UNSETTLED
    return changed
