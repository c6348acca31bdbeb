"""Turns at the embedded file: many read it at once, and a commit has it alone for its moment.

With the rollback journal SQLite turns away whoever finds the file locked, to try again after ever longer naps
(sqlite.org/c3ref/busy_timeout.html). Threads of one process do better: they wait for each other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_S = 5.0
"""After so long a turn is taken all the same: SQLite then says itself whether the file is locked."""


class FileTurns:
    """Whose turn it is, among the threads of this process."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._reading = 0
        self._committing = False
        self._mine = threading.local()

    @property
    def commit_waits(self) -> bool:
        """Whether somebody commits, or is about to."""
        return self._committing

    @contextmanager
    def to_read(self) -> Iterator[None]:
        """Beside other readers; who reads already does not wait again."""
        depth = getattr(self._mine, "depth", 0)
        with self._changed:
            if not depth:
                self._changed.wait_for(lambda: not self._committing, PATIENCE_S)
            self._reading += 1
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            with self._changed:
                self._reading -= 1
                self._changed.notify_all()

    @contextmanager
    def to_commit(self) -> Iterator[None]:
        """When those who read are done, and before anybody else begins to."""
        with self._changed:
            self._committing = True
            self._changed.wait_for(lambda: not self._reading, PATIENCE_S)
        try:
            yield
        finally:
            with self._changed:
                self._committing = False
                self._changed.notify_all()
