"""How rides without a place are put back: one after the other, or first whom waiting would cost most."""

from __future__ import annotations

import numpy as np

from dispatch.kernel.compiling import borrowing_jit
from dispatch.kernel.ride_table import DESTINATION, FROM_S, ORIGIN, UNTIL_S
from dispatch.kernel.roads import Roads
from dispatch.search.search_rows import (
    NO_ROW,
    NO_WAY,
    UNKNOWN,
    Desk,
    Memory,
    Rows,
    Task,
    key_of,
    place_ride,
    work_out,
)


@borrowing_jit
def recreate_greedily(
    rows: Rows,
    waiting: int,
    memory: Memory,
    task: Task,
    roads: Roads,
    desk: Desk,
    blink: float,
    rng: np.random.Generator,
) -> int:
    """Put each waiting ride into its cheapest row, in the order given; returns how many still wait.

    Now and then a row is overlooked, so that the same ruin is not always mended the same way (Christiaens and
    Vanden Berghe 2020, 5.3).
    """
    sign, way_key, way = rows.sign, memory.way_key, memory.way
    mask = np.uint64(len(way_key) - 1)
    left = 0
    for n in range(waiting):
        ride = desk.waiting[n]
        cheapest, gaps, where = NO_WAY, 0, int(NO_ROW)
        unknown = 0
        for row in range(len(sign)):
            if rng.random() < blink:
                continue
            key = key_of(sign[row], ride)
            slot = key & mask
            if way_key[slot] != key:
                desk.unknown[unknown] = row
                unknown += 1
            elif way[slot, 0] < cheapest:
                if way[slot, 1] == UNKNOWN:
                    desk.unknown[unknown] = row
                    unknown += 1
                else:
                    cheapest, gaps, where = way[slot, 0], way[slot, 1], row
        for m in range(unknown):
            row = desk.unknown[m]
            key = key_of(sign[row], ride)
            slot = key & mask
            if way_key[slot] == key and way[slot, 0] >= cheapest:
                continue
            work_out(rows, row, ride, cheapest, memory, task, roads, desk)
            if way[slot, 1] != UNKNOWN:
                cheapest, gaps, where = way[slot, 0], way[slot, 1], row
        if where == NO_ROW or cheapest >= task.unserved:
            desk.waiting[left] = ride
            left += 1
        else:
            place_ride(rows, where, ride, cheapest, gaps, memory, task, roads, desk)
    return left


@borrowing_jit
def recreate_by_regret(
    rows: Rows,
    waiting: int,
    memory: Memory,
    task: Task,
    roads: Roads,
    desk: Desk,
    noise: float,
    rng: np.random.Generator,
) -> int:
    """Put in first whom another row than the best would cost most; returns how many still wait."""
    sign, way_key, way = rows.sign, memory.way_key, memory.way
    mask, added, fleet = np.uint64(len(way_key) - 1), desk.added, len(rows.sign)
    first, last = 0, fleet
    while waiting > 0:
        for n in range(waiting):
            for row in range(first, last):
                key = key_of(sign[row], desk.waiting[n])
                slot = key & mask
                if way_key[slot] != key or (way[slot, 1] == UNKNOWN and way[slot, 0] < NO_WAY):
                    work_out(rows, row, desk.waiting[n], NO_WAY, memory, task, roads, desk)
                added[n, row] = way[slot, 0]
        chosen, where = _most_regretted(waiting, fleet, task, desk, noise, rng)
        if chosen < 0:
            return waiting
        ride = desk.waiting[chosen]
        key = key_of(sign[where], ride)
        slot = key & mask
        if way_key[slot] != key or way[slot, 1] == UNKNOWN:
            work_out(rows, where, ride, NO_WAY, memory, task, roads, desk)
        place_ride(rows, where, ride, way[slot, 0], way[slot, 1], memory, task, roads, desk)
        waiting -= 1
        desk.waiting[chosen] = desk.waiting[waiting]
        for row in range(fleet):
            added[chosen, row] = added[waiting, row]
        first, last = where, where + 1
    return 0


@borrowing_jit
def _most_regretted(
    waiting: int, fleet: int, task: Task, desk: Desk, noise: float, rng: np.random.Generator
) -> tuple[int, int]:
    chosen, where, most = int(NO_ROW), int(NO_ROW), -1.0
    for n in range(waiting):
        one, two, best = NO_WAY, NO_WAY, int(NO_ROW)
        for row in range(fleet):
            cost = desk.added[n, row]
            if cost < one:
                one, two, best = cost, one, row
            elif cost < two:
                two = cost
        if one < task.unserved:
            regret = (min(two, task.unserved) - one) * (1 + noise * rng.random())
            if regret > most:
                chosen, where, most = n, best, regret
    return chosen, where


@borrowing_jit
def shuffle_waiting(waiting: int, task: Task, roads: Roads, desk: Desk, rng: np.random.Generator) -> None:
    """Order waiting rides in one of five ways: any, longest or least choice first, earliest, latest."""
    draw, rides = rng.random(), task.rides
    for n in range(waiting):
        ride = desk.waiting[n]
        if draw < 0.35:
            desk.score[n] = rng.random()
        elif draw < 0.55:
            desk.score[n] = -roads.fastest[rides[ride, ORIGIN], rides[ride, DESTINATION]]
        elif draw < 0.7:
            desk.score[n] = rides[ride, UNTIL_S] - rides[ride, FROM_S]
        elif draw < 0.85:
            desk.score[n] = rides[ride, FROM_S]
        else:
            desk.score[n] = -rides[ride, FROM_S]
    for n in range(1, waiting):
        ride, score = desk.waiting[n], desk.score[n]
        m = n
        while m > 0 and desk.score[m - 1] > score:
            desk.waiting[m], desk.score[m] = desk.waiting[m - 1], desk.score[m - 1]
            m -= 1
        desk.waiting[m], desk.score[m] = ride, score
