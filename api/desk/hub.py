"""Tells subscribers that what they follow may have changed; who falls behind reads on from there."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from itertools import count

from dispatch.domain.events import Event, RouteChanged

TELLING_ONE_S = 0.0006
"""Eight times what it takes to tell one who follows a day: most of the time is for those who ask."""
LONGEST_ROUND_S = 0.6
SHORTEST_TURN = 0.85
"""Of a round."""
GOLDEN_RATIO = 0.6180339887
"""Its multiples, wrapped around, lie evenly however many there are."""
DAY = "day"
"""The topic of whoever follows everything that happens on a day."""


def of_ride(ride_id: str) -> str:
    """The topic of one ride."""
    return f"ride {ride_id}"


def of_vehicle(vehicle_id: str) -> str:
    """The topic of one vehicle."""
    return f"vehicle {vehicle_id}"


def topics(events: Iterable[Event]) -> set[str]:
    """What events are about: so that a thousand subscribers do not wake for one rider's booking."""
    return {topic for event in events for topic in _topics(event)} | {DAY}


def _topics(event: Event) -> Iterator[str]:
    if isinstance(event, RouteChanged):
        yield of_vehicle(event.route.vehicle_id)
        yield from map(of_ride, event.route.ride_ids())
        return
    for field in fields(event):
        value = getattr(event, field.name)
        if field.name == "vehicle_id":
            yield of_vehicle(value)
        elif field.name == "ride_id" and value is not None:
            yield of_ride(value)
        elif field.name == "promise":
            yield of_ride(value.ride_id)


@dataclass(frozen=True, slots=True)
class Turn:
    """When one of many who follow a day is told."""

    share: float
    """Of a round: where in it this one's turn is."""
    round_s: Callable[[], float]

    def first_s(self) -> float:
        """Seconds until the turn, where all who follow have just been woken by the same event."""
        return self.share * self.round_s()

    def next_s(self) -> float:
        """Seconds from one turn to the next: nearly a round, unlike for any two whom a pause has joined."""
        return (SHORTEST_TURN + (1 - SHORTEST_TURN) * self.share) * self.round_s()


class Hub:
    """Waits of subscribers, by service date and topic, on the event loops they came from."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._followers = 0
        self._numbers = count()
        self._pulses: dict[date, dict[str, dict[asyncio.AbstractEventLoop, asyncio.Event]]] = {}

    @contextmanager
    def following(self) -> Iterator[Turn]:
        """Be counted among those who follow a whole day; whose turn it is to be told, and when.

        Turns are spread evenly over a round, the longer the more follow. Counted on one event loop.
        """
        share = next(self._numbers) * GOLDEN_RATIO % 1
        self._followers += 1
        try:
            yield Turn(share, lambda: min(LONGEST_ROUND_S, self._followers * TELLING_ONE_S))
        finally:
            self._followers -= 1

    def tell(self, service_date: date, about: set[str] | None = None) -> None:
        """Wake the subscribers of these topics, or all of a day; from any thread."""
        with self._lock:
            waiting = self._pulses.get(service_date, {})
            told = [waiting.pop(topic) for topic in (about or set(waiting)) & waiting.keys()]
        for pulses in told:
            for loop, pulse in pulses.items():
                if not loop.is_closed():
                    loop.call_soon_threadsafe(pulse.set)

    def pulse(self, service_date: date, topic: str) -> asyncio.Event:
        """The event that is set when the topic goes on; taken before looking, so that nothing is missed."""
        loop = asyncio.get_running_loop()
        with self._lock:
            pulses = self._pulses.setdefault(service_date, {}).setdefault(topic, {})
            return pulses.setdefault(loop, asyncio.Event())
