"""Routes that stood in good plans: what a recombination chooses from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.compiling import borrowing_jit
from dispatch.kernel.fields import ALIGHT, KIND, NOBODY, RIDE
from dispatch.search.search_rows import Rows, Task

OTHER = -1


class RoutePool(NamedTuple):
    """Routes by signature; a later one may take an earlier one's slot."""

    sign: NDArray[np.uint64]  # (N,) 0 for an empty slot
    cost: NDArray[np.int64]  # (N,)
    kind: NDArray[np.int64]  # (N,) of the rows it fits
    size: NDArray[np.int64]  # (N,)
    visits: NDArray[
        np.int32
    ]  # (N, L) twice the ride, one more where it alights; OTHER for a break or the end


def empty_pool(slots: int, positions: int) -> RoutePool:
    """A pool with room for so many routes, a power of two, of so many visits."""
    return RoutePool(
        np.zeros(slots, np.uint64),
        np.zeros(slots, np.int64),
        np.zeros(slots, np.int64),
        np.zeros(slots, np.int64),
        np.zeros((slots, positions), np.int32),
    )


@borrowing_jit
def remember_route(rows: Rows, row: int, pool: RoutePool, task: Task) -> None:
    """Put a row's route into the pool."""
    sign, length = rows.sign[row], rows.length[row]
    slot = sign & np.uint64(len(pool.sign) - 1)
    if pool.sign[slot] == sign or length - 1 > pool.visits.shape[1]:
        return
    pool.sign[slot], pool.cost[slot], pool.kind[slot] = sign, rows.cost[row], task.kind[row]
    pool.size[slot] = length - 1
    for k in range(1, length):
        ride = rows.block[row, RIDE, k]
        alights = rows.block[row, KIND, k] == ALIGHT
        pool.visits[slot, k - 1] = OTHER if ride == NOBODY else 2 * ride + alights
