"""The journeys that riders wished for on recorded days: each need once, with its way home if there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dispatch.domain.disruptions import ConditionsChanged
from dispatch.domain.events import Event
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request
from dispatch.domain.time import HALF_HOUR_S
from gtfs.service_snow import SnowLevel
from simulations.recorded.read_day import ReadDay


@dataclass(frozen=True)
class Asking:
    """The first request of a need."""

    asked_s: int
    request: Request
    ride_now: bool

    @property
    def half_hour(self) -> int:
        """Of the wish, counted from midnight."""
        return self.request.wish_s // HALF_HOUR_S


@dataclass(frozen=True)
class Journey:
    """A way out, and the way home of the same rider where one was asked for."""

    out: Asking
    home: Asking | None


@dataclass(frozen=True)
class ObservedDay:
    """What was wished for on one day, and under which sky."""

    service_date: date
    snow: SnowLevel
    journeys: tuple[Journey, ...]

    @property
    def asked(self) -> Iterator[Asking]:
        """Every need's first request."""
        for journey in self.journeys:
            yield journey.out
            if journey.home is not None:
                yield journey.home


def observe(day: ReadDay) -> ObservedDay:
    """The journeys of a recorded day; repeated attempts count once, refused ones like all others."""
    first: dict[str, Asking] = {}
    for request_id, attempt in day.facts.attempts.items():
        by = day.asked[request_id]
        first.setdefault(by.need, Asking(attempt.asked_s, attempt.request, by.ride_now))
    by_rider: dict[str, list[Asking]] = {}
    for asking in first.values():
        by_rider.setdefault(asking.request.rider_id, []).append(asking)
    journeys = [each for askings in by_rider.values() for each in _paired(askings)]
    return ObservedDay(day.recorded.service_date, snow_of(day.recorded.events), tuple(journeys))


def snow_of(events: Sequence[Event]) -> SnowLevel:
    """The worst level of snow that was switched on that day."""
    worst = SnowLevel.NORMAL
    order = list(SnowLevel)
    for event in events:
        if isinstance(event, ConditionsChanged) and event.conditions is not None:
            level = level_of(event.conditions.name)
            worst = max(worst, level, key=order.index)
    return worst


def level_of(name: str) -> SnowLevel:
    """The level of snow that conditions are named after; other conditions are no snow."""
    return next((level for level in SnowLevel if name.startswith(level.value)), SnowLevel.NORMAL)


def _paired(askings: list[Asking]) -> Iterator[Journey]:
    """A rider's ways out, each with the next way that leads back from there."""
    left = sorted(askings, key=lambda each: each.request.wish_s)
    while left:
        out = left.pop(0)
        home = next((each for each in left if _leads_back(out.request, each.request)), None)
        if home is not None:
            left.remove(home)
        yield Journey(out, home)


def _leads_back(out: Request, home: Request) -> bool:
    ends: tuple[PlaceIndex, PlaceIndex] = (home.destination, home.origin)
    return ends == (out.origin, out.destination)
