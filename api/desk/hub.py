"""Tells subscribers that a day has gone on; whoever falls behind reads on from where they are."""

from __future__ import annotations

import asyncio
import threading
from datetime import date


class Hub:
    """Waits of subscribers, by service date, on the event loops they came from."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pulses: dict[date, dict[asyncio.AbstractEventLoop, asyncio.Event]] = {}

    def tell(self, service_date: date) -> None:
        """Wake every subscriber of a day; from any thread."""
        with self._lock:
            pulses = self._pulses.pop(service_date, {})
        for loop, pulse in pulses.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(pulse.set)

    def pulse(self, service_date: date) -> asyncio.Event:
        """The event that is set when the day goes on; taken before looking, so that nothing is missed."""
        loop = asyncio.get_running_loop()
        with self._lock:
            pulses = self._pulses.setdefault(service_date, {})
            return pulses.setdefault(loop, asyncio.Event())
