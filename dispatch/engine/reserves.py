"""Routes written with a reserve before every promise, and what gives way when a route runs late."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from dispatch.domain.events import PromisePart
from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, VisitKind
from dispatch.domain.time import TimeWindow
from dispatch.kernel.encoding import encode_route
from dispatch.kernel.plan_arrays import Anchor, PlanArrays, decode_route
from dispatch.travel.travel_times import TravelTensor, TravelTimes

Promises = Mapping[RideId, Promise]
Lateness = Mapping[tuple[RideId, PromisePart], int]
"""By how many seconds each promised limit is missed; below zero where there is time left."""


def encode_with_reserves(
    plan: PlanArrays,
    row: int,
    route: Route,
    anchor: Anchor,
    planned: Promises,
    promises: Promises,
    travel: TravelTensor,
    unavoidable: Callable[[], Lateness],
) -> tuple[RideId, ...]:
    """Write a route that keeps its reserves as far as it can; returns the rides that cannot keep theirs.

    No reserve comes before a promise: late rides may first last as long as promised; where somebody would
    still have less than was promised, everybody in the vehicle gives up all reserves. Nor does a promise that
    is missed anyway come before one that can be kept: no limit is missed by more than is unavoidable.
    """
    late = encode_route(plan, row, route, anchor, planned, travel)
    if late:
        longer = {**planned, **{each: _ride_as_promised(planned[each], promises[each]) for each in late}}
        late += encode_route(plan, row, route, anchor, longer, travel)
        if list_late(decode_route(plan, row), anchor, promises):
            late += encode_route(plan, row, route, anchor, promises, travel)
            late += _encode_as_late(plan, row, route, anchor, promises, travel, unavoidable())
    return tuple(dict.fromkeys(late))


def _encode_as_late(
    plan: PlanArrays,
    row: int,
    route: Route,
    anchor: Anchor,
    promises: Promises,
    travel: TravelTensor,
    unavoidable: Lateness,
) -> tuple[RideId, ...]:
    """Write a late route anew if it misses a limit by more than is unavoidable; returns who is late then.

    It happens where a vehicle has caught up: whoever is late could be there sooner if others boarded sooner
    as well, to ride longer than promised. They wait; and whoever is late gets as little later as that takes.
    """
    late = lateness(decode_route(plan, row), anchor, promises)
    if all(late_s <= max(0, unavoidable.get(limit, 0)) for limit, late_s in late.items()):
        return ()
    late = unavoidable
    for _ in range(2):  # as late as is unavoidable, then no later than that turns out to take
        given_way = {ride_id: _with_lateness(promises[ride_id], late) for ride_id in route.ride_ids()}
        encode_route(plan, row, route, anchor, given_way, travel)
        late = lateness(decode_route(plan, row), anchor, promises)
    return tuple(ride_id for (ride_id, _), late_s in late.items() if late_s > 0)


def list_late(route: Route, anchor: Anchor, promises: Promises) -> dict[RideId, int]:
    """Rides of a timed route that will miss what was promised, and by how many seconds at most."""
    late: dict[RideId, int] = {}
    for (ride_id, _), late_s in lateness(route, anchor, promises).items():
        if late_s > 0:
            late[ride_id] = max(late_s, late.get(ride_id, 0))
    return late


def lateness(route: Route, anchor: Anchor, promises: Promises) -> Lateness:
    """By how much a timed route misses each limit promised to its riders."""
    boarded = {rider.ride_id: rider.boarded_s for rider in anchor.aboard}
    late: dict[tuple[RideId, PromisePart], int] = {}
    for visit in route.visits:
        ride_id = visit.ride_id
        if ride_id is None or ride_id not in promises:
            continue
        limits = promises[ride_id].limits
        if visit.kind is VisitKind.BOARD:
            late[ride_id, PromisePart.PICKUP] = visit.begin_s - limits.pickup.until_s
            boarded[ride_id] = visit.begin_s + visit.service_s
        else:
            late[ride_id, PromisePart.ARRIVAL] = visit.begin_s - limits.arrive_until_s
            late[ride_id, PromisePart.RIDE_TIME] = visit.begin_s - boarded[ride_id] - limits.max_ride_s
    return late


def driven_on(told: Route, anchor: Anchor, travel: TravelTimes) -> Route:
    """A route as it is driven without a decision: as soon as can be, but no visit before the time told."""
    place, free_s, visits = anchor.place, anchor.free_from_s, []
    for visit in told.visits:
        begin_s = max(free_s + travel.seconds(place, visit.place, free_s), visit.begin_s)
        visits.append(replace(visit, begin_s=begin_s))
        place, free_s = visit.place, begin_s + visit.service_s
    return replace(told, visits=tuple(visits))


def _ride_as_promised(planned: Promise, promise: Promise) -> Promise:
    """A promise to plan with that gives up the reserve of the ride, not those of its ends."""
    return replace(planned, limits=replace(planned.limits, max_ride_s=promise.limits.max_ride_s))


def _with_lateness(promise: Promise, late: Lateness) -> Promise:
    """A promise to plan with whose limits lie as much later as they are missed."""
    limits, ride_id = promise.limits, promise.ride_id
    pickup_s, arrival_s, ride_s = (max(0, late.get((ride_id, part), 0)) for part in PromisePart)
    later = replace(
        limits,
        pickup=TimeWindow(limits.pickup.from_s, limits.pickup.until_s + pickup_s),
        arrive_until_s=limits.arrive_until_s + arrival_s,
        max_ride_s=limits.max_ride_s + ride_s,
    )
    return replace(promise, limits=later)
