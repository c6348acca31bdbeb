"""One way to take a rider along, written out as a row of its own and scheduled exactly."""

from __future__ import annotations

from typing import NamedTuple

from dispatch.kernel.compiling import borrowing_jit
from dispatch.kernel.fields import (
    ALIGHT,
    BOARD,
    CLOSE_S,
    DRIVE_S,
    EARLIEST_S,
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
from dispatch.kernel.roads import Roads, drive_s
from dispatch.kernel.schedule import Block, least_fixed_point


class Wish(NamedTuple):
    """What is asked and how it is priced, as the kernels read it; whole numbers only."""

    origin: int
    destination: int
    load: int
    board_s: int
    alight_s: int
    from_s: int
    until_s: int
    arrive_from_s: int
    arrive_until_s: int
    max_ride_s: int
    now_s: int
    drive_weight: int
    wait_weight: int
    ride_weight: int
    others_weight: int


@borrowing_jit
def write_candidate(
    block: Block, row: int, length: int, i: int, j: int, wish: Wish, candidate: Block
) -> None:
    """Write the row with the rider after positions i and j of the old one, leaving no earlier than now."""
    for field in range(GIVEN_FIELDS):
        for k in range(i + 1):
            candidate[0, field, k] = block[row, field, k]
        for k in range(i + 1, j + 1):
            candidate[0, field, k + 1] = block[row, field, k]
        for k in range(j + 1, length):
            candidate[0, field, k + 2] = block[row, field, k]
    for k in range(length + 2):
        partner = candidate[0, PARTNER, k]
        candidate[0, PARTNER, k] = partner + (partner > i) + (partner > j)
    for k in range(i + 2, j + 2):
        candidate[0, LOAD, k] += wish.load
    candidate[0, OPEN_S, 0] = max(block[row, OPEN_S, 0], wish.now_s)
    boards, alights = i + 1, j + 2
    candidate[0, PLACE, boards] = wish.origin
    candidate[0, SERVICE_S, boards] = wish.board_s
    candidate[0, OPEN_S, boards] = wish.from_s
    candidate[0, CLOSE_S, boards] = wish.until_s
    candidate[0, LOAD, boards] = block[row, LOAD, i] + wish.load
    candidate[0, PARTNER, boards] = alights
    candidate[0, KIND, boards] = BOARD
    candidate[0, PLACE, alights] = wish.destination
    candidate[0, SERVICE_S, alights] = wish.alight_s
    candidate[0, OPEN_S, alights] = wish.arrive_from_s
    candidate[0, CLOSE_S, alights] = wish.arrive_until_s
    candidate[0, LOAD, alights] = block[row, LOAD, j]
    candidate[0, PARTNER, alights] = boards
    candidate[0, KIND, alights] = ALIGHT
    for k in (boards, alights):
        candidate[0, MAX_RIDE_S, k] = wish.max_ride_s
        candidate[0, RIDE, k] = NOBODY


@borrowing_jit
def schedule_candidate(
    block: Block, row: int, length: int, i: int, j: int, wish: Wish, roads: Roads, candidate: Block
) -> bool:
    """Write the row with the rider in it and its earliest schedule; False where there is none."""
    write_candidate(block, row, length, i, j, wish, candidate)
    # the row's number is computed: as a constant it would have the schedule compiled a second time
    return bool(least_fixed_point(candidate, candidate.shape[0] - 1, length + 2, roads))


@borrowing_jit
def price_candidate(
    block: Block, row: int, length: int, i: int, j: int, wish: Wish, roads: Roads, candidate: Block
) -> tuple[int, int]:
    """Cost and added driving seconds of a scheduled candidate."""
    added_s = 0
    others_s = 0
    for k in range(length + 1):
        leave_s = candidate[0, EARLIEST_S, k] + candidate[0, SERVICE_S, k]
        added_s += int(drive_s(roads, candidate[0, PLACE, k], candidate[0, PLACE, k + 1], leave_s))
    for k in range(length):
        added_s -= int(block[row, DRIVE_S, k])
        kind = block[row, KIND, k]
        if kind in (BOARD, ALIGHT):
            there = k + (k > i) + (k > j)
            others_s += int(candidate[0, EARLIEST_S, there]) - int(block[row, EARLIEST_S, k])
    pickup_s = int(candidate[0, EARLIEST_S, i + 1])
    arrival_s = int(candidate[0, EARLIEST_S, j + 2])
    cost = (
        wish.drive_weight * added_s
        + wish.wait_weight * (pickup_s - wish.from_s)
        + wish.ride_weight * (arrival_s - pickup_s - wish.board_s)
        + wish.others_weight * others_s
    )
    return cost, added_s
