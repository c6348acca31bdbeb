"""The demo's clock stands, jumps, and runs faster than the world's; it never goes back."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

from api.demo.paced_clock import PacedClock

NINE = datetime(2026, 12, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def waiting(clock: PacedClock, until: datetime | None) -> tuple[threading.Thread, threading.Condition]:
    over = threading.Condition()

    def wait() -> None:
        with over:
            clock.wait(until, over)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread, over


def test_it_stands_until_it_is_started_and_then_runs_ahead() -> None:
    clock = PacedClock(NINE)
    time.sleep(0.02)
    assert clock.now() == NINE
    clock.start(600)
    time.sleep(0.05)
    assert clock.now() - NINE >= timedelta(seconds=30)


def test_it_is_set_forward_and_never_back() -> None:
    clock = PacedClock(NINE)
    clock.set(NINE + MINUTE)
    clock.set(NINE)
    assert clock.now() == NINE + MINUTE


def test_whoever_waits_is_woken_when_it_is_set_or_the_moment_comes() -> None:
    clock = PacedClock(NINE)
    standing, _ = waiting(clock, NINE + 10 * MINUTE)
    while not clock._waiting:
        time.sleep(0.001)
    clock.set(NINE + MINUTE)  # to look again, though the moment has not come
    standing.join(5)
    assert not standing.is_alive()
    clock.start(6000)
    running, _ = waiting(clock, clock.now() + 10 * MINUTE)
    running.join(5)
    assert not running.is_alive()
    assert clock.now() >= NINE + 10 * MINUTE
