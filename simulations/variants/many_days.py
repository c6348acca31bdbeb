"""Days on an executor: as many under way as keep it busy, and never more, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from itertools import islice
from typing import TypeVar

Order = TypeVar("Order")
Result = TypeVar("Result")
UNDER_WAY = 32
"""Enough for the workers of one machine; a cluster is asked for more."""


def each_done(
    executor: Executor | None,
    work: Callable[[Order], Result],
    orders: Iterable[Order],
    under_way: int = UNDER_WAY,
) -> Iterator[tuple[Order, Result]]:
    """What comes of each order, as it is done; without an executor one after the other in this process.

    What the work raises is raised here; orders that had not begun are then let go.
    """
    if executor is None:
        for order in orders:
            yield order, work(order)
        return
    waiting = iter(orders)
    running: dict[Future[Result], Order] = {}
    try:
        while True:
            room = under_way - len(running)
            running |= {executor.submit(work, order): order for order in islice(waiting, room)}
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future.result()
    finally:
        for future in running:
            future.cancel()
