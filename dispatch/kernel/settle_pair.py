"""The exact end of a search: schedule and price one pair of gaps that no bound could rule out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.candidate import Wish, price_candidate, schedule_candidate
from dispatch.kernel.compiling import borrowing_jit
from dispatch.kernel.fields import (
    DRIVE_S,
    EARLIEST_S,
    LATEST_S,
    MAX_RIDE_S,
    NOBODY,
    PARTNER,
    PLACE,
    RIDE,
    SERVICE_S,
)
from dispatch.kernel.roads import Roads
from dispatch.kernel.schedule import Block

# What is known of a way found, one row of the answer.
ROW, PICKUP_AFTER, DROPOFF_AFTER, COST, DRIVE_ADDED_S, PICKUP_S, ARRIVAL_S = range(7)
FOUND_FIELDS = 7

UNSETTLED = -1


@borrowing_jit
def settle_pair(
    block: Block,
    row: int,
    length: int,
    i: int,
    j: int,
    wish: Wish,
    roads: Roads,
    regular: bool,
    candidate: Block,  # (1, F, L + 2)
    best: NDArray[np.int64],  # (FOUND_FIELDS,)
) -> bool:
    """Schedule and price a pair exactly; write it down and return True when it is better than the best.

    Better is cheaper, or the earlier pair at the same cost.
    """
    changed, pickup_s, arrival_s, added_s = UNSETTLED, 0, 0, 0
    if regular:
        changed, pickup_s, arrival_s, added_s = _drive_on(block, row, length, i, j, wish, roads, candidate)
        if changed == 0:
            return False
    if changed == UNSETTLED:
        if not schedule_candidate(block, row, length, i, j, wish, roads, candidate):
            return False
        cost, added_s = price_candidate(block, row, length, i, j, wish, roads, candidate)
        pickup_s, arrival_s = int(candidate[0, EARLIEST_S, i + 1]), int(candidate[0, EARLIEST_S, j + 2])
    else:
        cost = (
            wish.drive_weight * added_s
            + wish.wait_weight * (pickup_s - wish.from_s)
            + wish.ride_weight * (arrival_s - pickup_s - wish.board_s)
        )
        for k in range(i + 1, changed):
            if block[row, RIDE, k] != NOBODY:
                cost += wish.others_weight * int(candidate[0, EARLIEST_S, k] - block[row, EARLIEST_S, k])
    if cost > best[COST] or (cost == best[COST] and (i, j) >= (best[PICKUP_AFTER], best[DROPOFF_AFTER])):
        return False
    best[ROW], best[PICKUP_AFTER], best[DROPOFF_AFTER] = row, i, j
    best[COST], best[DRIVE_ADDED_S], best[PICKUP_S], best[ARRIVAL_S] = cost, added_s, pickup_s, arrival_s
    return True


@borrowing_jit
def _drive_on(
    block: Block, row: int, length: int, i: int, j: int, wish: Wish, roads: Roads, candidate: Block
) -> tuple[int, int, int, int]:
    """Let the visits after the pickup move as driving demands, into the candidate's earliest times.

    Returns the first visit that stays where it was, the pickup, the arrival and the driving added, visits by
    the old row's count. The first is 0 where a limit breaks. It is UNSETTLED where somebody would ride too
    long unless boarding later, or where the row as it stands leaves its anchor before now: then only the
    fixed point of the whole row tells.
    """
    anchor_s = max(int(block[row, EARLIEST_S, 0]), wish.now_s)
    free_s = anchor_s if i == 0 else int(block[row, EARLIEST_S, i])
    if i > 0 and anchor_s + block[row, SERVICE_S, 0] + block[row, DRIVE_S, 0] > block[row, EARLIEST_S, 1]:
        return UNSETTLED, 0, 0, 0
    reach_s = int(roads.fastest[block[row, PLACE, i], wish.origin])
    pickup_s = max(wish.from_s, free_s + int(block[row, SERVICE_S, i]) + reach_s)
    at_s = pickup_s + wish.board_s
    added_s = reach_s - int(block[row, DRIVE_S, i])
    last = wish.origin
    if j > i:
        onward_s = int(roads.fastest[wish.origin, block[row, PLACE, i + 1]])
        at_s += onward_s
        for k in range(i + 1, j + 1):
            at_s = max(at_s, int(block[row, EARLIEST_S, k]))
            candidate[0, EARLIEST_S, k] = at_s
            at_s += int(block[row, SERVICE_S, k]) + int(block[row, DRIVE_S, k])
        at_s -= int(block[row, DRIVE_S, j])
        added_s += onward_s - int(block[row, DRIVE_S, j])
        last = int(block[row, PLACE, j])
    reach_s = int(roads.fastest[last, wish.destination])
    onward_s = int(roads.fastest[wish.destination, block[row, PLACE, j + 1]])
    arrival_s = max(at_s + reach_s, wish.arrive_from_s)
    added_s += reach_s + onward_s
    at_s = arrival_s + wish.alight_s + onward_s
    changed = UNSETTLED
    if arrival_s - pickup_s - wish.board_s <= wish.max_ride_s:
        changed = _pass_on(block, row, length, i, j, at_s, anchor_s, candidate)
    return changed, pickup_s, arrival_s, added_s


@borrowing_jit
def _pass_on(
    block: Block, row: int, length: int, i: int, j: int, at_s: int, anchor_s: int, candidate: Block
) -> int:
    """Reach the visit after the drop-off at a time and move all those that must move; see _drive_on."""
    k = j + 1
    while k < length and at_s > block[row, EARLIEST_S, k]:
        if at_s > block[row, LATEST_S, k]:
            return 0
        candidate[0, EARLIEST_S, k] = at_s
        at_s += int(block[row, SERVICE_S, k]) + int(block[row, DRIVE_S, k])
        k += 1
    changed = k
    for k in range(i + 1, changed):
        boards = block[row, PARTNER, k]
        if 0 <= boards < k:
            boards_s = candidate[0, EARLIEST_S, boards] if boards > i else block[row, EARLIEST_S, boards]
            if boards == 0:
                boards_s = anchor_s
            if (
                candidate[0, EARLIEST_S, k] - boards_s - block[row, SERVICE_S, boards]
                > block[row, MAX_RIDE_S, k]
            ):
                return UNSETTLED
    return changed
