"""What of a promise was not kept when a rider boards or gets out."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.domain.events import PromiseMissed, PromisePart
from dispatch.domain.request import RideId
from dispatch.domain.route import VisitKind
from dispatch.engine.service_day import ServiceDay
from dispatch.engine.vehicle_state import VehicleState


def missed_promises(
    day: ServiceDay, state: VehicleState, kind: VisitKind, ride_id: RideId, now_s: int
) -> Iterator[PromiseMissed]:
    """The limits of a ride's promise that a vehicle misses, whose rider boards or gets out now."""
    for part, late_s in _lateness(day, state, kind, ride_id, now_s):
        if late_s > 0:
            yield PromiseMissed(now_s, ride_id, part, late_s)


def _lateness(
    day: ServiceDay, state: VehicleState, kind: VisitKind, ride_id: RideId, now_s: int
) -> Iterator[tuple[PromisePart, int]]:
    limits = day.promises[ride_id].limits
    if kind is VisitKind.BOARD:
        yield PromisePart.PICKUP, now_s - limits.pickup.until_s
    else:
        yield PromisePart.ARRIVAL, now_s - limits.arrive_until_s
        yield PromisePart.RIDE_TIME, now_s - state.aboard[ride_id] - limits.max_ride_s
