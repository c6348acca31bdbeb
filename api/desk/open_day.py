"""A service day that is open for bookings: its state, its dispatcher and its events since it was opened."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from api.desk.event_lines import EventLines
from api.desk.ride_book import RideBook
from api.desk.town import Town
from api.storage.journal import DayJournal
from dispatch.domain.events import DayOpened, Event
from dispatch.engine.dispatcher import Dispatcher
from dispatch.engine.service_day import ServiceDay, apply


@dataclass
class OpenDay:
    """One service date of one area, as its one writer holds it."""

    service_date: date
    town: Town
    """The town under the rules and fares of this date."""
    journal: DayJournal
    dispatcher: Dispatcher
    day: ServiceDay = field(default_factory=ServiceDay)
    events: list[Event] = field(default_factory=list)
    book: RideBook = field(default_factory=RideBook)
    latest_s: int = -(1 << 31)
    """The latest moment at which anything was decided: time does not go back."""
    reading: threading.Lock = field(default_factory=threading.Lock)
    """Held while the state changes, and by whoever reads it from another thread."""
    lines: EventLines = field(init=False)
    """The same events, as they go out to those who follow the day."""

    def __post_init__(self) -> None:
        """Put into words what is asked for."""
        self.lines = EventLines(self.events)

    def follow(self, events: Sequence[Event]) -> None:
        """Fold what was committed."""
        with self.reading:
            for event in events:
                apply(self.day, event)
                self.book.follow(event)
            self.events.extend(events)
        if events:
            self.latest_s = max(self.latest_s, events[-1].at_s)


def recover(town: Town, service_date: date, events: Iterable[Event]) -> OpenDay:
    """The day that its journal leads to; with the vehicles it was opened with, or the service's where new."""
    kept = tuple(events)
    opened = next((event for event in kept if isinstance(event, DayOpened)), None)
    vehicles = opened.vehicles if opened is not None else town.service.vehicles
    journal, dispatcher = DayJournal(town.area, service_date), town.dispatcher(service_date, vehicles)
    found = OpenDay(service_date, town, journal, dispatcher)
    found.follow(kept)
    return found
