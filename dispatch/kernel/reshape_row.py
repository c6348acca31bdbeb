"""Rides taken out of a row and put into it, in place; the schedules are left to be derived."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.compiling import borrowing_jit
from dispatch.kernel.fields import (
    ALIGHT,
    BOARD,
    CLOSE_S,
    GIVEN_FIELDS,
    KIND,
    LOAD,
    MAX_RIDE_S,
    NOBODY,
    OPEN_S,
    PARTNER,
    PLACE,
    RIDE,
    SERVICE_S,
)
from dispatch.kernel.ride_table import (
    ALIGHT_S,
    ARRIVE_FROM_S,
    ARRIVE_UNTIL_S,
    BOARD_S,
    DESTINATION,
    FROM_S,
    LONGEST_S,
    ORIGIN,
    PARTY,
    UNTIL_S,
    RideTable,
)
from dispatch.kernel.schedule import Block


@borrowing_jit
def take_out(
    block: Block,
    row: int,
    length: int,
    leaving: NDArray[np.bool_],  # (R,)
    rides: RideTable,
    moved_to: NDArray[np.int64],  # (L,) scratch
) -> int:
    """Close the gaps that leaving rides make in a row; returns its new length."""
    gone, kept = 0, 0
    for k in range(length):
        ride = block[row, RIDE, k]
        if ride != NOBODY and leaving[ride]:
            gone += rides[ride, PARTY] if block[row, KIND, k] == BOARD else -rides[ride, PARTY]
            continue
        moved_to[k] = kept
        if kept != k:
            for field in range(GIVEN_FIELDS):
                block[row, field, kept] = block[row, field, k]
        block[row, LOAD, kept] -= gone
        kept += 1
    for k in range(kept):
        partner = block[row, PARTNER, k]
        if partner != NOBODY:
            block[row, PARTNER, k] = moved_to[partner]
    return kept


@borrowing_jit
def put_in(block: Block, row: int, length: int, i: int, j: int, ride: int, rides: RideTable) -> int:
    """Put a ride's pickup after position i of a row and its drop-off after j; returns the new length."""
    for field in range(GIVEN_FIELDS):
        for k in range(length - 1, j, -1):
            block[row, field, k + 2] = block[row, field, k]
        for k in range(j, i, -1):
            block[row, field, k + 1] = block[row, field, k]
    boards, alights = i + 1, j + 2
    for k in range(length + 2):
        partner = block[row, PARTNER, k]
        block[row, PARTNER, k] = partner + (partner > i) + (partner > j)
    party = rides[ride, PARTY]
    for k in range(boards + 1, alights):
        block[row, LOAD, k] += party
    block[row, LOAD, boards] = block[row, LOAD, i] + party
    block[row, LOAD, alights] = block[row, LOAD, alights - 1] - party
    block[row, PLACE, boards] = rides[ride, ORIGIN]
    block[row, SERVICE_S, boards] = rides[ride, BOARD_S]
    block[row, OPEN_S, boards] = rides[ride, FROM_S]
    block[row, CLOSE_S, boards] = rides[ride, UNTIL_S]
    block[row, KIND, boards] = BOARD
    block[row, PARTNER, boards] = alights
    block[row, PLACE, alights] = rides[ride, DESTINATION]
    block[row, SERVICE_S, alights] = rides[ride, ALIGHT_S]
    block[row, OPEN_S, alights] = rides[ride, ARRIVE_FROM_S]
    block[row, CLOSE_S, alights] = rides[ride, ARRIVE_UNTIL_S]
    block[row, KIND, alights] = ALIGHT
    block[row, PARTNER, alights] = boards
    for k in (boards, alights):
        block[row, MAX_RIDE_S, k] = rides[ride, LONGEST_S]
        block[row, RIDE, k] = ride
    return length + 2
