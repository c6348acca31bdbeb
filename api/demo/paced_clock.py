"""A clock that can be set forward, stands until it is started, and then runs faster than the world's."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta


class PacedClock:
    """Service time, at a pace of its own."""

    def __init__(self, now: datetime, pace: float = 0.0) -> None:
        self._from, self._pace = now.astimezone(UTC), pace
        self._begun_s = time.monotonic()
        self._waiting: set[threading.Condition] = set()
        self._lock = threading.Lock()

    @property
    def pace(self) -> float:
        """How many seconds of it pass in a second."""
        with self._lock:
            return self._pace

    def now(self) -> datetime:
        """The present moment."""
        with self._lock:
            return self._now()

    def set(self, now: datetime) -> None:
        """Go on to a later moment at once, and wake whoever waits."""
        self._begin_again(max(now.astimezone(UTC), self.now()), self._pace)

    def start(self, pace: float) -> None:
        """Run from now on."""
        self._begin_again(self.now(), pace)

    def wait(self, until: datetime | None, over: threading.Condition) -> None:
        """Wait until notified, until a moment has come, or until the clock was set."""
        with self._lock:
            self._waiting.add(over)
            left_s = None if until is None else (until - self._now()).total_seconds()
            pace = self._pace
        if left_s is not None and left_s <= 0:
            return
        over.wait(left_s / pace if left_s is not None and pace else None)

    def _now(self) -> datetime:
        return self._from + timedelta(seconds=(time.monotonic() - self._begun_s) * self._pace)

    def _begin_again(self, now: datetime, pace: float) -> None:
        with self._lock:
            self._from, self._pace, self._begun_s = now, pace, time.monotonic()
            waiting = list(self._waiting)
        for over in waiting:
            with over:
                over.notify_all()
