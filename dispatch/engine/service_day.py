"""The state of one area and service date: a fold of its events, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, fields, replace
from itertools import takewhile

from dispatch.domain.conditions import Conditions
from dispatch.domain.disruptions import (
    ConditionsChanged,
    OpenReturnRestated,
    OpenReturnUnheld,
    PromiseAmended,
    RideReassigned,
    RideUnassigned,
    VehicleDelayed,
    VehicleReturned,
    VehicleWithdrawn,
)
from dispatch.domain.events import (
    Asked,
    DayOpened,
    Declined,
    Event,
    OfferLapsed,
    OffersMade,
    OpenReturnCalled,
    OpenReturnEnded,
    OpenReturnSold,
    PromiseAtRisk,
    PromiseMade,
    PromiseMissed,
    PromiseOverridden,
    Refused,
    RideCancelled,
    RideChanged,
    RiderNoShow,
    RouteChanged,
    VehicleArrived,
    VehicleDeparted,
    VehicleDiverted,
    VisitBegun,
    VisitDone,
    WaitlistJoined,
    WaitlistLeft,
)
from dispatch.domain.fleet import Vehicle, VehicleId
from dispatch.domain.offer import Offer, OfferId, Promise
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.pins import RidePinned, RideUnpinned
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request, RequestId, RideId
from dispatch.domain.route import Route, Visit, VisitKind

NEVER_OFFERED = -1
"""Of somebody on the waitlist who has been offered nothing yet."""


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


@dataclass(slots=True)
class ServiceDay:
    """One area's day. Only `apply` changes it, one event at a time, so folding a journal rebuilds it."""

    version: int = 0
    vehicles: dict[VehicleId, VehicleState] = field(default_factory=dict)
    changed_at: dict[VehicleId, int] = field(default_factory=dict)
    """The version at which each vehicle's state last changed, the latest change last."""
    requests: dict[RequestId, Request] = field(default_factory=dict)
    offers: dict[OfferId, Offer] = field(default_factory=dict)
    offers_of: dict[RequestId, tuple[OfferId, ...]] = field(default_factory=dict)
    """The open offers of a request."""
    promises: dict[RideId, Promise] = field(default_factory=dict)
    """Promises not yet carried out or given up."""
    carried_by: dict[RideId, VehicleId] = field(default_factory=dict)
    at_risk: set[RideId] = field(default_factory=set)
    open_returns: dict[RideId, OpenReturn] = field(default_factory=dict)
    """Sold and not yet called, in the order of sale."""
    unheld: dict[RideId, OpenReturnUnheld] = field(default_factory=dict)
    """Open returns for which no wait can be stated any more: each needs a call."""
    waitlist: dict[RequestId, int] = field(default_factory=dict)
    """Who waits, in order, and how often room had been freed when something was last offered."""
    times_freed: int = 0
    """How often there may be more room than before: something was given up, or a vehicle came back."""
    pinned: dict[RideId, RidePinned] = field(default_factory=dict)
    """Rides that an operator keeps on their vehicle."""
    changing: dict[RequestId, RideId] = field(default_factory=dict)
    """The ride that a request is to take the place of."""
    unassigned: dict[RideId, RideUnassigned] = field(default_factory=dict)
    """Rides that nobody can carry any more: each needs a call."""
    conditions: Conditions | None = None
    """What is unlike a usual day at present."""
    conditions_version: int = 0
    """The version at which the conditions last changed."""


def apply(day: ServiceDay, event: Event) -> ServiceDay:
    """Fold one event into the day and return it."""
    day.version += 1
    match event:
        case DayOpened():
            for vehicle in event.vehicles:
                _put(day, _at_shift_start(vehicle))
        case Asked():
            day.requests[event.request.request_id] = event.request
            if event.instead_of is not None:
                day.changing[event.request.request_id] = event.instead_of
        case OffersMade():
            _open_offers(day, event.request_id, event.offers)
            if event.request_id in day.waitlist:
                day.waitlist[event.request_id] = day.times_freed
        case Refused():
            _open_offers(day, event.request_id, event.refusal.alternatives)
        case Declined():
            _close_offers(day, event.request_id)
        case OfferLapsed():
            day.offers.pop(event.offer_id, None)
        case PromiseMade():
            ride_id = event.promise.ride_id
            day.promises[ride_id] = event.promise
            day.carried_by[ride_id] = event.vehicle_id
            _close_offers(day, event.promise.request_id)
            day.waitlist.pop(event.promise.request_id, None)
        case RideCancelled() | RideChanged() | RiderNoShow():
            _forget(day, event.ride_id)
            day.times_freed += 1
        case RidePinned():
            day.pinned[event.ride_id] = event
        case RideUnpinned():
            day.pinned.pop(event.ride_id, None)
        case PromiseOverridden():
            day.promises[event.promise.ride_id] = event.promise
            day.at_risk.discard(event.promise.ride_id)
        case PromiseAtRisk():
            day.at_risk.add(event.ride_id)
        case PromiseMissed():
            pass
        case ConditionsChanged():
            day.conditions, day.conditions_version = event.conditions, day.version
            day.times_freed += 1
        case PromiseAmended():
            day.promises[event.promise.ride_id] = event.promise
            day.at_risk.discard(event.promise.ride_id)
        case RideUnassigned():
            _forget(day, event.promise.ride_id)
            day.times_freed += 1
            day.unassigned[event.promise.ride_id] = event
        case RideReassigned():
            day.unassigned.pop(event.promise.ride_id, None)
            day.promises[event.promise.ride_id] = event.promise
            day.carried_by[event.promise.ride_id] = event.vehicle_id
        case _:
            _apply_to_who_waits(day, event)
    return day


def copy_day(day: ServiceDay) -> ServiceDay:
    """The same day, to try on it what may come; what it holds never changes, and is shared."""
    held = ((each.name, getattr(day, each.name)) for each in fields(day))
    return ServiceDay(**{name: copy(value) for name, value in held})


def list_changed(day: ServiceDay, since_version: int) -> Iterator[VehicleId]:
    """Vehicles whose state has changed since a version, the latest change first."""
    latest_first = reversed(day.changed_at.items())
    return (vehicle_id for vehicle_id, _ in takewhile(lambda each: each[1] > since_version, latest_first))


def _apply_to_who_waits(day: ServiceDay, event: Event) -> None:
    match event:
        case OpenReturnSold() | OpenReturnRestated():
            day.open_returns[event.open_return.ride_id] = event.open_return
            day.unheld.pop(event.open_return.ride_id, None)
        case OpenReturnUnheld():
            day.unheld[event.ride_id] = event
        case OpenReturnCalled() | OpenReturnEnded():
            day.open_returns.pop(event.ride_id, None)
            day.unheld.pop(event.ride_id, None)
            day.times_freed += isinstance(event, OpenReturnEnded)
        case WaitlistJoined():
            day.waitlist[event.request_id] = NEVER_OFFERED
            _close_offers(day, event.request_id)
        case WaitlistLeft():
            day.waitlist.pop(event.request_id, None)
            _close_offers(day, event.request_id)
        case _:
            _apply_to_vehicle(day, event)


def _apply_to_vehicle(day: ServiceDay, event: Event) -> None:
    match event:
        case RouteChanged():
            state = day.vehicles[event.route.vehicle_id]
            still = state.arrived and state.route.visits[0].same_as(event.route.visits[0])
            after = replace(state, route=event.route, leave_s=event.leave_s, arrived=still)
            for ride_id in event.route.ride_ids() & day.promises.keys():
                day.carried_by[ride_id] = event.route.vehicle_id
        case VehicleDeparted():
            heading = Heading(event.origin, event.at_s, event.destination)
            after = replace(day.vehicles[event.vehicle_id], heading=heading)
        case VehicleDiverted():
            heading = Heading(event.via, event.via_s, event.destination)
            after = replace(day.vehicles[event.vehicle_id], heading=heading)
        case VehicleArrived():
            after = _arrived(day.vehicles[event.vehicle_id], event)
        case VisitBegun():
            state = day.vehicles[event.vehicle_id]
            current = replace(state.route.visits[0], begin_s=event.at_s, service_s=event.service_s)
            rest = replace(state.route, visits=state.route.visits[1:])
            after = replace(state, route=rest, current=current, arrived=False)
        case VisitDone():
            after = finished(day.vehicles[event.vehicle_id], event)
            if event.ride_id is not None and event.kind is VisitKind.ALIGHT:
                _forget(day, event.ride_id)
        case VehicleWithdrawn():
            after = _withdrawn(day.vehicles[event.vehicle_id], event)
        case VehicleReturned():
            after = _returned(day.vehicles[event.vehicle_id], event)
            day.times_freed += 1
            for ride_id in event.aboard:
                day.carried_by[ride_id] = event.vehicle_id
        case VehicleDelayed():
            after = _delayed(day.vehicles[event.vehicle_id], event)
        case _:
            raise TypeError(f"unknown event {event!r}")
    _put(day, after)


def _put(day: ServiceDay, state: VehicleState) -> None:
    vehicle_id = state.vehicle.vehicle_id
    day.vehicles[vehicle_id] = state
    day.changed_at.pop(vehicle_id, None)
    day.changed_at[vehicle_id] = day.version


def _arrived(state: VehicleState, event: VehicleArrived) -> VehicleState:
    first = replace(state.route.visits[0], begin_s=event.begin_s)
    retimed = replace(state.route, visits=(first, *state.route.visits[1:]))
    return replace(
        state, route=retimed, place=event.place, free_from_s=event.at_s, heading=None, arrived=True
    )


def finished(state: VehicleState, event: VisitDone) -> VehicleState:
    """A vehicle when its visit is over: riders seated or out, free to leave."""
    aboard = dict(state.aboard)
    if event.ride_id is not None and event.kind is VisitKind.BOARD:
        aboard[event.ride_id] = event.at_s
    if event.ride_id is not None and event.kind is VisitKind.ALIGHT:
        aboard.pop(event.ride_id, None)
    return replace(state, current=None, aboard=aboard, free_from_s=event.at_s, leave_s=event.leave_s)


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


def _at_shift_start(vehicle: Vehicle) -> VehicleState:
    shift = vehicle.shift
    rests = tuple(
        Visit(VisitKind.BREAK, rest.place, rest.begins.from_s, rest.duration_s) for rest in shift.breaks
    )
    end = Visit(VisitKind.END, shift.end, shift.hours.until_s, 0)
    route = Route(vehicle.vehicle_id, (*rests, end))
    return VehicleState(vehicle, route, shift.start, shift.hours.from_s, leave_s=shift.hours.until_s)


def _open_offers(day: ServiceDay, request_id: RequestId, offers: tuple[Offer, ...]) -> None:
    _close_offers(day, request_id)
    day.offers_of[request_id] = tuple(offer.offer_id for offer in offers)
    day.offers.update((offer.offer_id, offer) for offer in offers)


def _close_offers(day: ServiceDay, request_id: RequestId) -> None:
    for offer_id in day.offers_of.pop(request_id, ()):
        day.offers.pop(offer_id, None)


def _forget(day: ServiceDay, ride_id: RideId) -> None:
    day.unassigned.pop(ride_id, None)
    day.promises.pop(ride_id, None)
    day.carried_by.pop(ride_id, None)
    day.at_risk.discard(ride_id)
    day.pinned.pop(ride_id, None)
