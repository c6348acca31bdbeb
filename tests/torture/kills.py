"""Kill the desk's process, at random moments under load and at every point of every append."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import numpy as np

from api.storage.database import open_database
from api.storage.schema import migrate
from tests.api.storage.private_postgres import DURABLE, private_postgres
from tests.torture.calls import Call, Told, Unknown
from tests.torture.desk_process import POINTS, DeskProcess
from tests.torture.judge import Verdict, judge
from tests.torture.riders import History, book, journeys, persistent

RIDERS = 4
"""So many book at the same time."""
BACKENDS = ("sqlite", "postgresql")


@contextmanager
def fresh_database(backend: str) -> Iterator[str]:
    """The address of a new database that waits for its disk."""
    with tempfile.TemporaryDirectory() as folder:
        if backend == "sqlite":
            address = str(Path(folder) / "noriai.db")
            _make(address)
            yield address
            return
        with private_postgres(DURABLE) as server:
            address = server.new_database().render_as_string(hide_password=False)
            _make(address)
            yield address


def _make(address: str) -> None:
    database = open_database(address)
    migrate(database)
    database.close()


def kill_at_random(
    address: str, kills: int, seed: int, planted: str | None = None
) -> tuple[Verdict, History, list[float]]:
    """Riders book without a pause while the process is killed so many times; seconds until ready again."""
    rng = np.random.default_rng(seed)
    history, began = History(), time.time()
    again = threading.Condition()
    process = DeskProcess(address, began, lines=RIDERS, planted=planted)
    process.wait_ready()
    over = threading.Event()
    numbers = count()

    def wait() -> None:
        with again:
            again.wait(0.2)

    def ride(line: int, own: np.random.Generator) -> None:
        make = persistent(lambda call: process.send(call, line), history, wait)
        for request in journeys(own, iter(lambda: next(numbers), None)):
            if over.is_set():
                return
            book(request, make, gives_up=own.random() < 0.15)

    riders = [
        threading.Thread(target=ride, args=(line, np.random.default_rng([seed, line])), daemon=True)
        for line in range(RIDERS)
    ]
    for rider in riders:
        rider.start()
    ready_s = []
    for _ in range(kills):
        time.sleep(float(rng.uniform(0.02, 0.6)))
        begun = time.monotonic()
        process.kill()
        process = DeskProcess(address, began, lines=RIDERS, planted=planted)
        process.wait_ready()
        ready_s.append(time.monotonic() - begun)
        with again:
            again.notify_all()
    over.set()
    for rider in riders:
        rider.join()
    process.kill()
    return _judged(history, address), history, ready_s


def crash_each_append(address: str, appends: int, seed: int) -> tuple[Verdict, History, int]:
    """Cut every append of a morning at each point, one process after the other; how often it was cut.

    An append that was kept cannot be cut again: the last point takes every second append, the one before it
    the others, and the run is made twice, with odd and even exchanged (`seed`).
    """
    history, began = History(), time.time()
    cuts = 0
    landed = count(seed)

    def send(call: Call) -> Told:
        nonlocal cuts
        told: Told | None = None
        for point in (*POINTS[:3], POINTS[3 + next(landed) % 2]):
            process = DeskProcess(address, began, crash_at=point)
            process.wait_ready()
            try:
                told = process.send(call)
                assert point == POINTS[4] or not told.events
                history.keep(call, told)
            except Unknown:
                history.keep_unknown()
            if told is not None and not told.events:
                process.kill()
                return told
            process.wait_gone()
            cuts += 1
        process = DeskProcess(address, began)
        process.wait_ready()
        told = process.send(call)
        process.kill()
        return told

    make = persistent(send, history, lambda: None)
    rng = np.random.default_rng(seed)
    for request in journeys(rng, count()):
        book(request, make, gives_up=rng.random() < 0.3)
        if len({call.key for call, _ in history.told}) >= appends:
            break
    return _judged(history, address), history, cuts


def _judged(history: History, address: str) -> Verdict:
    database = open_database(address)
    try:
        return judge(history, database)
    finally:
        database.close()


def main() -> None:
    """The long form: figures for each database; exit code 1 where anything was lost, doubled or changed."""
    kills, appends = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (300, 300)
    clean = True
    for backend in BACKENDS:
        with fresh_database(backend) as address:
            verdict, history, ready_s = kill_at_random(address, kills, seed=1)
        clean &= verdict.clean
        print(
            f"{backend}: {kills} kills at random, {verdict.bookings} bookings, {len(history.told)} answers, "
            f"{history.unknown} unknown first; ready again: median {np.median(ready_s):.2f} s, "
            f"longest {max(ready_s):.2f} s; {verdict.sentence}",
            flush=True,
        )
        for seed in (0, 1):
            with fresh_database(backend) as address:
                verdict, history, cuts = crash_each_append(address, appends, seed)
            clean &= verdict.clean
            print(
                f"{backend}: {cuts} cuts in a morning of {len(history.told)} answers, "
                f"{verdict.bookings} bookings; {verdict.sentence}",
                flush=True,
            )
    sys.exit(not clean)


if __name__ == "__main__":
    main()
