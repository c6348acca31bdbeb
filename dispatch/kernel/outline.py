"""The outline of each row: the few numbers by which most vehicles are ruled out before their row is read.

A fleet's outlines lie close together in memory, where its block does not. Like the block they are a cache
with one writer, `write_row` (see encoding).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.compiling import kernel_jit
from dispatch.kernel.fields import EARLIEST_S, FASTEST_S, LATEST_S, NO_LIMIT_S, NOBODY, PLACE, RIDE, SERVICE_S
from dispatch.kernel.schedule import Block

# What an outline says of a position; the first two rise along the row. Past its end all are NO_LIMIT_S, and
# there is always one position past the end: a search along the row stops there.
LEAVE_S = 0
"""The earliest anybody may be picked up after the visit, driving aside."""
DUE_S = 1
"""When the visit must be reached so that it delays nobody; where nobody rides, so that it is possible.

At least this: where an earlier visit's time is later, that one stands, so that the times rise.
"""
STOP = 2
"""The place of the visit."""
ONWARD_S = 3
"""Seconds to the next visit at the best time of the day."""

OUTLINE_FIELDS = 4

Outline = NDArray[np.int32]  # (V, OUTLINE_FIELDS, L)


@kernel_jit
def write_outline(block: Block, row: int, length: int, outline: Outline) -> None:
    """Write a row's outline from its schedules; of length 0 there is none, and nothing fits in."""
    due_s = -NO_LIMIT_S
    for k in range(length):
        when = EARLIEST_S if k == 0 or block[row, RIDE, k] != NOBODY else LATEST_S
        due_s = max(due_s, int(block[row, when, k]))
        outline[row, LEAVE_S, k] = block[row, EARLIEST_S, k] + block[row, SERVICE_S, k]
        outline[row, DUE_S, k] = due_s
        outline[row, STOP, k] = block[row, PLACE, k]
        outline[row, ONWARD_S, k] = block[row, FASTEST_S, k]
    for k in range(length, outline.shape[2]):
        for field in range(OUTLINE_FIELDS):
            outline[row, field, k] = NO_LIMIT_S
    if length > 0:
        # nobody is picked up after the end
        outline[row, LEAVE_S, length - 1] = NO_LIMIT_S
