"""The desk of an area: its one writer. Decides, commits, and only then tells anyone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

import structlog

from api.clock import Clock
from api.desk.hub import Hub, topics
from api.desk.improver import Improver
from api.desk.ledger import Ledger, Projection, StorageFailed
from api.desk.open_day import OpenDay
from api.desk.open_days import OpenDays
from api.desk.order import ENGINE, Order, Outcome
from api.desk.queue import DeskClosed, Job, Jobs
from api.desk.town import Town
from api.desk.undone import DayHasGoneOn, OutcomeUnknown
from api.metrics import Metrics
from api.storage.database import Database
from api.storage.receipts import Answer, RepeatKey
from api.storage.writer import NotTheWriter, Tenure
from dispatch.domain.commands import Ask, Wake
from dispatch.domain.events import PromiseMade
from dispatch.engine.dispatcher import Decision

LOG = structlog.get_logger()
PATIENCE_S = 10.0
"""After so long the caller is told that the outcome is unknown, and asks again with the same key."""
ASK_AGAIN = "storage failed: ask again with the same Idempotency-Key"
Seen = TypeVar("Seen")


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
        projections: tuple[Projection, ...] = (),
    ) -> None:
        self.town = town
        self.hub = Hub()
        self._ledger = Ledger(town, database, tenure, clock, projections)
        self._clock = clock
        self._improver = improver
        self._metrics = metrics
        self._jobs = jobs or Jobs()
        self._days = OpenDays(self._ledger, clock, self.hub)
        self._thread = threading.Thread(target=self._serve, name=f"desk {town.area}", daemon=True)

    def start(self) -> None:
        """Open today's and later days, from the journal where they were open before, and take orders.

        Raises StorageFailed, or DamagedJournal: a day that cannot be trusted takes no bookings.
        """
        self._days.open()
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
        return self._days.next_wake

    def list_open(self) -> list[date]:
        """The dates that may be booked."""
        return self._days.list_dates()

    def handle(self, order: Order) -> Answer:
        """Carry an order out and return what is told; the events are on stable storage by then."""
        return self._await(self.submit(order))

    def submit(self, order: Order) -> Future[Answer]:
        """Put an order in line."""
        return self._put(lambda: self._carry_out(order), question=isinstance(order.command, Ask))

    def preview(self, order: Order) -> Outcome:
        """What would follow from an order now; nothing is changed."""
        seen = self.look(order.service_date, lambda day, now_s: self._decide(day, order, now_s)[0])
        return self._await(seen)

    def told_before(self, key: RepeatKey) -> Future[Answer | None]:
        """What was told under a key, for whoever must know that before there is an order."""
        return self._put(lambda: self._find_told(key), question=False)

    def look(self, service_date: date, view: Callable[[OpenDay, int], Seen]) -> Future[Seen]:
        """Ask a day's dispatcher something, in line with the orders; nothing is changed."""

        def look() -> Seen:
            open_day = self._days.get(service_date)
            return view(open_day, self._days.now_s(open_day))

        return self._put(look, question=True)

    @contextmanager
    def reading(self, service_date: date) -> Iterator[OpenDay]:
        """A day to look at from any thread; it stands still meanwhile, so be quick.

        While the storage fails it is the day as it was last certain.
        """
        open_day = self._days.last_certain(service_date)
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
        job: Job[Any] | None = None
        try:
            while not self._jobs.closed:
                job = self._jobs.take(self._clock, self._days.next_due)
                self._come_up_to_now()
                if job is not None:
                    job.run()
        except NotTheWriter as deposed:
            LOG.error("deposed", area=self.town.area, epoch=self._ledger.tenure.epoch)
            self._jobs.close(deposed)
        finally:
            self._jobs.close(DeskClosed("a fault of the program has stopped the desk"), job)

    def _come_up_to_now(self) -> None:
        """What is due comes before the next order; a failed storage holds up neither."""
        self._days.come_up_to_now()
        try:
            for service_date, due_s in self._days.due_wakes():
                self._carry_out(Order(service_date, Wake(), ENGINE), due_s)
        except OutcomeUnknown:
            LOG.warning("a wake-up is put off", area=self.town.area)

    def _carry_out(self, order: Order, due_s: int | None = None) -> Answer:
        """Decide, commit, fold, tell: in that order."""
        open_day = self._days.get(order.service_date)
        known = None if order.key is None else self._find_told(order.key)
        if known is not None:
            return known
        if order.base_version not in (None, open_day.day.version):
            raise DayHasGoneOn(f"the day went on since version {order.base_version}: preview it again")
        now_s = self._days.now_s(open_day) if due_s is None else max(open_day.latest_s, due_s)
        if order.happened_s is not None:
            now_s = min(now_s, order.happened_s)
        outcome, decision = self._decide(open_day, order, now_s)
        answer = self._commit(open_day, order, outcome)
        self._days.wake_later(open_day, decision)
        if any(isinstance(event, PromiseMade) for event in outcome.events):
            self._improver.look(open_day, now_s, self._adopt)
        return answer

    def _find_told(self, key: RepeatKey) -> Answer | None:
        try:
            return self._ledger.find_told(key)
        except StorageFailed as fault:
            raise OutcomeUnknown(ASK_AGAIN) from fault

    def _adopt(self, order: Order, now_s: int | None) -> None:
        """A better plan comes back as an ordinary order: at once, or from another thread in its turn."""
        if now_s is None:
            self.submit(order)
            return
        try:
            self._carry_out(order, now_s)
        except OutcomeUnknown:
            LOG.warning("a better plan is let go", area=self.town.area)

    def _decide(self, open_day: OpenDay, order: Order, now_s: int) -> tuple[Outcome, Decision]:
        with self._metrics.timed(self.town.area, "decide"):
            decision = open_day.dispatcher.decide(open_day.day, order.command, now_s)
        version = open_day.day.version + len(decision.events)
        return Outcome(order.service_date, now_s, decision.events, version), decision

    def _commit(self, open_day: OpenDay, order: Order, outcome: Outcome) -> Answer:
        answer = order.respond(outcome)
        if not outcome.events and order.key is None:
            return answer
        try:
            with self._metrics.timed(self.town.area, "commit"):
                self._ledger.keep(open_day, order, outcome, answer)
        except StorageFailed as fault:
            LOG.error("storage failed", area=self.town.area, fault=str(fault))
            self._days.begin_again(open_day.service_date)
            raise OutcomeUnknown(ASK_AGAIN) from fault
        for event in outcome.events:
            self._metrics.committed(self.town.area, type(event).__name__)
        if outcome.events:
            self.hub.tell(open_day.service_date, topics(outcome.events))
        return answer
