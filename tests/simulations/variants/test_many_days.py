"""Orders on an executor: bounded, each once, and faults told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations.variants.executors import NoWorkers, executor_of
from simulations.variants.many_days import each_done


def double(number: int) -> int:
    return 2 * number


def refuse_seven(number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


class Watched:
    """A pool that notes how many orders it holds unfinished."""

    def __init__(self, pool: Executor) -> None:
        self.pool, self.open, self.most = pool, 0, 0

    def submit(self, *words: Any) -> Future[Any]:
        self.open += 1
        self.most = max(self.most, self.open)
        return self.pool.submit(*words)


@given(st.integers(0, 60), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_each_order_is_done_once_and_few_are_under_way(count: int, under_way: int) -> None:
    with ThreadPoolExecutor(2) as threads:
        pool = Watched(threads)
        found = {}
        for order, result in each_done(cast(Executor, pool), double, range(count), under_way):
            pool.open -= 1
            assert order not in found
            found[order] = result
    assert found == {number: 2 * number for number in range(count)}
    assert pool.most <= under_way


def test_orders_are_drawn_only_as_there_is_room() -> None:
    drawn: list[int] = []

    def orders() -> Iterator[int]:
        for number in range(1000):
            drawn.append(number)
            yield number

    with ThreadPoolExecutor(1) as pool:
        next(each_done(pool, double, orders(), 5))
    assert len(drawn) <= 6


def test_a_fault_of_one_order_ends_the_rest() -> None:
    with ThreadPoolExecutor(2) as pool, pytest.raises(ValueError, match="seven"):
        list(each_done(pool, refuse_seven, range(100), 4))


def test_a_cluster_that_is_not_there_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulations.variants.executors.TO_REACH_S", 1)
    with (
        pytest.raises(NoWorkers, match=r"^--cluster tcp://127.0.0.1:1: no Dask scheduler[^\n]*$"),
        executor_of(None, "tcp://127.0.0.1:1"),
    ):
        pass
    with pytest.raises(NoWorkers, match="one of the two"):
        executor_of(2, "tcp://127.0.0.1:1")
