"""When reality is already late, the limit becomes the scheduled time: a row always has a schedule."""

from __future__ import annotations

from dispatch.kernel.compiling import kernel_jit
from dispatch.kernel.fields import (
    CLOSE_S,
    EARLIEST_S,
    FORWARD_S,
    MAX_RIDE_S,
    NO_LIMIT_S,
    OPEN_S,
    PARTNER,
    SERVICE_S,
)
from dispatch.kernel.roads import Roads
from dispatch.kernel.schedule import Block, derive_row, least_fixed_point, sweep_forward


@kernel_jit
def settle_row(block: Block, row: int, length: int, roads: Roads) -> bool:
    """Write all derived fields of the row; True where a limit can no longer be kept and had to be widened.

    No limit is widened further than it must.
    """
    late = not least_fixed_point(block, row, length, roads)
    if late:
        _widen(block, row, length, roads)
    derive_row(block, row, length, roads)
    return late


@kernel_jit
def _widen(block: Block, row: int, length: int, roads: Roads) -> None:
    """Let visits begin when driving lets them; where that is not enough, let rides last longer."""
    for k in range(length):
        block[row, FORWARD_S, k] = block[row, OPEN_S, k]
    sweep_forward(block, row, 0, length, FORWARD_S, roads.seconds, roads.knot_s)
    for k in range(length):
        block[row, CLOSE_S, k] = max(block[row, CLOSE_S, k], block[row, FORWARD_S, k])
    if not least_fixed_point(block, row, length, roads):
        _let_rides_last(block, row, length, roads)


@kernel_jit
def _let_rides_last(block: Block, row: int, length: int, roads: Roads) -> None:
    """Allow as few rides as may be, the last ones first, the time they take when everybody leaves at once.

    With every such ride allowed the forward schedule keeps all limits; each limit is then put back, in order
    of the visits, unless it cannot be kept beside those put back before it.
    """
    for k in range(1, length):
        boards = block[row, PARTNER, k]
        if 0 <= boards < k:
            takes_s = block[row, FORWARD_S, k] - block[row, FORWARD_S, boards] - block[row, SERVICE_S, boards]
            if takes_s > block[row, MAX_RIDE_S, k]:
                # the limit waits on the boarding while the ride tries without
                block[row, MAX_RIDE_S, boards] = block[row, MAX_RIDE_S, k]
                block[row, MAX_RIDE_S, k] = NO_LIMIT_S
    for k in range(1, length):
        boards = block[row, PARTNER, k]
        if 0 <= boards < k and block[row, MAX_RIDE_S, k] == NO_LIMIT_S:
            block[row, MAX_RIDE_S, k] = block[row, MAX_RIDE_S, boards]
            if not least_fixed_point(block, row, length, roads):
                block[row, MAX_RIDE_S, k] = NO_LIMIT_S
    least_fixed_point(block, row, length, roads)
    for k in range(1, length):
        boards = block[row, PARTNER, k]
        if 0 <= boards < k:
            if block[row, MAX_RIDE_S, k] == NO_LIMIT_S:
                block[row, MAX_RIDE_S, k] = max(
                    block[row, MAX_RIDE_S, boards],
                    block[row, EARLIEST_S, k]
                    - block[row, EARLIEST_S, boards]
                    - block[row, SERVICE_S, boards],
                )
            block[row, MAX_RIDE_S, boards] = block[row, MAX_RIDE_S, k]
