"""Where along a drawn line a bus calls: the ordered positions nearest to its poles."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gtfs.local_metres import Float
from gtfs.roads_from_feed.patterns import DrawnLine

CANDIDATE_M = 60.0
"""A pole may belong to any piece of the line this near to it, else only to the nearest."""


@dataclass(frozen=True, eq=False)
class CallsOnLine:
    """Where each call lies on its line: metres from the start, never decreasing, and how far beside it."""

    measure_m: Float  # (C,)
    offset_m: Float  # (C,)

    @property
    def cost(self) -> float:
        """The sum of squared offsets, which the placing makes as small as the order of calls allows."""
        return float(np.sum(self.offset_m**2))


def place_calls(line: DrawnLine, x: Float, y: Float) -> CallsOnLine:
    """Places calls (C,) on a line in their order, so loops and out-and-back ways come out right.

    Of all non-decreasing sequences of candidate positions, the one with the least sum of squared offsets; on
    a tie the earlier one.  Where the candidates near the poles allow no such sequence, every piece of the
    line is a candidate, and its two ends besides.
    """
    share, offset = _project(line, x, y)
    near = offset <= CANDIDATE_M
    lost = ~near.any(axis=1)
    near[lost, offset[lost].argmin(axis=1)] = True
    chosen = _least_squares_in_order(share, np.where(near, offset**2, np.inf))
    if chosen is None:
        share, offset = _with_ends(line, x, y, share, offset)
        chosen = _least_squares_in_order(share, offset**2)
    if chosen is None:  # the ends alone always allow an order
        raise AssertionError("calls cannot be ordered on a line that has both its ends as candidates")
    call = np.arange(len(x))
    padded = np.concatenate([[0.0], line.measure_m, line.measure_m[-1:]])
    first = 0 if share.shape[1] == len(line.x) - 1 else -1
    piece = chosen + first + 1
    measure = padded[piece] + share[call, chosen] * (padded[piece + 1] - padded[piece])
    # Equal positions on two pieces may differ in the last bit.
    return CallsOnLine(np.maximum.accumulate(measure), offset[call, chosen])


def _project(line: DrawnLine, x: Float, y: Float) -> tuple[Float, Float]:
    """The nearest point of every piece (P,) to every call (C,): its share along the piece, and how far."""
    ax, ay = line.x[:-1], line.y[:-1]
    dx, dy = np.diff(line.x), np.diff(line.y)
    along = (x[:, None] - ax) * dx + (y[:, None] - ay) * dy
    share = np.clip(along / (dx * dx + dy * dy), 0.0, 1.0)  # (C, P)
    offset = np.hypot(ax + share * dx - x[:, None], ay + share * dy - y[:, None])
    return share, offset


def _with_ends(line: DrawnLine, x: Float, y: Float, share: Float, offset: Float) -> tuple[Float, Float]:
    """Two more candidates, pieces of no length at the start and at the end."""
    none = np.zeros((len(x), 1))
    start = np.hypot(line.x[0] - x, line.y[0] - y)[:, None]
    end = np.hypot(line.x[-1] - x, line.y[-1] - y)[:, None]
    return np.hstack([none, share, none]), np.hstack([start, offset, end])


def _least_squares_in_order(share: Float, cost: Float) -> NDArray[np.int64] | None:
    """The piece of each call in the cheapest non-decreasing sequence, or None where there is none.

    Pieces follow each other, so a call may come after any call of an earlier piece, and on the same piece
    after one with no greater share.
    """
    calls, pieces = cost.shape
    came_from = np.empty((calls, pieces), np.int64)
    total = cost[0]
    for call in range(1, calls):
        best, where = _running_minimum(total)
        before = np.concatenate([[np.inf], best[:-1]])
        piece_before = np.concatenate([[-1], where[:-1]])
        stays = (share[call - 1] <= share[call]) & (total < before)
        came_from[call] = np.where(stays, np.arange(pieces), piece_before)
        total = np.where(stays, total, before) + cost[call]
    last = int(total.argmin())
    if not np.isfinite(total[last]):
        return None
    chosen = np.empty(calls, np.int64)
    chosen[-1] = last
    for call in range(calls - 1, 0, -1):
        chosen[call - 1] = came_from[call, chosen[call]]
    return chosen


def _running_minimum(values: Float) -> tuple[Float, NDArray[np.int64]]:
    """The least value so far at every position and where it first stood."""
    least = np.minimum.accumulate(values)
    new = np.concatenate([[True], values[1:] < least[:-1]])
    return least, np.maximum.accumulate(np.where(new, np.arange(len(values)), 0))
