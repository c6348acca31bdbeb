"""Who is calling: kept in memory for a while, by area, and never a telephone number."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.domain.request import RiderId

SHOWN_FOR = timedelta(minutes=5)
MOST_AT_ONCE = 50
"""So many calls of an area are shown; the oldest give way."""


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """A call that came in; nobody is named where the number is withheld or leads to nobody."""

    call_id: str
    rider_ids: tuple[RiderId, ...]
    called_at: datetime


class Callers:
    """The latest calls of each area."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: dict[str, dict[str, PhoneCall]] = {}

    def announce(self, area: str, call: PhoneCall) -> None:
        """Show a call, once however often it is announced; from any thread."""
        with self._lock:
            calls = self._calls.setdefault(area, {})
            calls.setdefault(call.call_id, call)
            for oldest in list(calls)[:-MOST_AT_ONCE]:
                del calls[oldest]

    def list_shown(self, area: str, now: datetime) -> tuple[PhoneCall, ...]:
        """The calls of the last minutes, the earliest first; earlier ones are forgotten."""
        with self._lock:
            calls = self._calls.get(area, {})
            for gone in [each for each, call in calls.items() if call.called_at <= now - SHOWN_FOR]:
                del calls[gone]
            return tuple(calls.values())
