"""Which pairs of gaps of one row may be worth scheduling: those that no bound rules out.

A pair of gaps is dropped only for what holds in every schedule of the longer row. Where a search is regular
(no way round by the two new places saves time), the row's two fixed points bound the new schedule. Elsewhere
only these do: the forward sweep before the pickup, opening and closing times between the two gaps, and the
backward sweep after the drop-off, with driving at its fastest. Driving added, and with it a bound on the
cost, needs no schedule.

Arrays come in plain names, not in a tuple: counting references to them would cost more than the search.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.bounds import Bounds, Ceiling
from dispatch.kernel.candidate import Wish
from dispatch.kernel.compiling import borrowing_jit, inlined_jit
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

PICKUP_AT, DROPOFF_AT, BOUND = range(3)
PAIR_FIELDS = 3

Pairs = NDArray[np.int64]  # (N, PAIR_FIELDS)
Matrix = NDArray[np.int32]  # (P, P)

UNBOUNDED = -(1 << 60)
UNKNOWN = -1


class Pickup(NamedTuple):
    """A pickup after position i, at the earliest, on the way to the next visit."""

    i: int
    pickup_s: int
    added_s: int
    """Driving added by the pickup alone, at the fastest."""
    spent: int
    """What the pickup costs at least, driving and riding aside."""
    capacity: int


@inlined_jit
def most_pairs(positions: int) -> int:
    """How many pairs of gaps a row of so many positions has at most."""
    return positions * (positions - 1) // 2


@inlined_jit
def list_pairs(
    block: Block,
    row: int,
    length: int,
    capacity: int,
    first: int,
    wish: Wish,
    bounds: Bounds,
    ceiling: Ceiling,
    fastest: Matrix,
    fastest_into: Matrix,
    pairs: Pairs,
) -> int:
    """List by position the pairs below the ceiling, the pickup after `first` or later; returns how many."""
    regular, below = bounds.regular, ceiling.cost
    early = EARLIEST_S if regular else FORWARD_S
    tail = LATEST_S if regular else BACKWARD_S
    direct_s, least_ride_s = bounds.direct_s, bounds.least_ride_s
    credit = 0 if regular else UNKNOWN
    count = 0
    for i in range(first, length - 1):
        free_s = int(block[row, early, i])
        if free_s > (ceiling.until_s if regular else wish.until_s):
            break
        if regular and block[row, LATEST_S, i + 1] < wish.from_s + wish.board_s:
            continue
        free_s = max(free_s, wish.now_s) if i == 0 else free_s
        reach_s = int(fastest_into[wish.origin, block[row, PLACE, i]])
        pickup_s = max(wish.from_s, free_s + int(block[row, SERVICE_S, i]) + reach_s)
        if pickup_s > wish.until_s or not fits(block[row, LOAD, i], wish.load, capacity):
            continue
        if credit == UNKNOWN:
            credit = _credit(block, row, length, wish)
        there = block[row, PLACE, i + 1]
        onward_s, further_s = int(fastest[wish.origin, there]), int(fastest[wish.destination, there])
        spent = wish.wait_weight * (pickup_s - wish.from_s) - credit
        added_s = reach_s - int(block[row, FASTEST_S, i])
        # straight on to the destination
        arrival_s = max(pickup_s + wish.board_s + direct_s, wish.arrive_from_s)
        next_s = arrival_s + wish.alight_s + further_s
        if (
            arrival_s <= wish.arrive_until_s
            and direct_s <= wish.max_ride_s
            and next_s <= block[row, tail, i + 1]
        ):
            bound = spent + wish.drive_weight * (added_s + direct_s + further_s) + wish.ride_weight * direct_s
            bound += delay_after(block, row, i + 1, next_s, wish, regular)
            if bound < below:
                pairs[count, PICKUP_AT], pairs[count, DROPOFF_AT], pairs[count, BOUND] = i, i, bound
                count += 1
        # by way of the next visit
        added_s += onward_s
        next_s = pickup_s + wish.board_s + onward_s
        least = spent + wish.drive_weight * (added_s - bounds.destination_saves_s)
        least += wish.ride_weight * max(onward_s, least_ride_s)
        if regular:
            if next_s > block[row, LATEST_S, i + 1]:
                continue
            least += delay_after(block, row, i + 1, next_s, wish, regular)
        if least < below or (wish.others_weight > 0 and not regular):
            start = Pickup(i, pickup_s, added_s, spent, capacity)
            count = _list_dropoffs(
                block, row, length, start, wish, bounds, below, fastest, fastest_into, pairs, count
            )
    return count


@inlined_jit
def _list_dropoffs(
    block: Block,
    row: int,
    length: int,
    start: Pickup,
    wish: Wish,
    bounds: Bounds,
    below: int,
    fastest: Matrix,
    fastest_into: Matrix,
    pairs: Pairs,
    count: int,
) -> int:
    """Add the pairs of one pickup with a drop-off after its next visit or later."""
    i, regular = start.i, bounds.regular
    early = EARLIEST_S if regular else OPEN_S
    late = LATEST_S if regular else CLOSE_S
    tail = LATEST_S if regular else BACKWARD_S
    usual = EARLIEST_S if regular else FORWARD_S
    ends_s = min(wish.arrive_until_s, wish.until_s + wish.board_s + wish.max_ride_s)
    ride_s = int(fastest[wish.origin, block[row, PLACE, i + 1]])
    at_s = start.pickup_s + wish.board_s + ride_s
    delay = 0
    for j in range(i + 1, length - 1):
        at_s = max(at_s, int(block[row, early, j]))
        fastest_s = int(block[row, FASTEST_S, j])
        service_s = int(block[row, SERVICE_S, j])
        ride_s += service_s
        if at_s > block[row, late, j] or at_s > ends_s or ride_s > wish.max_ride_s:
            break
        if block[row, KIND, j] == BREAK or not fits(block[row, LOAD, j], wish.load, start.capacity):
            break
        if block[row, RIDE, j] != NOBODY:
            delay += at_s - int(block[row, usual, j])
        spent = start.spent + wish.others_weight * delay
        if regular:
            least = spent + wish.drive_weight * (start.added_s - bounds.destination_saves_s)
            if least + wish.ride_weight * max(ride_s, bounds.least_ride_s) >= below:
                break
        at_s += service_s
        reach_s = int(fastest_into[wish.destination, block[row, PLACE, j]])
        arrival_s = max(at_s + reach_s, wish.arrive_from_s)
        if arrival_s <= ends_s and ride_s + reach_s <= wish.max_ride_s:
            onward_s = int(fastest[wish.destination, block[row, PLACE, j + 1]])
            next_s = arrival_s + wish.alight_s + onward_s
            bound = spent + wish.drive_weight * (start.added_s + reach_s + onward_s - fastest_s)
            bound += wish.ride_weight * (ride_s + reach_s)
            bound += delay_after(block, row, j + 1, next_s, wish, regular)
            if next_s <= block[row, tail, j + 1] and bound < below:
                pairs[count, PICKUP_AT], pairs[count, DROPOFF_AT], pairs[count, BOUND] = i, j, bound
                count += 1
        at_s += fastest_s
        ride_s += fastest_s
    return count


@inlined_jit
def delay_after(block: Block, row: int, k: int, at_s: int, wish: Wish, regular: bool) -> int:
    """A lower bound on what delay from visit k on costs when it is reached at this time."""
    if wish.others_weight == 0:
        return 0
    if not regular:
        # where going round is faster, everybody after may be served sooner
        return 0 if at_s >= block[row, FORWARD_S, k] else UNBOUNDED
    if block[row, RIDE, k] == NOBODY:
        return 0
    return int(wish.others_weight * max(0, at_s - int(block[row, EARLIEST_S, k])))


@borrowing_jit
def _credit(block: Block, row: int, length: int, wish: Wish) -> int:
    """What a bound must forgive: driving now done at a slow hour, visits now later than driving demands."""
    drive_s = 0
    waits_s = 0
    for k in range(length):
        drive_s += int(block[row, DRIVE_S, k]) - int(block[row, FASTEST_S, k])
        if block[row, RIDE, k] != NOBODY:
            waits_s += int(block[row, EARLIEST_S, k]) - int(block[row, FORWARD_S, k])
    return wish.drive_weight * drive_s + wish.others_weight * waits_s
