"""The days of a desk: opened as their dates come, read anew after a fault, woken when the engine asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from time import monotonic

import structlog

from api.clock import Clock, moment
from api.desk.hub import Hub
from api.desk.ledger import Ledger, StorageFailed
from api.desk.open_day import OpenDay
from api.desk.undone import DayNotOpen, DayUnread
from api.desk.wakes import Wakes
from api.storage.journal import DamagedJournal
from dispatch.engine.dispatcher import Decision

LOG = structlog.get_logger()
READ_AGAIN_S = 0.5
"""Between two tries to read a day whose storage failed."""


class OpenDays:
    """The days that may be booked, kept up by the one thread of their desk; any thread may look one up."""

    def __init__(self, ledger: Ledger, clock: Clock, hub: Hub) -> None:
        self._ledger = ledger
        self._town = ledger.town
        self._clock = clock
        self._hub = hub
        self._days: dict[date, OpenDay] = {}
        self._unread: set[date] = set()
        self._read_again_at = 0.0
        self._wakes = Wakes()
        self._midnight = datetime.min

    def open(self) -> None:
        """Open today's and later days, from the journal where they were open before.

        Raises StorageFailed, or DamagedJournal: a day that cannot be trusted takes no bookings.
        """
        self._turn_the_page()
        for service_date in sorted(self._unread):
            self._read(service_date)

    def list_dates(self) -> list[date]:
        """The dates that may be booked."""
        return sorted(self._days)

    def last_certain(self, service_date: date) -> OpenDay:
        """A day as it was last certain, even while its storage fails; raises DayNotOpen, DayUnread."""
        return self._days.get(service_date) or self.get(service_date)

    def get(self, service_date: date) -> OpenDay:
        """A day that may be decided on; raises DayNotOpen, or DayUnread while its storage fails."""
        found = self._days.get(service_date)
        if service_date in self._unread:
            raise DayUnread(f"{service_date}: the storage failed; nothing was done, try again soon")
        if found is None:
            raise DayNotOpen(f"{service_date}: no bookings are taken for that date")
        return found

    def now_s(self, open_day: OpenDay) -> int:
        """The moment of a day that it is; never before what was decided on it."""
        return max(open_day.latest_s, self._town.seconds(open_day.service_date, self._clock.now()))

    @property
    def next_wake(self) -> datetime | None:
        """When an engine will next be woken."""
        return self._wakes.next

    @property
    def next_due(self) -> datetime:
        """When there is next something to do without an order."""
        wake = self._wakes.next
        until = self._midnight if wake is None else min(wake, self._midnight)
        return min(until, self._clock.now() + timedelta(seconds=READ_AGAIN_S)) if self._unread else until

    def come_up_to_now(self) -> None:
        """Open what is due since midnight, and try again to read what could not be read."""
        if self._clock.now() > self._midnight:
            self._turn_the_page()
        if self._unread and monotonic() >= self._read_again_at:
            self._read_again()

    def wake_later(self, open_day: OpenDay, decision: Decision) -> None:
        """Remember when the engine of a day asked to be woken."""
        if decision.wake_at_s is not None:
            at = moment(open_day.service_date, decision.wake_at_s, self._town.zone)
            self._wakes.put(at, open_day.service_date)

    def due_wakes(self) -> Iterator[tuple[date, int]]:
        """The days to be woken and for which of their moments, one at a time."""
        for at, service_date in self._wakes.take_before(self._clock.now()):
            if service_date in self._days:
                yield service_date, self._town.seconds(service_date, at)

    def begin_again(self, service_date: date) -> None:
        """A day's memory may differ from what is stored: read it anew before anything else is decided."""
        self._unread.add(service_date)
        self._ledger.database.reopen()
        self._read_again()

    def _turn_the_page(self) -> None:
        now = self._clock.now()
        today = self._town.today(now)
        self._midnight = moment(today + timedelta(days=1), 0, self._town.zone)
        for service_date in [each for each in self._days if each < today - timedelta(days=1)]:
            del self._days[service_date]
        try:
            dates = self._ledger.list_dates(now)
        except StorageFailed:
            if not self._days:
                raise
            dates = list(self._town.list_dates(now))  # at midnight a desk goes on by what its folder says
        self._unread.update(each for each in dates if each not in self._days)

    def _read(self, service_date: date) -> None:
        open_day = self._ledger.read(service_date)
        if open_day.events:
            self._wakes.put(self._clock.now(), service_date)
        else:
            opening = open_day.dispatcher.open_day(self.now_s(open_day))
            self._ledger.open(open_day, opening.events)
            self.wake_later(open_day, opening)
        self._days[service_date] = open_day
        self._unread.discard(service_date)
        self._hub.tell(service_date)

    def _read_again(self) -> None:
        """Read what could not be read, or was lost; whatever fails again is tried again."""
        try:
            self._ledger.settle()
            for service_date in sorted(self._unread):
                self._read(service_date)
        except (StorageFailed, DamagedJournal) as fault:
            LOG.error("days not read", area=self._town.area, fault=str(fault))
        self._read_again_at = monotonic() + READ_AGAIN_S
