"""The rounds of an improvement search: ruin some rows, mend them, keep what is accepted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.compiling import borrowing_jit
from dispatch.kernel.reshape_row import take_out
from dispatch.kernel.roads import Roads
from dispatch.search.acceptance import accepts
from dispatch.search.recreate import recreate_by_regret, recreate_greedily, shuffle_waiting
from dispatch.search.route_pool import RoutePool, remember_route
from dispatch.search.ruin import clear, ruin_anywhere, ruin_related, ruin_strings
from dispatch.search.search_rows import (
    BEST,
    CURRENT,
    NO_ROW,
    Desk,
    Memory,
    Rows,
    Task,
    copy_row,
    copy_whereabouts,
    cost_row,
)


class Habits(NamedTuple):
    """How a search ruins and mends; shares are of all rounds."""

    mean: float = 8.0
    """Rides taken out on average, by strings."""
    longest: float = 10.0
    """Rides in one string at most."""
    strings: float = 0.9
    related: float = 0.07
    """The rest ruins anywhere."""
    most_related: float = 12.0
    regret: float = 0.1
    """Rounds mended by regret; the others mend greedily."""
    blink: float = 0.01
    """Rows that greedy mending overlooks."""
    noise: float = 0.2
    """By how much a regret may seem larger than it is."""


@borrowing_jit
def search_rounds(
    now: Rows,
    trial: Rows,
    best: Rows,
    memory: Memory,
    pool: RoutePool,
    task: Task,
    roads: Roads,
    desk: Desk,
    totals: NDArray[np.int64],  # (2,) CURRENT, BEST
    rounds: int,
    heat: float,
    band: int,
    until_served: bool,
    habits: Habits,
    rng: np.random.Generator,
) -> None:
    """So many rounds at one heat.

    Routes of plans that cost at most `band` more than the best go into the pool. `until_served` ends the
    search as soon as nobody waits for a place.
    """
    for _ in range(rounds):
        _ruin(trial, task, desk, habits, rng)
        waiting = _take_out_leaving(trial, memory, task, roads, desk)
        if waiting == 0:
            continue
        if rng.random() < habits.regret:
            left = recreate_by_regret(trial, waiting, memory, task, roads, desk, habits.noise, rng)
        else:
            shuffle_waiting(waiting, task, roads, desk, rng)
            left = recreate_greedily(trial, waiting, memory, task, roads, desk, habits.blink, rng)
        total = left * task.unserved
        for row in range(len(trial.cost)):
            total += trial.cost[row]
        if not accepts(total, totals[CURRENT], heat, rng):
            _make_same(now, trial, desk)
            continue
        totals[CURRENT] = total
        if left == 0 and total < totals[BEST] + band:
            for row in range(len(trial.cost)):
                if desk.touched[row]:
                    remember_route(trial, row, pool, task)
        _make_same(trial, now, desk)
        if total < totals[BEST]:
            totals[BEST] = total
            for row in range(len(now.cost)):
                if best.sign[row] != now.sign[row]:
                    copy_row(now, best, row)
            copy_whereabouts(now, best)
            if until_served and left == 0:
                break


@borrowing_jit
def _ruin(trial: Rows, task: Task, desk: Desk, habits: Habits, rng: np.random.Generator) -> None:
    clear(desk.leaving)
    draw = rng.random()
    if draw < habits.strings:
        ruin_strings(trial, task, desk, habits.mean, habits.longest, rng)
    elif draw < habits.strings + habits.related:
        ruin_related(trial, task, desk, int(2 + rng.random() * (habits.most_related - 1)), rng)
    else:
        ruin_anywhere(trial, desk, int(2 + rng.random() * habits.most_related / 2), rng)


@borrowing_jit
def _take_out_leaving(trial: Rows, memory: Memory, task: Task, roads: Roads, desk: Desk) -> int:
    """Take the marked rides out; returns how many wait for a place, those that had none included."""
    clear(desk.touched)
    waiting = 0
    for ride in range(len(trial.row_of)):
        row = trial.row_of[ride]
        if row == NO_ROW or desk.leaving[ride]:
            desk.waiting[waiting] = ride
            waiting += 1
            if row != NO_ROW:
                desk.touched[row] = True
                trial.row_of[ride] = NO_ROW
    for row in range(len(trial.cost)):
        if desk.touched[row]:
            length = trial.length[row]
            trial.length[row] = take_out(trial.block, row, length, desk.leaving, task.rides, desk.moved_to)
            cost_row(trial, row, memory, task, roads)
    return waiting


@borrowing_jit
def _make_same(source: Rows, target: Rows, desk: Desk) -> None:
    for row in range(len(source.cost)):
        if desk.touched[row]:
            copy_row(source, target, row)
    copy_whereabouts(source, target)
