"""Work that goes on beside a desk while its process leads: sending notices, asking a payment provider."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.storage.database_error import UncertainCommit
from api.storage.writer import NotTheWriter

LOG = structlog.get_logger()
Rest = Callable[[float], bool]
"""Rests for so many seconds and says whether to stop."""
AGAIN_S = 1.0
"""Before work that failed is begun again."""


@dataclass
class Errand:
    """One thread of work for an area; begun again when it fails, over when another process leads."""

    name: str
    work: Callable[[Rest], None]
    """Works until its rest says to stop."""
    again_s: float = AGAIN_S
    _stopped: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        """The thread that sees to it that the work goes on."""
        self._thread = threading.Thread(target=self._see_to_it, name=f"{self.name} watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def call_off(self) -> None:
        """Begin nothing more."""
        self._stopped.set()

    def stop(self) -> None:
        """Finish what is in hand, and stop."""
        self.call_off()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def at_work(self) -> bool:
        """Whether it goes on."""
        return self._thread.is_alive() and not self._stopped.is_set()

    def _see_to_it(self) -> None:
        """Work in a thread of its own, so that even a fault of the program ends that thread alone."""
        while not self._stopped.is_set():
            worker = threading.Thread(target=self._try, name=self.name, daemon=True)
            worker.start()
            worker.join()
            self._stopped.wait(self.again_s)

    def _try(self) -> None:
        try:
            self.work(self._stopped.wait)
        except NotTheWriter:
            self._stopped.set()
            LOG.warning("another process leads", errand=self.name)
        except (SQLAlchemyError, UncertainCommit) as fault:
            LOG.error("the storage failed", errand=self.name, fault=type(fault).__name__)
