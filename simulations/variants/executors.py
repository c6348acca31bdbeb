"""Where many days are replayed: in processes of this machine, or on a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import numpy as np

from dispatch.kernel.warm import warm_up
from dispatch.search.warm import warm_up_search

TO_REACH_S = 10


class NoWorkers(ValueError):
    """Nobody replays the days, or those who did are gone; the message says what to do."""


@contextmanager
def on_processes(workers: int | None = None) -> Iterator[Executor]:
    """Processes of this machine, one a core unless said otherwise; each is new, so that nothing is shared."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers or os.cpu_count(), mp_context=spawned, initializer=_make_ready) as pool:
        try:
            yield pool
        except BrokenProcessPool as problem:
            raise NoWorkers(
                "a process that replayed days has ended, perhaps for want of memory; "
                "start again with fewer --workers"
            ) from problem
        finally:  # what has not begun need not be done
            pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def on_cluster(address: str) -> Iterator[Executor]:
    """A Dask cluster, by the address of its scheduler; its workers have noriai and see the same folders.

    Raises NoWorkers.
    """
    try:
        import distributed
    except ImportError as problem:
        raise NoWorkers(
            "distributed is not installed; it comes with the extra `cluster`: pip install 'noriai[cluster]'"
        ) from problem
    connect: Any = distributed.Client  # has no types
    try:
        client = connect(address, timeout=TO_REACH_S)
    except (OSError, ValueError) as problem:
        raise NoWorkers(
            f"--cluster {address}: no Dask scheduler answers there; give an address such as tcp://host:8786"
        ) from problem
    with client:
        try:
            yield client.get_executor(pure=False)  # otherwise equal calls are merged into one
        except distributed.KilledWorker as problem:
            raise NoWorkers(
                f"--cluster {address}: its workers end when they replay a day ({problem})"
            ) from problem


def executor_of(workers: int | None, cluster: str | None) -> AbstractContextManager[Executor]:
    """A cluster where its address is given, else processes of this machine."""
    if cluster is None:
        return on_processes(workers)
    if workers is not None:
        raise NoWorkers("--workers goes without --cluster, which has its own; give one of the two")
    return on_cluster(cluster)


def _make_ready() -> None:
    """Load the compiled kernels before the first day, and end when the process that began us does."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    warm_up()
    warm_up_search(np.random.default_rng(0))


def _end_with_parent() -> None:
    """A worker waits for orders for ever where who gave them was killed: nobody else would end it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
