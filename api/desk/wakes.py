"""Moments at which the engine asked to be woken, the earliest first, each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from heapq import heappop, heappush


@dataclass
class Wakes:
    """Wake-ups by their moment."""

    _waiting: list[tuple[datetime, date]] = field(default_factory=list)
    _known: set[tuple[datetime, date]] = field(default_factory=set)

    def put(self, at: datetime, service_date: date) -> None:
        """Wake a day at a moment."""
        if (at, service_date) not in self._known:
            self._known.add((at, service_date))
            heappush(self._waiting, (at, service_date))

    @property
    def next(self) -> datetime | None:
        """The earliest moment still to come."""
        return self._waiting[0][0] if self._waiting else None

    def take_before(self, now: datetime) -> Iterator[tuple[datetime, date]]:
        """Those whose moment has passed, one at a time: what one brings may come before the next.

        A moment has passed when the clock stands after it, so that all that happens at one moment of a
        clock that is set by hand comes before the engine is woken for it, as in a simulated day.
        """
        while self._waiting and self._waiting[0][0] < now:
            woken = heappop(self._waiting)
            self._known.discard(woken)
            yield woken
