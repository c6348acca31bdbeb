"""The earliest and the latest schedule of a row of visits: the two fixed points of its timing rules.

The rules are windows, driving, the longest ride of each rider, and the longest duration of the route, which
is a ride of the vehicle itself from the anchor to the end. Every raise (or lowering) is forced, so what
remains when nothing changes is exact, waiting included. Times are whole seconds; driving may depend on the
departure as long as leaving later never arrives earlier.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.compiling import borrowing_jit
from dispatch.kernel.fields import (
    BACKWARD_S,
    CLOSE_S,
    DRIVE_S,
    EARLIEST_S,
    FASTEST_S,
    FORWARD_S,
    LATEST_S,
    MAX_RIDE_S,
    OPEN_S,
    PARTNER,
    PLACE,
    SERVICE_S,
)
from dispatch.kernel.roads import Roads, drive_s, latest_departure_s

Block = NDArray[np.int32]  # (V, F, L)


@borrowing_jit
def sweep_forward(block: Block, row: int, first: int, length: int, field: int, roads: Roads) -> None:
    """Raise each visit from `first` on to what driving from the visit before allows."""
    for k in range(first, length):
        leave_s = block[row, field, k - 1] + block[row, SERVICE_S, k - 1]
        reach_s = leave_s + drive_s(roads, block[row, PLACE, k - 1], block[row, PLACE, k], leave_s)
        block[row, field, k] = max(block[row, field, k], reach_s)


@borrowing_jit
def sweep_backward(block: Block, row: int, last: int, field: int, roads: Roads) -> None:
    """Lower each visit before `last` to what driving to the visit after demands."""
    for k in range(last - 1, -1, -1):
        leave_s = latest_departure_s(
            roads, block[row, PLACE, k], block[row, PLACE, k + 1], block[row, field, k + 1]
        )
        block[row, field, k] = min(block[row, field, k], leave_s - block[row, SERVICE_S, k])


@borrowing_jit
def passes_closing(block: Block, row: int, first: int, length: int, field: int) -> bool:
    """Whether a visit from `first` on begins after it closes."""
    late = False
    for k in range(first, length):
        late |= block[row, field, k] > block[row, CLOSE_S, k]
    return late


@borrowing_jit
def _raise_boardings(block: Block, row: int, length: int) -> int:
    """Board later where a ride would last too long; the first position raised, or `length`."""
    first = length
    for k in range(length - 1, 0, -1):
        boards = block[row, PARTNER, k]
        if 0 <= boards < k:
            needed_s = block[row, EARLIEST_S, k] - block[row, MAX_RIDE_S, k] - block[row, SERVICE_S, boards]
            if block[row, EARLIEST_S, boards] < needed_s:
                block[row, EARLIEST_S, boards] = needed_s
                first = min(first, boards)
    return first


@borrowing_jit
def least_fixed_point(block: Block, row: int, length: int, roads: Roads) -> bool:
    """Write the earliest schedule; False where there is none."""
    for k in range(length):
        block[row, EARLIEST_S, k] = block[row, OPEN_S, k]
    first = 0
    rounds = 0
    while first < length:
        sweep_forward(block, row, first + 1, length, EARLIEST_S, roads)
        if passes_closing(block, row, first, length, EARLIEST_S):
            return False
        first = _raise_boardings(block, row, length)
        # with one matrix each round settles one more ride for good: more rounds are a loop without end
        rounds += 1
        if rounds > length and roads.knot_s.shape[0] == 1:
            return False
    return True


@borrowing_jit
def greatest_fixed_point(block: Block, row: int, length: int, roads: Roads) -> bool:
    """Write the latest schedule; False where there is none."""
    for k in range(length):
        block[row, LATEST_S, k] = block[row, CLOSE_S, k]
    last = length - 1
    rounds = 0
    while last > 0:
        sweep_backward(block, row, last, LATEST_S, roads)
        last = 0
        for k in range(length):
            if block[row, LATEST_S, k] < block[row, OPEN_S, k]:
                return False
            boards = block[row, PARTNER, k]
            if 0 <= boards < k:
                allowed_s = (
                    block[row, LATEST_S, boards] + block[row, SERVICE_S, boards] + block[row, MAX_RIDE_S, k]
                )
                if block[row, LATEST_S, k] > allowed_s:
                    block[row, LATEST_S, k] = allowed_s
                    last = k
        rounds += 1
        if rounds > length and roads.knot_s.shape[0] == 1:
            return False
    return True


@borrowing_jit
def derive_row(block: Block, row: int, length: int, roads: Roads) -> bool:
    """Write every field that follows from the given ones; False where the row has no schedule."""
    for k in range(length):
        block[row, FORWARD_S, k] = block[row, OPEN_S, k]
        block[row, BACKWARD_S, k] = block[row, CLOSE_S, k]
    sweep_forward(block, row, 1, length, FORWARD_S, roads)
    sweep_backward(block, row, length - 1, BACKWARD_S, roads)
    if not least_fixed_point(block, row, length, roads):
        return False
    if not greatest_fixed_point(block, row, length, roads):
        return False
    for k in range(length - 1):
        here, there = block[row, PLACE, k], block[row, PLACE, k + 1]
        leave_s = block[row, EARLIEST_S, k] + block[row, SERVICE_S, k]
        block[row, DRIVE_S, k] = drive_s(roads, here, there, leave_s)
        block[row, FASTEST_S, k] = roads.fastest[here, there]
    block[row, DRIVE_S, length - 1] = 0
    block[row, FASTEST_S, length - 1] = 0
    return True
