"""Every drop-off for one pickup in one row, by way of at least one more visit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dispatch.kernel.candidate import Wish
from dispatch.kernel.fields import (
    BACKWARD_S,
    BREAK,
    CLOSE_S,
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
from dispatch.kernel.roads import Roads
from dispatch.kernel.schedule import Block
from dispatch.kernel.settle_pair import COST, Pair, settle_pair

UNBOUNDED = -(1 << 60)


class Pickup(NamedTuple):
    """A pickup after position i, at the earliest, on the way to the next visit."""

    i: int
    pickup_s: int
    added_s: int
    """Driving added by the pickup alone, at the fastest."""
    spent: int
    """What the pickup costs at least, driving and riding aside."""
    capacity: int


@njit(cache=True, nogil=True)
def search_dropoffs(
    block: Block,
    row: int,
    length: int,
    start: Pickup,
    wish: Wish,
    roads: Roads,
    regular: bool,
    candidate: Block,
    times: NDArray[np.int64],  # (L,)
    best: NDArray[np.int64],  # (FOUND_FIELDS,)
) -> bool:
    """Settle each drop-off after the pickup's next visit or later that may cost less than the best."""
    i = start.i
    early = EARLIEST_S if regular else OPEN_S
    late = LATEST_S if regular else CLOSE_S
    tail = LATEST_S if regular else BACKWARD_S
    usual = EARLIEST_S if regular else FORWARD_S
    ends_s = min(wish.arrive_until_s, wish.until_s + wish.board_s + wish.max_ride_s)
    ride_s = int(roads.fastest[wish.origin, block[row, PLACE, i + 1]])
    at_s = start.pickup_s + wish.board_s + ride_s
    delay = 0
    found = False
    for j in range(i + 1, length - 1):
        at_s = max(at_s, int(block[row, early, j]))
        times[j] = at_s
        fastest_s = int(block[row, FASTEST_S, j])
        service_s = int(block[row, SERVICE_S, j])
        ride_s += service_s
        if at_s > block[row, late, j] or at_s > ends_s or ride_s > wish.max_ride_s:
            break
        if block[row, KIND, j] == BREAK or not fits(block[row, LOAD, j], wish.load, start.capacity):
            break
        if block[row, RIDE, j] != NOBODY:
            delay += at_s - int(block[row, usual, j])
        at_s += service_s
        reach_s = int(roads.fastest_into[wish.destination, block[row, PLACE, j]])
        arrival_s = at_s + reach_s
        if arrival_s <= ends_s and ride_s + reach_s <= wish.max_ride_s:
            onward_s = int(roads.fastest[wish.destination, block[row, PLACE, j + 1]])
            next_s = arrival_s + wish.alight_s + onward_s
            whole_s = start.added_s + reach_s + onward_s - fastest_s
            bound = start.spent + wish.drive_weight * whole_s + wish.others_weight * delay
            bound += wish.ride_weight * (ride_s + reach_s)
            bound += delay_after(block, row, j + 1, next_s, wish, regular)
            if next_s <= block[row, tail, j + 1] and bound < best[COST]:
                pair = Pair(i, j, start.pickup_s, arrival_s, next_s, whole_s)
                found |= settle_pair(block, row, length, pair, wish, roads, regular, candidate, times, best)
        at_s += fastest_s
        ride_s += fastest_s
    return found


@njit(cache=True, nogil=True)
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
