"""What a desk must know of its service: network, rules, zone, and how each service day is dispatched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from api.clock import service_seconds
from dispatch.domain.fleet import Vehicle
from dispatch.engine.area import Area
from dispatch.engine.dispatcher import Dispatcher
from dispatch.engine.strategy import PLAIN, Strategy
from dispatch.search.alternatives import Walks
from dispatch.travel.conditions import under
from dispatch.travel.travel_times import TravelTimes
from gtfs.network import Network
from gtfs.service import Service
from gtfs.service_network import network_of, walks_to_stops


class StrategyOfDay(Protocol):
    """Chooses what the dispatcher of a service day uses beside exact insertion."""

    def __call__(self, service: Service, service_date: date, travel: TravelTimes) -> Strategy:
        """The strategy of one day."""
        ...


def plain(service: Service, service_date: date, travel: TravelTimes) -> Strategy:
    """Exact insertion alone, whatever the service says."""
    return PLAIN


@dataclass(frozen=True)
class Town:
    """A service, ready to be run: its area's name, its network, and its days."""

    area: str
    service: Service
    network: Network
    travel: TravelTimes
    walks: Walks
    zone: ZoneInfo
    strategy_of: StrategyOfDay = plain

    def list_dates(self, now: datetime) -> Iterator[date]:
        """The service dates that may be booked now, today first."""
        today = self.today(now)
        for ahead in range(self.service.rules.booking_open_days + 1):
            if self.service.runs_on(today + timedelta(days=ahead)):
                yield today + timedelta(days=ahead)

    def opens_on(self, service_date: date) -> date:
        """The calendar date at whose midnight bookings for a service date begin."""
        return service_date - timedelta(days=self.service.rules.booking_open_days)

    def today(self, now: datetime) -> date:
        """The calendar date in the town."""
        return now.astimezone(self.zone).date()

    def service_date(self, at: datetime) -> date:
        """The service date a moment belongs to: hours after midnight belong to the day before."""
        day = self.today(at)
        before = day - timedelta(days=1)
        return before if self.seconds(before, at) <= self.service.hours.until_s else day

    def seconds(self, service_date: date, at: datetime) -> int:
        """A moment in seconds of a service day."""
        return service_seconds(service_date, at, self.zone)

    def with_service(self, service: Service) -> Town:
        """The town under other rules: its network is the same."""
        usual = self.service.rules.walk_max_m == service.rules.walk_max_m
        walks = (
            self.walks if usual else walks_to_stops(service.places, service.rules.walk_max_m, service.served)
        )
        return replace(self, service=service, walks=walks)

    def dispatcher(self, service_date: date, vehicles: tuple[Vehicle, ...]) -> Dispatcher:
        """A dispatcher for a day with these vehicles."""
        service = self.service
        area = Area(service.name, service_date.isoformat(), service.hours, service.served, self.walks)
        strategy = self.strategy_of(service, service_date, self.travel)
        return Dispatcher(area, service.rules, vehicles, self.travel, strategy)


def town_of(service: Service, strategy_of: StrategyOfDay = plain) -> Town:
    """A service folder made ready; its network comes from the cache where it was built before."""
    built = network_of(service.feed, doors=service.doors.places)
    travel = under(built.times, service.conditions) if service.conditions else built.times
    walks = walks_to_stops(service.places, service.rules.walk_max_m, service.served)
    return Town(
        service.folder.resolve().name, service, built.network, travel, walks, service.timezone, strategy_of
    )
