"""A service day at one moment, with all that a decision on it is taken with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dispatch.domain.events import Event
from dispatch.domain.request import Request
from dispatch.domain.rules import ServiceRules
from dispatch.engine.answering import Answer, answer
from dispatch.engine.area import Area
from dispatch.engine.fleet_rows import FleetRows
from dispatch.engine.ground import Grounds
from dispatch.engine.rerouting import Rerouting
from dispatch.engine.service_day import ServiceDay, apply, copy_day
from dispatch.engine.strategy import Strategy
from dispatch.search.best_insertion import FleetView
from dispatch.search.repair import Repair
from dispatch.travel.travel_times import TravelTimes


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and a time, on the ground of its conditions; the rows follow whenever they are looked at."""

    day: ServiceDay
    now_s: int
    grounds: Grounds
    area: Area
    strategy: Strategy

    @property
    def travel(self) -> TravelTimes:
        """The travel times under the present conditions."""
        return self.grounds.under(self.day.conditions).travel

    @property
    def rules(self) -> ServiceRules:
        """The rules under the present conditions."""
        return self.grounds.under(self.day.conditions).rules

    @property
    def rows(self) -> FleetRows:
        """The rows that are written on the present roads."""
        return self.grounds.under(self.day.conditions).rows

    def rerouting(self) -> Rerouting:
        """Changes of routes from here on."""
        ground = self.grounds.under(self.day.conditions)
        ground.rows.follow(self.day, self.now_s)
        return Rerouting(ground.rows, ground.rules, ground.travel, self.now_s)

    def view(self) -> FleetView:
        """The fleet as a search sees it."""
        rows, strategy = self.rows, self.strategy
        rows.follow(self.day, self.now_s)
        effort = strategy.repair
        repair = Repair(effort, lambda: rows.pinned(self.day), self.day.version) if effort else None
        return FleetView(
            *(rows.plan, rows.tensor, rows.vehicle_ids, self.now_s, strategy.anticipation, repair)
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
