"""A real process with a desk on a real database, reached by pipes; and how it is made to crash."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import threading
import time
import weakref
from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

import structlog
from sqlalchemy import event

from api.clock import SystemClock
from api.desk.desk import Desk
from api.desk.improver import Improver
from api.desk.order import Order, Outcome
from api.desk.queue import DeskBusy, DeskClosed
from api.desk.undone import DayUnread, OutcomeUnknown
from api.metrics import Metrics
from api.storage.database import Database
from api.storage.leadership import Leadership
from api.storage.opening import open_for_service
from api.storage.receipts import Answer, RepeatKey
from api.storage.writer import Tenure
from dispatch.engine.dispatcher import CommandRefused
from dispatch.engine.event_codec import event_to_json
from tests.torture.big_town import DAY, big_town, seven_o_clock
from tests.torture.calls import Call, Told, Unknown
from tests.torture.planted import PLANTED

POINTS = ("before BEGIN", "after insert", "before COMMIT", "after COMMIT", "after the answer")
"""Where an append can be cut: the last two have kept it, one of them untold."""
HURRY = 5
"""The morning goes on so many times as fast as the machine's clock."""
DEPOSED = 3
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.torture.preload"])


@dataclass(frozen=True, slots=True)
class Ready:
    """A desk that takes calls: under which epoch, and how long it took from the start of its work."""

    epoch: int
    within_s: float


class DeskProcess:
    """The process, from outside."""

    def __init__(
        self,
        address: str,
        began: float,
        *,
        lines: int = 1,
        crash_at: str | None = None,
        planted: str | None = None,
    ) -> None:
        pairs = [FORKS.Pipe() for _ in range(lines + 1)]
        self._news, *self._lines = (ours for ours, _ in pairs)
        theirs = [each for _, each in pairs]
        self._process = FORKS.Process(
            target=run_desk, args=(address, theirs, crash_at, began, planted), daemon=True
        )
        self._process.start()
        self._handle = os.pidfd_open(self.pid)  # a number alone may soon be another process's
        weakref.finalize(self, os.close, self._handle)
        for each in theirs:
            each.close()  # so that its end shows here

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def wait_ready(self, within_s: float = 120) -> Ready:
        """Wait until it takes calls; raises TimeoutError, or EOFError where it ended first."""
        if not self._news.poll(within_s):
            raise TimeoutError(f"no desk after {within_s} s")
        found = self._news.recv()
        assert isinstance(found, Ready), found
        return found

    def send(self, call: Call, line: int = 0, within_s: float = 15) -> Told:
        """Make a call on a line of one's own; raises Unknown."""
        until = time.monotonic() + within_s
        try:
            self._lines[line].send(call)
            while True:
                if not self._lines[line].poll(max(0.0, until - time.monotonic())):
                    raise Unknown("no answer")
                key, told = self._lines[line].recv()
                if key == call.key:  # and no late answer to an earlier call
                    break
        except (EOFError, OSError) as gone:
            raise Unknown(type(gone).__name__) from gone
        if told is None:
            raise Unknown("it says so itself")
        assert isinstance(told, Told)
        return told

    def signal(self, number: signal.Signals) -> None:
        """Kill it, pause it, or let it go on."""
        with suppress(ProcessLookupError):  # it has ended by itself
            signal.pidfd_send_signal(self._handle, number)

    def wait_gone(self, within_s: float = 10) -> None:
        """Wait for its end."""
        self._process.join(within_s)
        assert not self._process.is_alive(), "still there"

    @property
    def exit_code(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        """End it at once, whatever it is doing, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        self._process.join()


def run_desk(
    address: str, pipes: Sequence[Connection], crash_at: str | None, began: float, planted: str | None
) -> None:
    """In the process: stand for office, then take calls from every line; end when deposed."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr), processors=[_as_a_line])
    if planted is not None:
        PLANTED[planted]()
    begun = time.monotonic()
    news, *lines = pipes
    database = open_for_service(address)
    town = big_town()

    def elected(tenure: Tenure) -> None:
        desk = Desk(town, database, tenure, Morning(began), Improver(None), Metrics())
        crash = _Crash(desk, database, crash_at) if crash_at is not None else None
        desk.start()
        for line in lines:
            threading.Thread(target=_answer, args=(desk, line, crash), daemon=True).start()
        news.send(Ready(tenure.epoch, time.monotonic() - begun))

    leadership = Leadership(database, town.area, f"process {os.getpid()}", SystemClock())
    leadership.run(elected, lambda: os._exit(DEPOSED))


def _as_a_line(_logger: object, _method: str, fields: MutableMapping[str, Any]) -> str:
    """What a desk says while it is tortured is read only where a run fails."""
    return " ".join(str(value) for value in fields.values())


class Morning:
    """A clock that shows seven when the torture began, and runs faster than the machine's."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._seven = seven_o_clock()

    def now(self) -> datetime:
        return self._seven + timedelta(seconds=(time.time() - self._began) * HURRY)

    def wait(self, until: datetime | None, over: threading.Condition) -> None:
        over.wait(None if until is None else max(0.001, (until - self.now()).total_seconds() / HURRY))


def _answer(desk: Desk, line: Connection, crash: _Crash | None) -> None:
    while True:
        call: Call = line.recv()
        line.send((call.key, _told(desk, call, crash)))
        if crash is not None:
            crash.at("after the answer")


def _told(desk: Desk, call: Call, crash: _Crash | None) -> Told | None:
    def respond(outcome: Outcome) -> Answer:
        if crash is not None:
            crash.armed = True
        return words_of(outcome)

    key = RepeatKey.of(call.rider, call.key, repr(call.command))
    try:
        return Told(desk.handle(Order(DAY, call.command, call.rider, key=key, respond=respond)).body)
    except CommandRefused:
        return Told("[]")
    except (OutcomeUnknown, DayUnread, DeskClosed, DeskBusy):
        return None


def words_of(outcome: Outcome) -> Answer:
    """What clients are told: the events."""
    return Answer(200, json.dumps([event_to_json(each) for each in outcome.events]))


class _Crash:
    """Ends the process at a point of the first append that carries a call."""

    def __init__(self, desk: Desk, database: Database, point: str) -> None:
        self._point = point
        self.armed = False
        event.listen(database.engine, "begin", lambda _: self.at("before BEGIN"), insert=True)
        event.listen(database.engine, "after_cursor_execute", self._after_statement)
        event.listen(database.engine, "commit", lambda _: self.at("before COMMIT"))
        desk.hub.tell = lambda *_: self.at("after COMMIT")

    def at(self, point: str) -> None:
        """End here, if this is the point."""
        if self.armed and point == self._point:
            os.kill(os.getpid(), signal.SIGKILL)

    def _after_statement(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO receipt"):
            self.at("after insert")
