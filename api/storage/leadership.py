"""Who leads an area: one process is elected, says that it lives, and is replaced when it no longer does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from api.clock import Clock
from api.storage.database import Database
from api.storage.deadline import cut_off_after
from api.storage.writer import NotTheWriter, Tenure, beat, beats_of, begin_epoch, lock_number, take_office

LOG = structlog.get_logger()
OUR_LOCKS = 7411
"""The first number of every advisory lock of ours; the second is the area's."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon a writer that stopped is replaced; by default within 3 s of its last beat.

    Where a standby watches, a silence of `stale_s` ends a leader's time; where none does, one that cannot
    beat leaves by itself after `deadline_s`, and no pause of the database ends a service before. That a late
    leader writes nothing is the epoch's work, and needs no clock: durations are each process's own.
    """

    beat_s: float = 0.25
    deadline_s: float = 5.0
    stale_s: float = 2.0
    poll_s: float = 0.2
    append_s: float = 0.3
    """So long an append of the writer before may still take, once its lock is free."""


class Leadership:
    """Stands for election to an area until it is elected, and then leads until it is deposed or stopped."""

    def __init__(
        self, database: Database, area: str, holder: str, clock: Clock, pace: Pace | None = None
    ) -> None:
        self._database = database
        self._area = area
        self._holder = holder
        self._clock = clock
        self._pace = pace or Pace()
        self._stopped = threading.Event()

    def run(self, on_elected: Callable[[Tenure], None], on_deposed: Callable[[], None]) -> None:
        """Wait for office, say so, and say when it is lost; returns after that, or when stopped.

        Who was deposed must stop serving and end the process: a new start is the only way back to leading.
        Raises DatabaseError where a file is another process's, or on a network.
        """
        if self._database.is_sqlite:
            self._database.use_alone()
            on_elected(take_office(self._database, self._area, self._holder))
            self._stopped.wait()
            return
        while not self._stopped.is_set():
            try:
                with self._database.own_connection() as lock:
                    tenure = self._stand(lock)
                    if tenure is not None:
                        self._lead(lock, tenure, on_elected, on_deposed)
                    return
            except SQLAlchemyError as fault:
                LOG.warning("standing for office failed", area=self._area, fault=type(fault).__name__)
            self._stopped.wait(self._pace.poll_s)

    def stop(self) -> None:
        """Leave office, or stop waiting for it."""
        self._stopped.set()

    def _stand(self, lock: Connection) -> Tenure | None:
        """Take office as soon as the area's lock is free; end the session of a holder that fell silent."""
        number = lock_number(self._database, self._area)
        seen: object = None
        since = monotonic()
        while not self._stopped.is_set():
            with cut_off_after(self._pace.deadline_s, lock), lock.begin():
                if _ask(lock, _TRY_LOCK, number):
                    break
                holder = _ask(lock, _HOLDER, number)
                sign = (holder, beats_of(lock, self._area))
                if sign != seen:
                    seen, since = sign, monotonic()
                elif monotonic() - since > self._pace.stale_s:
                    LOG.warning("a silent writer is replaced", area=self._area, session=holder)
                    lock.execute(text("SELECT pg_terminate_backend(:holder)"), {"holder": holder})
            self._stopped.wait(self._pace.poll_s)
        else:
            return None
        with self._database.write() as connection:
            session = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with self._clearing_the_way(lock, session):
                tenure = begin_epoch(connection, self._area, self._holder)
        self._beat(lock, tenure)
        return tenure

    @contextmanager
    def _clearing_the_way(self, lock: Connection, session: int) -> Iterator[None]:
        """End the sessions that keep a new epoch from beginning: appends of a writer that stands still.

        The server would wait for them. Only a session between two statements counts as idle for it, not one
        that stopped in the midst of sending rows.
        """
        begun = threading.Event()

        def clear() -> None:
            while not begun.wait(self._pace.append_s):
                with cut_off_after(self._pace.deadline_s, lock), lock.begin():
                    lock.execute(text(_END_WHO_BLOCKS), {"session": session})

        clearing = threading.Thread(target=clear, daemon=True)
        clearing.start()
        try:
            yield
        finally:
            begun.set()
            clearing.join()

    def _lead(
        self,
        lock: Connection,
        tenure: Tenure,
        on_elected: Callable[[Tenure], None],
        on_deposed: Callable[[], None],
    ) -> None:
        """Serve while another thread says that this one lives."""
        beating = threading.Thread(target=self._keep_beating, args=(lock, tenure, on_deposed), daemon=True)
        beating.start()
        try:
            on_elected(tenure)
            beating.join()
        except BaseException as fault:
            LOG.error("elected, but cannot serve", area=self._area, fault=type(fault).__name__)
            on_deposed()  # another may be able to
            raise
        finally:
            self._stopped.set()
            beating.join()

    def _keep_beating(self, lock: Connection, tenure: Tenure, on_deposed: Callable[[], None]) -> None:
        """Beat on the lock's own connection: what ends the lock ends the beats."""
        try:
            while not self._stopped.wait(self._pace.beat_s):
                self._beat(lock, tenure)
        except (SQLAlchemyError, NotTheWriter, OSError) as fault:
            LOG.error("deposed", area=self._area, epoch=tenure.epoch, fault=type(fault).__name__)
            on_deposed()

    def _beat(self, lock: Connection, tenure: Tenure) -> None:
        with cut_off_after(self._pace.deadline_s, lock), lock.begin():
            lock.execute(text("SET LOCAL synchronous_commit = off"))  # seen at once; need not be kept
            beat(lock, tenure, self._clock.now())


def _ask(connection: Connection, question: str, number: int) -> object:
    return connection.execute(text(question), {"ours": OUR_LOCKS, "area": number}).scalar()


_END_WHO_BLOCKS = "SELECT pg_terminate_backend(pid) FROM unnest(pg_blocking_pids(:session)) AS blocking(pid)"
_TRY_LOCK = "SELECT pg_try_advisory_lock(:ours, :area)"
_HOLDER = """
SELECT pid FROM pg_locks
WHERE locktype = 'advisory' AND classid = :ours AND objid = :area AND objsubid = 2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
