"""When a vehicle will be at each of its visits, by what is known now: for riders who are told a new time."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.domain.route import VisitKind
from dispatch.engine.vehicle_state import VehicleState
from dispatch.travel.travel_times import TravelTimes

Foreseen = dict[tuple[RideId, VisitKind], int]


def foreseen(
    state: VehicleState, promises: Mapping[RideId, Promise], travel: TravelTimes, now_s: int
) -> Foreseen:
    """When each ride still before the vehicle is foreseen to board and to alight."""
    place, at_s = state.place, max(state.free_from_s, now_s)
    if state.current is not None:
        at_s = max(state.current.begin_s + state.current.service_s, now_s)
    found: Foreseen = {}
    for number, visit in enumerate(state.route.visits):
        drive_s = travel.seconds(place, visit.place, at_s)
        if number == 0 and state.heading is not None:
            departed_s = state.heading.departed_s
            drive_s = travel.seconds(state.heading.origin, visit.place, departed_s)
            at_s = max(departed_s + drive_s, now_s)
        elif number > 0 or not state.arrived:
            at_s += drive_s
        if visit.kind is VisitKind.BOARD and visit.ride_id is not None and visit.ride_id in promises:
            at_s = max(at_s, promises[visit.ride_id].limits.pickup.from_s)
        elif visit.kind is VisitKind.BREAK:
            at_s = max(at_s, visit.begin_s)
        if visit.ride_id is not None:
            found[visit.ride_id, visit.kind] = at_s
        place, at_s = visit.place, at_s + visit.service_s
    return found
