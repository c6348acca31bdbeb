"""The cheapest way to take a rider along, over every vehicle and every pair of gaps of its day.

A pair of gaps is dropped only for what holds in every schedule of the longer row. Where a search is regular
(no way round by the two new places saves time), the row's two fixed points bound the new schedule. Elsewhere
only these do: the forward sweep before the pickup, opening and closing times between the two gaps, and the
backward sweep after the drop-off, with driving at its fastest. Driving added, and with it a bound on the
cost, needs no schedule. Pairs that survive are scheduled exactly.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dispatch.kernel.candidate import Wish
from dispatch.kernel.fields import (
    ANY_TIME_S,
    BACKWARD_S,
    DRIVE_S,
    EARLIEST_S,
    FASTEST_S,
    FIELDS,
    FORWARD_S,
    LATEST_S,
    LOAD,
    NOBODY,
    PLACE,
    RIDE,
    SERVICE_S,
)
from dispatch.kernel.packed_load import fits
from dispatch.kernel.roads import Roads, find_shortcut_s
from dispatch.kernel.schedule import Block
from dispatch.kernel.search_dropoffs import Pickup, delay_after, search_dropoffs
from dispatch.kernel.settle_pair import COST, FOUND_FIELDS, Pair, settle_pair

NO_BOUND = 1 << 62
UNKNOWN = -1


@njit(cache=True, nogil=True)
def rank_fleet(
    block: Block,
    length: NDArray[np.int64],  # (V,)
    capacity: NDArray[np.int64],  # (V,)
    wish: Wish,
    roads: Roads,
    found: NDArray[np.int64],  # (keep, FOUND_FIELDS)
) -> int:
    """Write the best way of each of the best vehicles, cheapest first; returns how many there are."""
    saved_s, regular = _irregularity(wish, roads)
    candidate = np.empty((1, FIELDS, block.shape[2] + 2), np.int32)
    times = np.empty(block.shape[2], np.int64)
    best = np.empty(FOUND_FIELDS, np.int64)
    early = EARLIEST_S if regular else FORWARD_S
    tail = LATEST_S if regular else BACKWARD_S
    # arrays in plain names, not in a tuple: counting references to them would cost more than the loop
    to_origin, from_origin = roads.fastest_into[wish.origin], roads.fastest[wish.origin]
    from_destination = roads.fastest[wish.destination]
    direct_s = int(from_origin[wish.destination])
    direct_until_s = wish.arrive_until_s if direct_s <= wish.max_ride_s else ANY_TIME_S
    keep, count, cheapest = len(found), 0, NO_BOUND
    for row in range(block.shape[0]):
        visits, room = length[row], capacity[row]
        if visits < 2 or not fits(0, wish.load, room):
            continue
        best[COST] = cheapest
        credit = 0 if regular else UNKNOWN
        seen = False
        for i in range(visits - 1):
            free_s = int(block[row, early, i])
            if free_s > wish.until_s:
                break
            if regular and block[row, LATEST_S, i + 1] < wish.from_s + wish.board_s:
                continue
            free_s = max(free_s, wish.now_s) if i == 0 else free_s
            reach_s = int(to_origin[block[row, PLACE, i]])
            pickup_s = max(wish.from_s, free_s + int(block[row, SERVICE_S, i]) + reach_s)
            if pickup_s > wish.until_s or not fits(block[row, LOAD, i], wish.load, room):
                continue
            if credit == UNKNOWN:
                credit = _credit(block, row, visits, wish)
            there = block[row, PLACE, i + 1]
            onward_s, further_s = int(from_origin[there]), int(from_destination[there])
            spent = wish.wait_weight * (pickup_s - wish.from_s) - credit
            added_s = reach_s - int(block[row, FASTEST_S, i])
            # straight on to the destination
            arrival_s = pickup_s + wish.board_s + direct_s
            next_s = arrival_s + wish.alight_s + further_s
            whole_s = added_s + direct_s + further_s
            if arrival_s <= direct_until_s and next_s <= block[row, tail, i + 1]:
                bound = spent + wish.drive_weight * whole_s + wish.ride_weight * direct_s
                if bound + delay_after(block, row, i + 1, next_s, wish, regular) < best[COST]:
                    pair = Pair(i, i, pickup_s, arrival_s, next_s, whole_s)
                    seen |= settle_pair(
                        block, row, visits, pair, wish, roads, regular, candidate, times, best
                    )
            # by way of the next visit
            added_s += onward_s
            next_s = pickup_s + wish.board_s + onward_s
            if regular and next_s > block[row, LATEST_S, i + 1]:
                continue
            least = spent + wish.drive_weight * (added_s - saved_s) + wish.ride_weight * onward_s
            if regular:
                least += delay_after(block, row, i + 1, next_s, wish, regular)
            if least < best[COST] or (wish.others_weight > 0 and not regular):
                start = Pickup(i, pickup_s, added_s, spent, room)
                seen |= search_dropoffs(
                    block, row, visits, start, wish, roads, regular, candidate, times, best
                )
        if seen:
            count = _keep(best, found, count)
            # ties go to the lower row: a later one counts only when it is cheaper
            cheapest = int(found[keep - 1, COST]) if count == keep else NO_BOUND
    return count


@njit(cache=True, nogil=True)
def _irregularity(wish: Wish, roads: Roads) -> tuple[int, bool]:
    """The most that going by the destination can save, and whether a row's schedules bound a longer row's."""
    saved_s = find_shortcut_s(roads, wish.destination)
    detour_s = find_shortcut_s(roads, wish.origin)
    one_matrix = roads.knot_s.shape[0] == 1
    return saved_s, one_matrix and detour_s <= wish.board_s and saved_s <= wish.alight_s


@njit(cache=True, nogil=True)
def _credit(block: Block, row: int, length: int, wish: Wish) -> int:
    """What a bound must forgive: driving now done at a slow hour, visits now later than driving demands."""
    drive_s = 0
    waits_s = 0
    for k in range(length):
        drive_s += int(block[row, DRIVE_S, k]) - int(block[row, FASTEST_S, k])
        if block[row, RIDE, k] != NOBODY:
            waits_s += int(block[row, EARLIEST_S, k]) - int(block[row, FORWARD_S, k])
    return wish.drive_weight * drive_s + wish.others_weight * waits_s


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
