"""Orders on their way to a desk: bounded, and new questions give way to everything else."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from api.clock import Clock
from api.storage.writer import NotTheWriter

Result = TypeVar("Result")


class DeskBusy(RuntimeError):
    """More is waiting than can be answered in time; ask again after `retry_s`."""

    def __init__(self, retry_s: int) -> None:
        super().__init__(f"the desk is busy: try again in {retry_s} s")
        self.retry_s = retry_s


class DeskClosed(RuntimeError):
    """The desk takes no orders any more: it stops, or somebody else writes to its area."""


@dataclass
class Job(Generic[Result]):
    """Work for the desk's thread, and the result somebody waits for."""

    work: Callable[[], Result]
    done: Future[Result] = field(default_factory=Future)

    def run(self) -> None:
        """Do the work and hand over its result, or its fault; the loss of the office is raised instead."""
        with _HandedTo(self.done):
            self.done.set_result(self.work())


@dataclass(frozen=True)
class _HandedTo:
    """Hands a fault to whoever waits for the result, who knows better what it means than the desk."""

    done: Future[Any]

    def __enter__(self) -> None:
        """Begin the work."""

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> bool:
        """Hand over; whatever ends the desk itself goes on as it was raised."""
        if fault is None:
            return True
        if isinstance(fault, NotTheWriter) or not isinstance(fault, Exception):
            return False
        self.done.set_exception(fault)
        return True


class Jobs:
    """A queue with two bounds: questions are refused sooner than acceptances and drivers' reports."""

    def __init__(self, questions: int = 50, others: int = 2000) -> None:
        self._bounds = {True: questions, False: others}
        self._waiting: dict[bool, deque[Job[Any]]] = {True: deque(), False: deque()}
        self._changed = threading.Condition()
        self._closed: Exception | None = None

    def put(self, job: Job[Any], *, question: bool) -> None:
        """Wait in line; raises DeskBusy where the line is too long, DeskClosed where nobody serves it."""
        with self._changed:
            if self._closed is not None:
                raise DeskClosed(str(self._closed))
            line = self._waiting[question]
            if len(line) >= self._bounds[question]:
                raise DeskBusy(retry_s=2)
            line.append(job)
            self._changed.notify_all()

    def take(self, clock: Clock, until: datetime | None) -> Job[Any] | None:
        """The next in line; None when a moment has passed first, or at once when the queue is closed."""
        with self._changed:
            if not self._ready():
                clock.wait(until, self._changed)
            for line in (self._waiting[False], self._waiting[True]):
                if line:
                    return line.popleft()
            return None

    @property
    def closed(self) -> bool:
        """Whether nothing more is taken."""
        return self._closed is not None

    def close(self, why: Exception, in_hand: Job[Any] | None = None) -> None:
        """Take nothing more, and tell all who wait; and who waits for the job in hand, if it has no end."""
        with self._changed:
            self._closed = self._closed or why
            left = [job for line in self._waiting.values() for job in line]
            for line in self._waiting.values():
                line.clear()
            self._changed.notify_all()
        for job in (*left, *((in_hand,) if in_hand is not None and not in_hand.done.done() else ())):
            job.done.set_exception(DeskClosed(str(self._closed)))

    def __len__(self) -> int:
        """How many wait."""
        with self._changed:
            return sum(map(len, self._waiting.values()))

    def _ready(self) -> bool:
        return self._closed is not None or any(self._waiting.values())
