"""When somebody must look whether a promise is at risk: a vehicle that does not move on says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from dispatch.domain.events import Event, PromiseMade, RouteChanged
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, VisitKind
from dispatch.domain.time import MINUTE_S
from dispatch.engine.decision import Decision
from dispatch.engine.service_day import ServiceDay
from dispatch.engine.vehicle_state import VehicleState

LOOK_AGAIN_S = 60
"""Where a vehicle is behind its plan, and stops on the way may still take that up."""
MUCH_LATER_S = 5 * MINUTE_S
"""Whoever was told how late their ride will be is told again where it grows later by so much."""


def tells_from_s(told: Mapping[RideId, int], ride_id: RideId) -> int:
    """From how much lateness on it is told of a ride, given what was told already."""
    return told[ride_id] + MUCH_LATER_S if ride_id in told else 1


def watched(day: ServiceDay, decision: Decision) -> Decision:
    """The decision, with a wake before any route that it changes can bring somebody late unseen."""
    changed = [event for event in decision.events if isinstance(event, RouteChanged)]
    if not changed:
        return decision
    made = {each.promise.ride_id: each.promise for each in _list_made(decision.events)}
    promises = {**day.promises, **made}
    looks = [
        _least_time_left(
            each.route, promises, day.at_risk, _moves_on_s(day, each), _aboard(day, each.route.vehicle_id)
        )
        for each in changed
    ]
    return _awake_by(decision, looks)


def next_risk_s(day: ServiceDay, told: Mapping[RideId, int], now_s: int) -> int | None:
    """When a silent vehicle may first bring somebody late, or much later, who was not told so yet."""
    looks = (
        _least_time_left(state.route, day.promises, told, _planned_s(state), state.aboard)
        for state in day.vehicles.values()
    )
    return min((max(look_s, now_s + LOOK_AGAIN_S) for look_s in looks if look_s is not None), default=None)


def _awake_by(decision: Decision, looks: Iterable[int | None]) -> Decision:
    wakes = [each for each in (*looks, decision.wake_at_s) if each is not None]
    return replace(decision, wake_at_s=min(wakes, default=None))


def _list_made(events: Iterable[Event]) -> Iterator[PromiseMade]:
    return (event for event in events if isinstance(event, PromiseMade))


def _moves_on_s(day: ServiceDay, changed: RouteChanged) -> int:
    """When a vehicle moves on by a changed route."""
    state = day.vehicles.get(changed.route.vehicle_id)
    if state is None:
        return changed.leave_s
    return _planned_s(replace(state, route=changed.route, leave_s=changed.leave_s))


def _planned_s(state: VehicleState) -> int:
    """When, by the plan, a vehicle does what it does next."""
    if state.current is not None:
        return state.current.begin_s + state.current.service_s
    if state.heading is not None or state.arrived:
        return state.route.visits[0].begin_s
    return state.leave_s


def _aboard(day: ServiceDay, vehicle_id: VehicleId) -> Mapping[RideId, int]:
    """Who is on board of a vehicle, and when they had boarded."""
    state = day.vehicles.get(vehicle_id)
    return state.aboard if state is not None else {}


def _least_time_left(
    route: Route,
    promises: Mapping[RideId, Promise],
    told: Mapping[RideId, int],
    moves_on_s: int,
    aboard: Mapping[RideId, int],
) -> int | None:
    """The first second at which a vehicle that has not moved on must be told of; None without riders.

    Whoever moves on so much later than planned is nowhere later by more than that.
    """
    least_s: int | None = None
    for visit in route.visits:  # as plain as can be: every wake looks at every visit of the day
        ride_id = visit.ride_id
        promise = None if ride_id is None else promises.get(ride_id)
        if ride_id is None or promise is None:
            continue
        limits = promise.limits
        limit_s = limits.pickup.until_s if visit.kind is VisitKind.BOARD else limits.arrive_until_s
        if ride_id in aboard:  # a ride that lasts too long is late too
            limit_s = min(limit_s, aboard[ride_id] + limits.max_ride_s)
        left_s = limit_s - visit.begin_s + (tells_from_s(told, ride_id) if ride_id in told else 1)
        if least_s is None or left_s < least_s:
            least_s = left_s
    return None if least_s is None else moves_on_s + max(1, least_s)
