"""The desk of an area: its one writer. Decides, commits, and only then tells anyone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from api.clock import Clock, moment
from api.desk.hub import Hub
from api.desk.improver import Improver
from api.desk.open_day import OpenDay, recover
from api.desk.order import ENGINE, Order, Outcome
from api.desk.queue import DeskClosed, Job, Jobs
from api.desk.town import Town
from api.desk.wakes import Wakes
from api.metrics import Metrics
from api.storage.database import Database
from api.storage.journal import DayJournal, Entry
from api.storage.receipts import Answer, find_answer, keep_answer
from api.storage.writer import NotTheWriter, Tenure
from dispatch.domain.commands import Ask, Wake
from dispatch.domain.events import PromiseMade
from dispatch.engine.dispatcher import Decision
from dispatch.engine.journal import VersionConflict

LOG = structlog.get_logger()
PATIENCE_S = 10.0
"""After so long the caller is told that the outcome is unknown, and asks again with the same key."""
Seen = TypeVar("Seen")


class DayNotOpen(LookupError):
    """No bookings are taken for that date."""


class DayHasGoneOn(RuntimeError):
    """Since the preview something else was decided: look at the preview again."""


class OutcomeUnknown(RuntimeError):
    """Whether it was kept is not known yet: ask again with the same key."""


class Desk:
    """Takes orders for all open days of one area, one at a time, in a thread of its own."""

    def __init__(
        self,
        town: Town,
        database: Database,
        tenure: Tenure,
        clock: Clock,
        improver: Improver,
        metrics: Metrics,
        jobs: Jobs | None = None,
    ) -> None:
        self.town = town
        self.hub = Hub()
        self._database = database
        self._tenure = tenure
        self._clock = clock
        self._improver = improver
        self._metrics = metrics
        self._jobs = jobs or Jobs()
        self._days: dict[date, OpenDay] = {}
        self._wakes = Wakes()
        self._midnight = datetime.min
        self._thread = threading.Thread(target=self._serve, name=f"desk {town.area}", daemon=True)

    def start(self) -> None:
        """Open today's and later days, from the journal where they were open before, and take orders."""
        self._open_days()
        self._thread.start()

    def stop(self) -> None:
        """Finish the order in hand and take no more."""
        self._jobs.close(DeskClosed("the service is being stopped"))
        if self._thread.is_alive():
            self._thread.join()
        self._improver.stop()

    @property
    def serving(self) -> bool:
        """Whether orders are taken."""
        return self._thread.is_alive() and not self._jobs.closed

    @property
    def waiting(self) -> int:
        """How many orders wait in line."""
        return len(self._jobs)

    @property
    def next_wake(self) -> datetime | None:
        """When the engine will next be woken."""
        return self._wakes.next

    def list_open(self) -> list[date]:
        """The dates that may be booked."""
        return sorted(self._days)

    def handle(self, order: Order) -> Answer:
        """Carry an order out and return what is told; the events are on stable storage by then."""
        return self._await(self.submit(order))

    def submit(self, order: Order) -> Future[Answer]:
        """Put an order in line."""
        return self._put(lambda: self._carry_out(order), question=isinstance(order.command, Ask))

    def preview(self, order: Order) -> Outcome:
        """What would follow from an order now; nothing is changed."""

        def look() -> Outcome:
            open_day = self._open(order.service_date)
            return self._decide(open_day, order, self._now_s(open_day))[0]

        return self._await(self._put(look, question=True))

    @contextmanager
    def reading(self, service_date: date) -> Iterator[OpenDay]:
        """A day to look at from any thread; it stands still meanwhile, so be quick."""
        open_day = self._open(service_date)
        with open_day.reading:
            yield open_day

    def _put(self, work: Callable[[], Seen], *, question: bool) -> Future[Seen]:
        job = Job(work)
        self._jobs.put(job, question=question)
        return job.done

    def _await(self, done: Future[Seen]) -> Seen:
        try:
            return done.result(PATIENCE_S)
        except TimeoutError as late:
            raise OutcomeUnknown("no answer yet: ask again with the same Idempotency-Key") from late

    def _serve(self) -> None:
        while not self._jobs.closed:
            job = self._jobs.take(self._clock, self._next())
            try:
                self._wake_up()
                if job is not None:
                    job.run()
            except NotTheWriter as deposed:
                LOG.error("deposed", area=self.town.area, epoch=self._tenure.epoch)
                self._jobs.close(deposed)
            except SQLAlchemyError as fault:
                LOG.error("storage failed", area=self.town.area, fault=type(fault).__name__)

    def _next(self) -> datetime:
        wake = self._wakes.next
        return self._midnight if wake is None else min(wake, self._midnight)

    def _wake_up(self) -> None:
        now = self._clock.now()
        if now > self._midnight:
            self._open_days()
        for at, service_date in self._wakes.take_before(now):
            if service_date in self._days:
                due_s = self.town.seconds(service_date, at)
                self._carry_out(Order(service_date, Wake(), ENGINE), due_s)

    def _open_days(self) -> None:
        now = self._clock.now()
        today = self.town.today(now)
        self._midnight = moment(today + timedelta(days=1), 0, self.town.zone)
        for service_date in [each for each in self._days if each < today - timedelta(days=1)]:
            del self._days[service_date]
        for service_date in self.town.list_dates(now):
            if service_date not in self._days:
                self._recover(service_date)

    def _recover(self, service_date: date) -> None:
        events = DayJournal(self.town.area, service_date).read(self._database)
        open_day = recover(self.town, service_date, events)
        if not open_day.events:
            now_s = self._now_s(open_day)
            opening = open_day.dispatcher.open_day(now_s)
            order = Order(service_date, Wake(), ENGINE, reason="opened for bookings")
            self._commit(open_day, order, Outcome(service_date, now_s, opening.events, len(opening.events)))
            self._wake_later(open_day, opening)
        else:
            self._wakes.put(self._clock.now(), service_date)
        self._days[service_date] = open_day

    def _open(self, service_date: date) -> OpenDay:
        found = self._days.get(service_date)
        if found is None:
            raise DayNotOpen(f"{service_date}: no bookings are taken for that date")
        return found

    def _now_s(self, open_day: OpenDay) -> int:
        return max(open_day.latest_s, self.town.seconds(open_day.service_date, self._clock.now()))

    def _carry_out(self, order: Order, due_s: int | None = None) -> Answer:
        """Decide, commit, fold, tell: in that order."""
        open_day = self._open(order.service_date)
        if order.key is not None:
            with self._database.read() as connection:
                known = find_answer(connection, order.key)
            if known is not None:
                return known
        if order.base_version not in (None, open_day.day.version):
            raise DayHasGoneOn(f"the day went on since version {order.base_version}: preview it again")
        now_s = self._now_s(open_day) if due_s is None else max(open_day.latest_s, due_s)
        if order.happened_s is not None:
            now_s = min(now_s, order.happened_s)
        outcome, decision = self._decide(open_day, order, now_s)
        answer = self._commit(open_day, order, outcome)
        self._wake_later(open_day, decision)
        if any(isinstance(event, PromiseMade) for event in outcome.events):
            self._improver.look(open_day, now_s, self._adopt)
        return answer

    def _adopt(self, order: Order, now_s: int | None) -> None:
        """A better plan comes back as an ordinary order: at once, or from another thread in its turn."""
        if now_s is None:
            self.submit(order)
        else:
            self._carry_out(order, now_s)

    def _decide(self, open_day: OpenDay, order: Order, now_s: int) -> tuple[Outcome, Decision]:
        with self._metrics.timed(self.town.area, "decide"):
            decision = open_day.dispatcher.decide(open_day.day, order.command, now_s)
        version = open_day.day.version + len(decision.events)
        return Outcome(order.service_date, now_s, decision.events, version), decision

    def _commit(self, open_day: OpenDay, order: Order, outcome: Outcome) -> Answer:
        answer = order.respond(outcome)
        entry = Entry(order.actor, self._clock.now(), order.reason)
        if not outcome.events and order.key is None:
            return answer
        try:
            with self._metrics.timed(self.town.area, "commit"), self._database.write() as connection:
                open_day.journal.append(
                    connection, self._tenure, outcome.events, entry, expected_version=open_day.day.version
                )
                if order.key is not None:
                    keep_answer(connection, order.key, answer, entry.at)
                order.beside(connection, outcome)
        except (SQLAlchemyError, VersionConflict) as fault:
            self._begin_again(open_day, fault)
            raise OutcomeUnknown("storage failed: ask again with the same Idempotency-Key") from fault
        open_day.follow(outcome.events)
        for event in outcome.events:
            self._metrics.committed(self.town.area, type(event).__name__)
        if outcome.events:
            self.hub.tell(open_day.service_date)
        return answer

    def _begin_again(self, open_day: OpenDay, fault: Exception) -> None:
        """Memory may differ from what is stored: read the day anew before anything else is decided."""
        LOG.error("storage failed", area=self.town.area, fault=type(fault).__name__)
        if isinstance(fault, IntegrityError):
            LOG.warning("written twice", area=self.town.area)
        self._days.pop(open_day.service_date, None)
        self._recover(open_day.service_date)

    def _wake_later(self, open_day: OpenDay, decision: Decision) -> None:
        if decision.wake_at_s is not None:
            at = moment(open_day.service_date, decision.wake_at_s, self.town.zone)
            self._wakes.put(at, open_day.service_date)
