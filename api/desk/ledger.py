"""The storage as a desk sees it: what was decided is kept whole, and after any fault read anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from api.clock import Clock
from api.desk.open_day import OpenDay, recover
from api.desk.order import ENGINE, Order, Outcome
from api.desk.town import Town
from api.rules.in_force import town_on
from api.storage.database import Database
from api.storage.database_error import UncertainCommit
from api.storage.journal import DayJournal, Entry
from api.storage.receipts import Answer, RepeatKey, find_answer, keep_answer
from api.storage.writer import Tenure
from dispatch.domain.commands import Wake
from dispatch.domain.events import Event
from dispatch.engine.journal import VersionConflict

Projection = Callable[[Connection, OpenDay, Outcome], None]
"""Writes the rows that follow from any order's events, in their transaction.

The day is as it was before them; what is read of it is read by the one thread that changes it.
"""


class StorageFailed(RuntimeError):
    """The storage did not do what it was asked, or did not say that it did: what it holds is not known."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The journal and the answers of one area, written in one tenure."""

    town: Town
    database: Database
    tenure: Tenure
    clock: Clock
    projections: tuple[Projection, ...] = ()

    def read(self, service_date: date) -> OpenDay:
        """The day as it is kept, under the rules of its date; raises StorageFailed, or DamagedJournal where
        an event was changed."""
        with _failing():
            events = tuple(DayJournal(self.town.area, service_date).read(self.database))
            with self.database.read() as connection:
                town = town_on(connection, self.town, service_date)
        return recover(town, service_date, events)

    def list_dates(self, now: datetime) -> list[date]:
        """The dates that may be booked by the rules of today; raises StorageFailed.

        The day before is among them while it is kept: it may run past midnight, and what tablets bring from a
        dead zone belongs to it.
        """
        today = self.town.today(now)
        before = DayJournal(self.town.area, today - timedelta(days=1))
        with _failing(), self.database.read() as connection:
            booked = list(town_on(connection, self.town, today).list_dates(now))
            goes_on = self.town.service_date(now) < today and self.town.service.runs_on(before.service_date)
            return [before.service_date, *booked] if goes_on or before.is_kept(connection) else booked

    def settle(self) -> None:
        """Wait until all that was under way is kept, or never will be; raises StorageFailed."""
        with _failing():
            self.tenure.settle(self.database)

    def open(self, open_day: OpenDay, events: tuple[Event, ...]) -> None:
        """Keep the opening of a new day."""
        order = Order(open_day.service_date, Wake(), ENGINE, reason="opened for bookings")
        outcome = Outcome(open_day.service_date, 0, events, len(events))
        self.keep(open_day, order, outcome, order.respond(outcome))

    def keep(self, open_day: OpenDay, order: Order, outcome: Outcome, answer: Answer) -> None:
        """Keep events, answer and what goes beside them, all or nothing; then the day follows.

        Raises StorageFailed: the day in memory counts for nothing then, and must be read anew.
        """
        entry = Entry(order.actor, self.clock.now(), order.reason)
        with _failing(), self.database.write() as connection:
            open_day.journal.append(
                connection, self.tenure, outcome.events, entry, expected_version=open_day.day.version
            )
            if order.key is not None:
                keep_answer(connection, order.key, answer, entry.at)
            for project in self.projections:
                project(connection, open_day, outcome)
            order.beside(connection, outcome)
        open_day.follow(outcome.events)

    def find_told(self, key: RepeatKey) -> Answer | None:
        """What was told under a key; certain to be kept, even where the commit that kept it was cut short."""
        with _failing():
            with self.database.read() as connection:
                known = find_answer(connection, key)
            if known is not None:
                self.tenure.settle(self.database)
        return known


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, VersionConflict, UncertainCommit) as fault:
        raise StorageFailed(type(fault).__name__) from fault
