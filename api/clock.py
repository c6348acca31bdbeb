"""Clocks: the service asks one what time it is, and never the machine itself."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Says what time it is, in UTC, and wakes those who wait for a later one."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def wait(self, until: datetime | None, over: threading.Condition) -> None:
        """Wait, holding the condition, until it is notified or a moment has come."""
        ...


class SystemClock:
    """The machine's clock, which never goes back: a set-back clock stands still until it is caught up."""

    def __init__(self) -> None:
        self._latest = datetime.now(UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The present moment."""
        with self._lock:
            self._latest = max(self._latest, datetime.now(UTC))
            return self._latest

    def wait(self, until: datetime | None, over: threading.Condition) -> None:
        """Wait until notified or until a moment has come."""
        over.wait(None if until is None else max(0.0, (until - self.now()).total_seconds()))


class ManualClock:
    """A clock that stands until it is set: for tests, and for days replayed over HTTP."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)
        self._waiting: set[threading.Condition] = set()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._now

    def set(self, now: datetime) -> None:
        """Go on to a later moment, and wake whoever waits."""
        with self._lock:
            if now < self._now:
                raise ValueError(f"a clock does not go back from {self._now} to {now}")
            self._now = now.astimezone(UTC)
            waiting = list(self._waiting)
        for over in waiting:
            with over:
                over.notify_all()

    def wait(self, until: datetime | None, over: threading.Condition) -> None:
        """Wait until notified; a moment comes only by being set."""
        with self._lock:
            self._waiting.add(over)
            if until is not None and until <= self._now:
                return
        over.wait()


def service_seconds(service_date: date, at: datetime, zone: ZoneInfo) -> int:
    """Seconds of a service day at a moment: from noon minus 12 h, so days ahead of it are negative.

    >>> service_seconds(date(2026, 12, 2), datetime(2026, 12, 2, 0, 30, tzinfo=UTC), ZoneInfo("Asia/Tokyo"))
    34200
    """
    return int((at - _origin(service_date, zone)).total_seconds() // 1)


def moment(service_date: date, at_s: int, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, of so many seconds of a service day."""
    return _origin(service_date, zone) + timedelta(seconds=at_s)


def _origin(service_date: date, zone: ZoneInfo) -> datetime:
    noon = datetime(service_date.year, service_date.month, service_date.day, 12, tzinfo=zone)
    return noon.astimezone(UTC) - timedelta(hours=12)
