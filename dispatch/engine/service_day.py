"""The state of one area and service date: a fold of its events, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field, fields
from itertools import takewhile

from dispatch.domain.conditions import Conditions
from dispatch.domain.disruptions import (
    ConditionsChanged,
    OpenReturnRestated,
    OpenReturnUnheld,
    PromiseAmended,
    RideReassigned,
    RideUnassigned,
    VehicleReturned,
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
    VisitDone,
    WaitlistJoined,
    WaitlistLeft,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Offer, OfferId, Promise
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.pins import RidePinned, RideUnpinned
from dispatch.domain.request import Request, RequestId, RideId
from dispatch.domain.route import VisitKind
from dispatch.engine.vehicle_state import OnTheRoad, VehicleState, at_shift_start, state_after

NEVER_OFFERED = -1
"""Of somebody on the waitlist who has been offered nothing yet."""


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
    at_risk: dict[RideId, int] = field(default_factory=dict)
    """Promises that may not be kept, and by how many seconds, as was told last."""
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

    @property
    def halted(self) -> bool:
        """Whether nobody is fetched any more but those who are on board."""
        return self.conditions is not None and self.conditions.halted


def apply(day: ServiceDay, event: Event) -> ServiceDay:
    """Fold one event into the day and return it."""
    day.version += 1
    match event:
        case DayOpened():
            for vehicle in event.vehicles:
                _put(day, at_shift_start(vehicle))
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
            day.at_risk.pop(event.promise.ride_id, None)
        case PromiseAtRisk():
            day.at_risk[event.ride_id] = event.expected_late_s
        case PromiseMissed():
            pass
        case ConditionsChanged():
            day.conditions, day.conditions_version = event.conditions, day.version
            day.times_freed += 1
        case PromiseAmended():
            day.promises[event.promise.ride_id] = event.promise
            day.at_risk.pop(event.promise.ride_id, None)
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
    if not isinstance(event, OnTheRoad):
        raise TypeError(f"unknown event {event!r}")
    match event:
        case RouteChanged(route=route):
            _put(day, state_after(day.vehicles[route.vehicle_id], event))
            for ride_id in route.ride_ids() & day.promises.keys():
                day.carried_by[ride_id] = route.vehicle_id
            return
        case VisitDone(kind=VisitKind.ALIGHT, ride_id=ride_id) if ride_id is not None:
            _forget(day, ride_id)
        case VehicleReturned(aboard=aboard):
            day.times_freed += 1
            day.carried_by.update(dict.fromkeys(aboard, event.vehicle_id))
        case _:
            pass
    _put(day, state_after(day.vehicles[event.vehicle_id], event))


def _put(day: ServiceDay, state: VehicleState) -> None:
    vehicle_id = state.vehicle.vehicle_id
    day.vehicles[vehicle_id] = state
    day.changed_at.pop(vehicle_id, None)
    day.changed_at[vehicle_id] = day.version


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
    day.at_risk.pop(ride_id, None)
    day.pinned.pop(ride_id, None)
