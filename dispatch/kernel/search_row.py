"""The cheapest way to take a rider along in one row: bounds that never lie first, exact schedules last.

A pair of gaps is dropped only for what holds in every schedule of the longer row. Where a search is regular,
the row's two fixed points bound the new schedule. Elsewhere only these do: the forward sweep before the
pickup, opening and closing times between the two gaps, the backward sweep after the drop-off, with driving at
its fastest. Driving added, and with it a bound on the cost, needs no schedule.
"""

from __future__ import annotations

from numba import njit

from dispatch.kernel.fields import (
    BACKWARD_S,
    BREAK,
    CLOSE_S,
    DRIVE_S,
    EARLIEST_S,
    FASTEST_S,
    FORWARD_S,
    KIND,
    LATEST_S,
    LOAD,
    NOBODY,
    OPEN_S,
    PLACE,
    RIDE,
    SERVICE_S,
)
from dispatch.kernel.packed_load import fits
from dispatch.kernel.schedule import Block
from dispatch.kernel.settle_pair import COST, Pair, Search, settle_pair

UNBOUNDED = -(1 << 60)
UNKNOWN = -1


@njit(cache=True, nogil=True)
def search_row(block: Block, row: int, length: int, capacity: int, search: Search) -> bool:
    """Write the first of the cheapest ways for a vehicle that cost less than the best; False for none."""
    wish, roads, regular = search.wish, search.roads, search.regular
    early = EARLIEST_S if regular else FORWARD_S
    tail = LATEST_S if regular else BACKWARD_S
    credit = 0 if regular else UNKNOWN
    found = False
    for i in range(length - 1):
        free_s = block[row, early, i]
        if free_s > wish.until_s:
            break
        if regular and block[row, LATEST_S, i + 1] < wish.from_s + wish.board_s:
            continue
        free_s = max(free_s, wish.now_s) if i == 0 else free_s
        reach_s = roads.fastest_into[wish.origin, block[row, PLACE, i]]
        pickup_s = max(wish.from_s, free_s + block[row, SERVICE_S, i] + reach_s)
        if pickup_s > wish.until_s or not fits(block[row, LOAD, i], wish.load, capacity):
            continue
        if credit == UNKNOWN:
            credit = _credit(block, row, length, search)
        spent = wish.wait_weight * (pickup_s - wish.from_s) - credit
        added_s = reach_s - block[row, FASTEST_S, i]
        if _could_go_straight(block, row, i, tail, pickup_s, added_s, spent, search):
            direct_s = roads.fastest[wish.origin, wish.destination]
            onward_s = roads.fastest[wish.destination, block[row, PLACE, i + 1]]
            arrival_s = pickup_s + wish.board_s + direct_s
            next_s = arrival_s + wish.alight_s + onward_s
            pair = Pair(i, i, pickup_s, arrival_s, next_s, added_s + direct_s + onward_s)
            found |= settle_pair(block, row, length, pair, search)
        onward_s = roads.fastest[wish.origin, block[row, PLACE, i + 1]]
        least_s = added_s + onward_s
        least = spent + wish.drive_weight * (least_s - search.saved_s) + wish.ride_weight * onward_s
        if least < search.best[COST] or (wish.others_weight > 0 and not regular):
            found |= _search_dropoffs(block, row, length, capacity, i, pickup_s, least_s, spent, search)
    return found


@njit(cache=True, nogil=True)
def _could_go_straight(
    block: Block, row: int, i: int, tail: int, pickup_s: int, added_s: int, spent: int, search: Search
) -> bool:
    """Whether driving from the pickup straight to the drop-off may keep all limits and be the best."""
    wish, roads = search.wish, search.roads
    direct_s = roads.fastest[wish.origin, wish.destination]
    onward_s = roads.fastest[wish.destination, block[row, PLACE, i + 1]]
    arrival_s = pickup_s + wish.board_s + direct_s
    next_s = arrival_s + wish.alight_s + onward_s
    if arrival_s > wish.arrive_until_s or direct_s > wish.max_ride_s or next_s > block[row, tail, i + 1]:
        return False
    bound = spent + wish.drive_weight * (added_s + direct_s + onward_s) + wish.ride_weight * direct_s
    return bool(bound + _delay_after(block, row, i + 1, next_s, search) < search.best[COST])


@njit(cache=True, nogil=True)
def _search_dropoffs(
    block: Block,
    row: int,
    length: int,
    capacity: int,
    i: int,
    pickup_s: int,
    added_s: int,
    spent: int,
    search: Search,
) -> bool:
    """Try every drop-off after at least one more visit, for a pickup after position i."""
    wish, roads, times = search.wish, search.roads, search.times
    early = EARLIEST_S if search.regular else OPEN_S
    late = LATEST_S if search.regular else CLOSE_S
    tail = LATEST_S if search.regular else BACKWARD_S
    usual = EARLIEST_S if search.regular else FORWARD_S
    ends_s = min(wish.arrive_until_s, wish.until_s + wish.board_s + wish.max_ride_s)
    ride_s = roads.fastest[wish.origin, block[row, PLACE, i + 1]]
    at_s = pickup_s + wish.board_s + ride_s
    delay = 0
    found = False
    for j in range(i + 1, length - 1):
        at_s = max(at_s, block[row, early, j])
        times[j] = at_s
        ride_s += block[row, SERVICE_S, j]
        if at_s > block[row, late, j] or at_s > ends_s or ride_s > wish.max_ride_s:
            break
        if block[row, KIND, j] == BREAK or not fits(block[row, LOAD, j], wish.load, capacity):
            break
        if block[row, RIDE, j] != NOBODY:
            delay += at_s - block[row, usual, j]
        at_s += block[row, SERVICE_S, j]
        reach_s = roads.fastest_into[wish.destination, block[row, PLACE, j]]
        arrival_s = at_s + reach_s
        if arrival_s <= ends_s and ride_s + reach_s <= wish.max_ride_s:
            onward_s = roads.fastest[wish.destination, block[row, PLACE, j + 1]]
            next_s = arrival_s + wish.alight_s + onward_s
            whole_s = added_s + reach_s + onward_s - block[row, FASTEST_S, j]
            bound = spent + wish.drive_weight * whole_s + wish.others_weight * delay
            bound += wish.ride_weight * (ride_s + reach_s)
            bound += _delay_after(block, row, j + 1, next_s, search)
            if next_s <= block[row, tail, j + 1] and bound < search.best[COST]:
                pair = Pair(i, j, pickup_s, arrival_s, next_s, whole_s)
                found |= settle_pair(block, row, length, pair, search)
        at_s += block[row, FASTEST_S, j]
        ride_s += block[row, FASTEST_S, j]
    return found


@njit(cache=True, nogil=True)
def _delay_after(block: Block, row: int, k: int, at_s: int, search: Search) -> int:
    """A lower bound on what delay from visit k on costs when it is reached at this time."""
    weight = search.wish.others_weight
    if weight == 0:
        return 0
    if not search.regular:
        # where going round is faster, everybody after may be served sooner
        return 0 if at_s >= block[row, FORWARD_S, k] else UNBOUNDED
    if block[row, RIDE, k] == NOBODY:
        return 0
    return int(weight * max(0, at_s - block[row, EARLIEST_S, k]))


@njit(cache=True, nogil=True)
def _credit(block: Block, row: int, length: int, search: Search) -> int:
    """What a bound must forgive: driving now done at a slow hour, visits now later than driving demands."""
    drive_s = 0
    waits_s = 0
    for k in range(length):
        drive_s += block[row, DRIVE_S, k] - block[row, FASTEST_S, k]
        if block[row, RIDE, k] != NOBODY:
            waits_s += block[row, EARLIEST_S, k] - block[row, FORWARD_S, k]
    return int(search.wish.drive_weight * drive_s + search.wish.others_weight * waits_s)
