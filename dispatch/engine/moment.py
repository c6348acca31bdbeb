"""A service day at one moment, with all that a decision on it is taken with."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace

from dispatch.domain.events import Event
from dispatch.domain.request import Request
from dispatch.domain.rules import ServiceRules
from dispatch.engine.answering import Answer, answer
from dispatch.engine.area import Area
from dispatch.engine.fleet_rows import FleetRows
from dispatch.engine.rerouting import Rerouting
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.strategy import Strategy
from dispatch.search.best_insertion import FleetView
from dispatch.search.repair import Repair
from dispatch.travel.travel_times import TravelTimes


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and a time; the rows follow them whenever they are looked at."""

    day: ServiceDay
    now_s: int
    rows: FleetRows
    area: Area
    rules: ServiceRules
    travel: TravelTimes
    strategy: Strategy

    def rerouting(self) -> Rerouting:
        """Changes of routes from here on."""
        self.rows.follow(self.day, self.now_s)
        return Rerouting(self.rows, self.rules, self.travel, self.now_s)

    def view(self) -> FleetView:
        """The fleet as a search sees it."""
        self.rows.follow(self.day, self.now_s)
        rows, strategy = self.rows, self.strategy
        return FleetView(
            *(rows.plan, rows.tensor, rows.vehicle_ids, self.now_s, strategy.anticipation, self._repair())
        )

    def answer(self, request: Request) -> Answer:
        """What is said to a request as the plan stands; nothing is reserved."""
        booked = self.day.promises.values()
        return answer(request, self.view(), self.travel, self.rules, self.area, booked)

    def after(self, events: Iterable[Event]) -> Moment:
        """What would be if these events had happened; the day itself stays as it is."""
        day = copy_day(self.day)
        for event in events:
            apply(day, event)
        return replace(self, day=day)

    def _repair(self) -> Repair | None:
        effort = self.strategy.repair
        return Repair(effort, lambda: self.rows.pinned(self.day), self.day.version) if effort else None


def copy_day(day: ServiceDay) -> ServiceDay:
    """The same day once more, to try events on."""
    other = copy(day)
    for name in ServiceDay.__slots__:
        kept = getattr(day, name)
        if isinstance(kept, dict | set | list):
            setattr(other, name, kept.copy())
    return other
