"""The compiled loop that gathers points of roads into nodes."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.int64]


def _gather(
    x: Float, y: Float, heading_x: Float, heading_y: Float,
    cell: Int, around: Int, order: Int,
    along_m: float, beside_m: float, same_cos: float,
) -> Int:  # fmt: skip
    """The leader of each point: in the given order, a point whose box no leader covers becomes one.

    A leader covers points of its own direction or the opposite one in a box along its road; of several that
    do, each point goes to the nearest.
    """
    count = len(x)
    first_in_cell = np.full(len(around), -1, np.int64)
    next_in_cell = np.full(count, -1, np.int64)
    leader = np.full(count, -1, np.int64)
    for leading in (True, False):  # first who leads, then whom each follows
        for position in range(count):
            point = order[position]
            nearest = -1
            nearest_square = np.inf
            for neighbour in around[cell[point]]:
                other = first_in_cell[neighbour] if neighbour >= 0 else -1
                while other >= 0:
                    dx, dy = x[point] - x[other], y[point] - y[other]
                    along = abs(dx * heading_x[other] + dy * heading_y[other])
                    beside = abs(dy * heading_x[other] - dx * heading_y[other])
                    turn = abs(heading_x[point] * heading_x[other] + heading_y[point] * heading_y[other])
                    square = dx * dx + dy * dy
                    covers = along <= along_m and beside <= beside_m and turn >= same_cos
                    if covers and square < nearest_square:
                        nearest, nearest_square = other, square
                    other = next_in_cell[other]
            if leading and nearest < 0:
                next_in_cell[point] = first_in_cell[cell[point]]
                first_in_cell[cell[point]] = point
            elif not leading:
                leader[point] = nearest
    return leader


gather = njit(cache=True)(_gather)
