"""Which rides to take out of their rows: each way marks some as leaving."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.compiling import borrowing_jit
from dispatch.kernel.fields import NOBODY, RIDE
from dispatch.search.search_rows import NO_ROW, Desk, Rows, Task


@borrowing_jit
def clear(marks: NDArray[np.bool_]) -> None:
    """Take all marks away."""
    for n in range(len(marks)):
        marks[n] = False


@borrowing_jit
def ruin_strings(
    rows: Rows, task: Task, desk: Desk, mean: float, longest: float, rng: np.random.Generator
) -> None:
    """Strings of rides that follow each other, in rows near one ride (Christiaens, Vanden Berghe 2020)."""
    visits, busy = 0, 0
    for row in range(len(rows.length)):
        if rows.length[row] > 2:
            visits += rows.length[row] - 2
            busy += 1
    if busy == 0:
        return
    most = min(longest, visits / (2 * busy))
    strings = int(1 + rng.random() * max(0.0, 4 * mean / (1 + most) - 1))
    seed = int(rng.random() * len(task.near))
    clear(desk.touched)
    for n in range(-1, task.near.shape[1]):
        ride = seed if n < 0 else task.near[seed, n]
        row = rows.row_of[ride]
        if row == NO_ROW or desk.touched[row]:
            continue
        desk.touched[row] = True
        size = int(1 + rng.random() * min(most, (rows.length[row] - 2) / 2))
        _mark_string(rows, row, ride, size, desk, rng)
        strings -= 1
        if strings == 0:
            return


@borrowing_jit
def _mark_string(rows: Rows, row: int, ride: int, size: int, desk: Desk, rng: np.random.Generator) -> None:
    """Mark a ride and up to so many in all around one of its two visits."""
    at = 0
    for k in range(1, rows.length[row]):
        if rows.block[row, RIDE, k] == ride:
            at = k
            if rng.random() < 0.5:
                break
    first = at - int(rng.random() * 2 * size)
    desk.leaving[ride] = True
    marked = 1
    for k in range(max(1, first), min(rows.length[row], first + 2 * size)):
        other = rows.block[row, RIDE, k]
        if other != NOBODY and other < len(rows.row_of) and not desk.leaving[other]:
            if marked == size:
                return
            desk.leaving[other] = True
            marked += 1


@borrowing_jit
def ruin_related(rows: Rows, task: Task, desk: Desk, count: int, rng: np.random.Generator) -> None:
    """A ride and most of those most like it, in place and time (Shaw 1998)."""
    seed = int(rng.random() * len(task.near))
    desk.leaving[seed] = rows.row_of[seed] != NO_ROW
    for n in range(task.near.shape[1]):
        if count <= 1:
            return
        other = task.near[seed, n]
        if rng.random() < 0.6 and rows.row_of[other] != NO_ROW:
            desk.leaving[other] = True
            count -= 1


@borrowing_jit
def ruin_anywhere(rows: Rows, desk: Desk, count: int, rng: np.random.Generator) -> None:
    """Rides picked blindly."""
    for _ in range(count):
        ride = int(rng.random() * len(rows.row_of))
        desk.leaving[ride] = rows.row_of[ride] != NO_ROW
