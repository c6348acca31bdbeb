"""Kernels run beside other threads: while one searches, Python goes on answering."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import perf_counter, sleep

import numba
import numpy as np
import pytest

from dispatch.domain.request import RideId
from dispatch.policy.objective import PlanCost
from dispatch.search.rounds import Habits, search_rounds
from dispatch.search.search_space import SearchSpace, open_space
from tests.dispatch.kernel.random_days import encoded, random_case

LONG_S = 0.8
"""How long the search lasts in one call that never comes back to Python."""
SHORT_S = 0.004


def search(space: SearchSpace, rounds: int) -> float:
    """One call of the kernel; returns how long it took."""
    began = perf_counter()
    search_rounds(
        *(space.now, space.trial, space.best, space.memory, space.pool, space.task, space.roads),
        *(space.desk, space.totals, rounds, 10.0, 0, False, Habits(), np.random.default_rng(1)),
    )
    return perf_counter() - began


@contextmanager
def another_thread() -> Iterator[list[float]]:
    """When a thread of Python had its turn: it needs the interpreter again and again, a moment each time."""
    turns, over = list[float](), Event()

    def take_turns() -> None:
        while not over.is_set():
            turns.append(perf_counter())
            sleep(SHORT_S)

    thread = Thread(target=take_turns)
    thread.start()
    try:
        yield turns
    finally:
        over.set()
        thread.join()


# `make coverage` runs the kernels as plain Python, which holds the interpreter by its nature
@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="kernels are not compiled")
def test_another_thread_runs_on_during_one_long_search() -> None:
    case = random_case(3)
    plan = encoded(case)
    waiting = [(RideId("new"), case.asked)]
    space = open_space(plan, case.travel, PlanCost(), now_s=0, waiting=waiting, slots=1 << 10)
    search(space, 100)
    rounds = int(2000 * LONG_S / search(space, 2000))
    with another_thread() as turns:
        took_s = search(space, rounds)
        ended = perf_counter()
    during = sum(ended - took_s < turn < ended for turn in turns)
    assert took_s > LONG_S / 4
    assert during > took_s / SHORT_S / 20, "the thread stood still while the kernel searched"
