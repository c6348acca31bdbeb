"""What becomes of a route once a rider is taken along."""

from __future__ import annotations

from dataclasses import replace

from dispatch.domain.request import RideId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.kernel.insertion import AskedRide, Insertion


def with_ride(route: Route, way: Insertion, ride_id: RideId, asked: AskedRide) -> Route:
    """A route with a ride's two visits where it fits; what comes after them is timed when it is encoded."""
    i, j = way.pickup_after, way.dropoff_after
    board = Visit(VisitKind.BOARD, asked.origin, way.pickup_s, asked.board_s, ride_id)
    alight = Visit(VisitKind.ALIGHT, asked.destination, way.arrival_s, asked.alight_s, ride_id)
    visits = route.visits
    return replace(route, visits=(*visits[:i], board, *visits[i:j], alight, *visits[j:]))
