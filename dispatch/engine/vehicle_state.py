"""Where a vehicle is and what it does: a fold of what happens on the road, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile

from dispatch.domain.disruptions import VehicleDelayed, VehicleReturned, VehicleWithdrawn
from dispatch.domain.events import (
    RouteChanged,
    VehicleArrived,
    VehicleDeparted,
    VehicleDiverted,
    VisitBegun,
    VisitDone,
)
from dispatch.domain.fleet import Vehicle
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, Visit, VisitKind

OnTheRoad = (
    RouteChanged
    | VehicleDeparted
    | VehicleDiverted
    | VehicleArrived
    | VisitBegun
    | VisitDone
    | VehicleWithdrawn
    | VehicleReturned
    | VehicleDelayed
)
"""What changes the state of one vehicle."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A vehicle under way: it left here then, for there."""

    origin: PlaceIndex
    departed_s: int
    destination: PlaceIndex


@dataclass(frozen=True, slots=True)
class VehicleState:
    """Where a vehicle is, what it is doing, who is on board and what lies before it."""

    vehicle: Vehicle
    route: Route
    place: PlaceIndex
    free_from_s: int
    leave_s: int
    """When to leave for the first visit of the route."""
    heading: Heading | None = None
    arrived: bool = False
    """Standing at the place of the first visit, which has not begun."""
    current: Visit | None = None
    """The visit under way; its `begin_s` is when it began."""
    aboard: Mapping[RideId, int] = field(default_factory=dict)
    """Riders on board, and when their boarding was complete."""
    withdrawn: str | None = None
    """Why the vehicle serves nobody; None while it serves."""


def at_shift_start(vehicle: Vehicle) -> VehicleState:
    """A vehicle before anything is asked of it: its breaks and the end of its shift lie before it."""
    shift = vehicle.shift
    rests = tuple(
        Visit(VisitKind.BREAK, rest.place, rest.begins.from_s, rest.duration_s) for rest in shift.breaks
    )
    end = Visit(VisitKind.END, shift.end, shift.hours.until_s, 0)
    route = Route(vehicle.vehicle_id, (*rests, end))
    return VehicleState(vehicle, route, shift.start, shift.hours.from_s, leave_s=shift.hours.until_s)


def state_after(state: VehicleState, event: OnTheRoad) -> VehicleState:
    """A vehicle after something that happened to it."""
    match event:
        case RouteChanged():
            still = state.arrived and state.route.visits[0].same_as(event.route.visits[0])
            return replace(state, route=event.route, leave_s=event.leave_s, arrived=still)
        case VehicleDeparted():
            return replace(state, heading=Heading(event.origin, event.at_s, event.destination))
        case VehicleDiverted():
            return replace(state, heading=Heading(event.via, event.via_s, event.destination))
        case VehicleArrived():
            return _arrived(state, event)
        case VisitBegun():
            current = replace(state.route.visits[0], begin_s=event.at_s, service_s=event.service_s)
            rest = replace(state.route, visits=state.route.visits[1:])
            return replace(state, route=rest, current=current, arrived=False)
        case VisitDone():
            return finished(state, event)
        case VehicleWithdrawn():
            return _withdrawn(state, event)
        case VehicleReturned():
            return _returned(state, event)
        case VehicleDelayed():
            return _delayed(state, event)


def _arrived(state: VehicleState, event: VehicleArrived) -> VehicleState:
    first = replace(state.route.visits[0], begin_s=event.begin_s)
    retimed = replace(state.route, visits=(first, *state.route.visits[1:]))
    return replace(
        state, route=retimed, place=event.place, free_from_s=event.at_s, heading=None, arrived=True
    )


def finished(state: VehicleState, event: VisitDone) -> VehicleState:
    """A vehicle when its visit is over: riders seated or out, free to leave.

    Riders who get out of a van that has broken down at their door never begin that visit.
    """
    aboard, route = dict(state.aboard), state.route
    if event.ride_id is not None and event.kind is VisitKind.BOARD:
        aboard[event.ride_id] = event.at_s
    if event.ride_id is not None and event.kind is VisitKind.ALIGHT:
        aboard.pop(event.ride_id, None)
        route = route.without(event.ride_id)
    return replace(
        state, route=route, current=None, aboard=aboard, free_from_s=event.at_s, leave_s=event.leave_s
    )


def _withdrawn(state: VehicleState, event: VehicleWithdrawn) -> VehicleState:
    """Off the road where it stands; only breaks and the end of the shift still lie before it."""
    rests = tuple(visit for visit in state.route.visits if visit.kind in (VisitKind.BREAK, VisitKind.END))
    return VehicleState(
        state.vehicle,
        replace(state.route, visits=rests),
        event.place,
        event.at_s,
        state.leave_s,
        withdrawn=event.reason,
    )


def _returned(state: VehicleState, event: VehicleReturned) -> VehicleState:
    """Back on the road; a break whose time has passed was had meanwhile."""
    *rests, end = state.route.visits
    breaks = state.vehicle.shift.breaks
    ahead = breaks[len(breaks) - len(rests) :]
    passed = len(tuple(takewhile(lambda rest: rest.begins.until_s < event.at_s, ahead)))
    route = replace(state.route, visits=(*rests[passed:], end))
    return VehicleState(
        state.vehicle, route, event.place, event.at_s, state.leave_s, aboard=dict(event.aboard)
    )


def _delayed(state: VehicleState, event: VehicleDelayed) -> VehicleState:
    """Whoever is under way goes on from the next place then; at a door only what follows is late."""
    if state.heading is not None:
        return replace(state, heading=Heading(event.place, event.free_s, state.heading.destination))
    if state.current is not None:
        lasts_s = event.free_s - state.current.begin_s
        return replace(state, current=replace(state.current, service_s=lasts_s))
    at_a_door = state.arrived and state.route.visits[0].kind is not VisitKind.END
    return state if at_a_door else replace(state, free_from_s=event.free_s)
