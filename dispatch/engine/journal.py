"""Where a service day's events are kept: the Journal port and the one in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from dispatch.domain.events import Event
from dispatch.engine.service_day import ServiceDay, apply


class VersionConflict(RuntimeError):
    """Somebody else has written to this day: read on and decide again."""


class Journal(Protocol):
    """One stream of events of one area and service date, only ever added to."""

    def append(self, events: Sequence[Event], *, expected_version: int) -> int:
        """Keep the events and return the new version; VersionConflict, and nothing kept, if another wrote."""
        ...

    def read(self, *, after: int = 0) -> Iterator[Event]:
        """The events after a version, in order."""
        ...


class MemoryJournal:
    """A journal for tests and simulations; it is gone with the process."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def append(self, events: Sequence[Event], *, expected_version: int) -> int:
        """Keep the events and return the new version."""
        if expected_version != len(self._events):
            raise VersionConflict(f"expected version {expected_version}, found {len(self._events)}")
        self._events.extend(events)
        return len(self._events)

    def read(self, *, after: int = 0) -> Iterator[Event]:
        """The events after a version, in order."""
        yield from self._events[after:]


def fold(events: Iterable[Event]) -> ServiceDay:
    """The day that these events lead to."""
    day = ServiceDay()
    for event in events:
        apply(day, event)
    return day
