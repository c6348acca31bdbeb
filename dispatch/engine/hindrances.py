"""Why a ride may not or cannot be driven, known before any vehicle is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason
from dispatch.domain.request import Request, RideLimits
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import DAY_S, clock
from dispatch.engine.area import Area
from dispatch.travel.travel_times import UNREACHABLE_S, TravelTimes

WALK_M_PER_MINUTE = 60
"""3.6 km/h, as older people walk."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why no vehicle may or can drive a ride as asked, and at which of its ends."""

    reason: Reason
    facts: dict[str, str]
    ends: frozenset[PlaceIndex] = frozenset()
    nearby: bool = True
    """Whether a stop nearby may help."""


def find_hindrance(
    request: Request, direct_s: int, now_s: int, travel: TravelTimes, rules: ServiceRules, area: Area
) -> Hindrance | None:
    """What the day, the area and the rules say against a ride; None where they say nothing."""
    if not area.in_service:
        return Hindrance(Reason.NO_SERVICE_DAY, {"date": area.service_date}, nearby=False)
    if area.halted:
        return Hindrance(Reason.SERVICE_STOPPED, {}, nearby=False)
    if now_s < -rules.booking_open_days * DAY_S:
        return Hindrance(Reason.TOO_EARLY, {"n": str(rules.booking_open_days)}, nearby=False)
    if request.origin == request.destination:
        return Hindrance(Reason.TOO_SHORT, {"n": "0"}, nearby=False)
    unreached = dict(_unreached(request, area))
    if unreached:
        place = next(iter(unreached.values()))
        return Hindrance(Reason.NO_PLACE_NEAR, {"place": place}, frozenset(unreached), nearby=False)
    outside = dict(_outside(request, area))
    if outside or direct_s >= UNREACHABLE_S:
        reason = Reason.OUT_OF_AREA if outside else Reason.NO_ROUTE
        return Hindrance(reason, {"place": next(iter(outside.values()), "destination")}, frozenset(outside))
    walk_m = _walk_m(request, travel, area)
    if Reason.TOO_SHORT not in request.confirmed and _walks(request) and walk_m < rules.shortest_trip_m:
        return Hindrance(Reason.TOO_SHORT, {"n": str(-(-walk_m // WALK_M_PER_MINUTE))}, nearby=False)
    return None


def find_duplicate(
    request: Request, limits: RideLimits | None, booked: Iterable[Promise]
) -> Hindrance | None:
    """The same rider's ride to the same place at about the same time, unless one more is really wanted."""
    if limits is None or Reason.DUPLICATE in request.confirmed:
        return None
    for promise in booked:
        same = promise.rider_id == request.rider_id and promise.destination == request.destination
        if same and _overlap(promise.limits, limits):
            facts = {"t1": clock(promise.limits.pickup.from_s), "ride_id": str(promise.ride_id)}
            return Hindrance(Reason.DUPLICATE, facts, nearby=False)
    return None


def _unreached(request: Request, area: Area) -> Iterator[tuple[PlaceIndex, str]]:
    """The ends of the ride that no place is near, and which end each is."""
    closed = area.only_if_needed if _walks(request) else frozenset()
    for place, end in ((request.origin, "origin"), (request.destination, "destination")):
        if place in area.out_of_reach or (place in closed and not area.walks.get(place)):
            yield place, end


def _outside(request: Request, area: Area) -> Iterator[tuple[PlaceIndex, str]]:
    """The ends of the ride at which nothing may be promised, and which end each is."""
    closed = area.only_if_needed if _walks(request) else frozenset()
    for place, end in ((request.origin, "origin"), (request.destination, "destination")):
        if place in closed or (area.served is not None and place not in area.served):
            yield place, end


def _walks(request: Request) -> bool:
    return not (request.door_needed or request.party.wheelchairs or request.party.walkers)


def _walk_m(request: Request, travel: TravelTimes, area: Area) -> int:
    near = dict(area.walks.get(request.origin, ()))
    return near.get(request.destination, travel.metres(request.origin, request.destination))


def _overlap(one: RideLimits, other: RideLimits) -> bool:
    return one.pickup.from_s <= other.arrive_until_s and other.pickup.from_s <= one.arrive_until_s
