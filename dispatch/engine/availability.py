"""How busy a day is by half hours, seen before asking: free, few places, or full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dispatch.domain.request import Request, WishKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HALF_HOUR_S
from dispatch.engine.answering import direct_drive_s, trip_of
from dispatch.engine.area import Area
from dispatch.engine.hindrances import find_hindrance
from dispatch.policy.objective import EARLIEST
from dispatch.policy.offering import wished
from dispatch.search.best_insertion import FleetView, Trip, find_insertion
from dispatch.travel.travel_times import TravelTimes


class Room(StrEnum):
    """What riders may expect who want to leave in a half hour."""

    FREE = "free"
    FEW = "few"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class HalfHour:
    """A half hour of the day, and how many of the trips that were tried find a place then."""

    from_s: int
    room: Room
    fitting: int
    tried: int


def availability(
    half_hours: Sequence[int],
    typical: Sequence[Request],
    fleet: FleetView,
    travel: TravelTimes,
    rules: ServiceRules,
    area: Area,
) -> tuple[HalfHour, ...]:
    """For each half hour, whether typical trips that are to depart then find a place in the plan as it is.

    Each is tried twice, for a wish at the beginning and at the end of the half hour, by insertion. Free:
    all fit; full: none does. A trip's own time does not matter.
    """
    trips = list(_list_trips(typical, fleet.now_s, travel, rules, area))
    return tuple(_look_at(from_s, trips, 2 * len(typical), fleet, rules) for from_s in half_hours)


def _list_trips(
    typical: Sequence[Request], now_s: int, travel: TravelTimes, rules: ServiceRules, area: Area
) -> Iterator[tuple[Request, Trip]]:
    for request in typical:
        drive_s = direct_drive_s(request, now_s, travel, area)
        if find_hindrance(request, drive_s, now_s, travel, rules, area) is None:
            yield request, trip_of(request, drive_s, now_s, rules, area.hours)


def _look_at(
    from_s: int, trips: list[tuple[Request, Trip]], tried: int, fleet: FleetView, rules: ServiceRules
) -> HalfHour:
    wishes = (from_s, from_s + HALF_HOUR_S)
    fitting = sum(_fits(wish_s, *trip, fleet, rules) for wish_s in wishes for trip in trips)
    room = Room.FULL if fitting == 0 else Room.FREE if fitting == tried else Room.FEW
    return HalfHour(from_s, room, fitting, tried)


def _fits(wish_s: int, request: Request, trip: Trip, fleet: FleetView, rules: ServiceRules) -> bool:
    then = replace(request, wish_kind=WishKind.DEPART_AFTER, wish_s=wish_s)
    limits = wished(then, trip.facts, rules)
    return limits is not None and find_insertion(fleet, trip, limits, EARLIEST) is not None
