"""Routes written with a reserve before every promise, and which of it gives way when a route runs late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, VisitKind
from dispatch.kernel.encoding import encode_route
from dispatch.kernel.plan_arrays import Anchor, PlanArrays, decode_route
from dispatch.travel.travel_times import TravelTensor

Promises = Mapping[RideId, Promise]


def encode_with_reserves(
    plan: PlanArrays,
    row: int,
    route: Route,
    anchor: Anchor,
    planned: Promises,
    promises: Promises,
    travel: TravelTensor,
) -> tuple[RideId, ...]:
    """Write a route that keeps its reserves as far as it can; returns the rides that cannot keep theirs.

    No reserve comes before a promise: late rides may first last as long as promised; where somebody would
    still have less than was promised, everybody in the vehicle gives up all reserves.
    """
    late = encode_route(plan, row, route, anchor, planned, travel)
    if late:
        longer = {**planned, **{each: _ride_as_promised(planned[each], promises[each]) for each in late}}
        late += encode_route(plan, row, route, anchor, longer, travel)
        if list_late(decode_route(plan, row), anchor, promises):
            late += encode_route(plan, row, route, anchor, promises, travel)
    return tuple(dict.fromkeys(late))


def list_late(route: Route, anchor: Anchor, promises: Promises) -> dict[RideId, int]:
    """Rides of a timed route that will miss what was promised, and by how many seconds at most."""
    boarded = {rider.ride_id: rider.boarded_s for rider in anchor.aboard}
    late: dict[RideId, int] = {}
    for visit in route.visits:
        if visit.ride_id is None or visit.ride_id not in promises:
            continue
        limits = promises[visit.ride_id].limits
        if visit.kind is VisitKind.BOARD:
            boarded[visit.ride_id] = visit.begin_s + visit.service_s
            until_s = limits.pickup.until_s
        else:
            until_s = min(limits.arrive_until_s, boarded[visit.ride_id] + limits.max_ride_s)
        if visit.begin_s > until_s:
            late[visit.ride_id] = max(visit.begin_s - until_s, late.get(visit.ride_id, 0))
    return late


def _ride_as_promised(planned: Promise, promise: Promise) -> Promise:
    """A promise to plan with that gives up the reserve of the ride, not those of its ends."""
    return replace(planned, limits=replace(planned.limits, max_ride_s=promise.limits.max_ride_s))
