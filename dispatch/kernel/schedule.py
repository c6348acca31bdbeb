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
from dispatch.kernel.roads import Knots, Roads, Seconds, drive_between_s, latest_departure_between_s

Block = NDArray[np.int32]  # (V, F, L)


@borrowing_jit
def least_fixed_point(block: Block, row: int, length: int, roads: Roads) -> bool:
    """Write the legs and the earliest schedule; False where there is none."""
    write_legs(block, row, length, roads.fastest)
    for k in range(length):
        block[row, EARLIEST_S, k] = block[row, OPEN_S, k]
    return bool(raise_to_earliest(block, row, length, roads.seconds, roads.knot_s))


@borrowing_jit
def derive_row(block: Block, row: int, length: int, roads: Roads) -> bool:
    """Write every field that follows from the given ones; False where the row has no schedule."""
    seconds, knot_s = roads.seconds, roads.knot_s
    write_legs(block, row, length, roads.fastest)
    for k in range(length):
        block[row, FORWARD_S, k] = block[row, OPEN_S, k]
        block[row, BACKWARD_S, k] = block[row, CLOSE_S, k]
    sweep_forward(block, row, 0, length, FORWARD_S, seconds, knot_s)
    sweep_backward(block, row, length - 1, BACKWARD_S, seconds, knot_s)
    for k in range(length):
        block[row, EARLIEST_S, k] = block[row, FORWARD_S, k]
        block[row, LATEST_S, k] = block[row, BACKWARD_S, k]
    if not raise_to_earliest(block, row, length, seconds, knot_s):
        return False
    if not lower_to_latest(block, row, length, seconds, knot_s):
        return False
    for k in range(length - 1):
        block[row, DRIVE_S, k] = block[row, FASTEST_S, k]
        if knot_s.shape[0] > 1:
            leave_s = block[row, EARLIEST_S, k] + block[row, SERVICE_S, k]
            here, there = block[row, PLACE, k], block[row, PLACE, k + 1]
            block[row, DRIVE_S, k] = drive_between_s(seconds, knot_s, here, there, leave_s)
    block[row, DRIVE_S, length - 1] = 0
    return True


@borrowing_jit
def write_legs(block: Block, row: int, length: int, fastest: NDArray[np.int32]) -> None:
    """Write the fastest drive of each leg; where times do not depend on the hour, there is no other."""
    for k in range(length - 1):
        block[row, FASTEST_S, k] = fastest[block[row, PLACE, k], block[row, PLACE, k + 1]]
    block[row, FASTEST_S, length - 1] = 0


@borrowing_jit
def sweep_forward(
    block: Block, row: int, first: int, length: int, field: int, seconds: Seconds, knot_s: Knots
) -> None:
    """Raise each visit after `first` to what driving from the visit before allows."""
    at_s = int(block[row, field, first])
    for k in range(first + 1, length):
        leave_s = at_s + int(block[row, SERVICE_S, k - 1])
        if knot_s.shape[0] == 1:
            reach_s = leave_s + int(block[row, FASTEST_S, k - 1])
        else:
            here, there = block[row, PLACE, k - 1], block[row, PLACE, k]
            reach_s = leave_s + drive_between_s(seconds, knot_s, here, there, leave_s)
        at_s = max(int(block[row, field, k]), reach_s)
        block[row, field, k] = at_s


@borrowing_jit
def sweep_backward(block: Block, row: int, last: int, field: int, seconds: Seconds, knot_s: Knots) -> None:
    """Lower each visit before `last` to what driving to the visit after demands."""
    at_s = int(block[row, field, last])
    for k in range(last - 1, -1, -1):
        if knot_s.shape[0] == 1:
            leave_s = at_s - int(block[row, FASTEST_S, k])
        else:
            here, there = block[row, PLACE, k], block[row, PLACE, k + 1]
            leave_s = latest_departure_between_s(seconds, knot_s, here, there, at_s)
        at_s = min(int(block[row, field, k]), leave_s - int(block[row, SERVICE_S, k]))
        block[row, field, k] = at_s


@borrowing_jit
def raise_to_earliest(block: Block, row: int, length: int, seconds: Seconds, knot_s: Knots) -> bool:
    """Raise the times in EARLIEST_S until every rule holds; False where some visit closes before."""
    first = 0
    rounds = 0
    while first < length:
        sweep_forward(block, row, first, length, EARLIEST_S, seconds, knot_s)
        first = length
        for k in range(length - 1, -1, -1):
            at_s = block[row, EARLIEST_S, k]
            if at_s > block[row, CLOSE_S, k]:
                return False
            boards = block[row, PARTNER, k]
            if 0 <= boards < k:
                # board later where the ride would last too long
                needed_s = at_s - block[row, MAX_RIDE_S, k] - block[row, SERVICE_S, boards]
                if block[row, EARLIEST_S, boards] < needed_s:
                    block[row, EARLIEST_S, boards] = needed_s
                    first = min(first, boards)
        # with one matrix each round settles one more ride for good: more rounds are a loop without end
        rounds += 1
        if rounds > length and knot_s.shape[0] == 1:
            return False
    return True


@borrowing_jit
def lower_to_latest(block: Block, row: int, length: int, seconds: Seconds, knot_s: Knots) -> bool:
    """Lower the times in LATEST_S until every rule holds; False where some visit opens after."""
    last = length - 1
    rounds = 0
    while last > 0:
        sweep_backward(block, row, last, LATEST_S, seconds, knot_s)
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
        if rounds > length and knot_s.shape[0] == 1:
            return False
    return True
