"""Rides that a search may move, one row each: all that is needed to put a ride back anywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.candidate import Wish
from dispatch.kernel.compiling import borrowing_jit

ORIGIN, DESTINATION, PARTY, BOARD_S, ALIGHT_S, FROM_S, UNTIL_S, ARRIVE_FROM_S, ARRIVE_UNTIL_S, LONGEST_S = (
    range(10)
)
RIDE_FIELDS = 10

RideTable = NDArray[np.int32]  # (R, RIDE_FIELDS)
Weights = tuple[int, int, int, int]
"""What a second costs: of driving, of waiting, of riding, of delay to others."""


def ride_row(wish: Wish) -> tuple[int, ...]:
    """A wish as a row of the table."""
    return (
        *(wish.origin, wish.destination, wish.load, wish.board_s, wish.alight_s),
        *(wish.from_s, wish.until_s, wish.arrive_from_s, wish.arrive_until_s, wish.max_ride_s),
    )


@borrowing_jit
def wish_of(rides: RideTable, ride: int, weights: Weights, now_s: int) -> Wish:
    """A ride of the table as the kernels look for it."""
    drive, wait, ride_weight, others = weights
    return Wish(
        int(rides[ride, ORIGIN]),
        int(rides[ride, DESTINATION]),
        int(rides[ride, PARTY]),
        int(rides[ride, BOARD_S]),
        int(rides[ride, ALIGHT_S]),
        int(rides[ride, FROM_S]),
        int(rides[ride, UNTIL_S]),
        int(rides[ride, ARRIVE_FROM_S]),
        int(rides[ride, ARRIVE_UNTIL_S]),
        int(rides[ride, LONGEST_S]),
        now_s,
        drive,
        wait,
        ride_weight,
        others,
    )
