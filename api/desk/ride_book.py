"""Every ride of a service day, told from its events: booked, on board, carried, given up or missed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from dispatch.domain.disruptions import PromiseAmended, RideReassigned, RideUnassigned
from dispatch.domain.events import (
    Event,
    PromiseAtRisk,
    PromiseMade,
    PromiseOverridden,
    RideCancelled,
    RideChanged,
    RiderNoShow,
    RouteChanged,
    VisitBegun,
    VisitDone,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId, RiderId
from dispatch.domain.route import VisitKind


class RideStatus(StrEnum):
    """How far a ride has come."""

    BOOKED = "booked"
    ABOARD = "aboard"
    CARRIED = "carried"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    CHANGED = "changed"
    """Given up for another ride, which was promised by the same decision."""
    UNASSIGNED = "unassigned"
    """No vehicle can carry it any more: somebody calls the rider."""


STILL_TO_CARRY = frozenset({RideStatus.BOOKED, RideStatus.ABOARD})
"""A vehicle is on its way with these, or to them."""


@dataclass(frozen=True, slots=True)
class RideRecord:
    """One ride, as its rider may know it; times are seconds of the service day."""

    promise: Promise
    vehicle_id: VehicleId
    status: RideStatus = RideStatus.BOOKED
    pickup_s: int | None = None
    """When boarding began, or is foreseen to begin."""
    arrival_s: int | None = None
    """When the rider was set down, or is foreseen to be."""
    late_s: int = 0
    """By how much, as last foreseen, a promised limit will be missed."""


@dataclass
class RideBook:
    """The rides of a day by their id, and whose they are."""

    rides: dict[RideId, RideRecord] = field(default_factory=dict)
    of_rider: dict[RiderId, list[RideId]] = field(default_factory=dict)

    def follow(self, event: Event) -> None:
        """Fold one event."""
        match event:
            case PromiseMade(promise=promise, vehicle_id=vehicle_id):
                if promise.ride_id not in self.rides:
                    self.of_rider.setdefault(promise.rider_id, []).append(promise.ride_id)
                self.rides[promise.ride_id] = RideRecord(promise, vehicle_id)
            case RouteChanged(route=route):
                for visit in route.visits:
                    if visit.ride_id is not None and visit.kind is VisitKind.BOARD:
                        self._change(visit.ride_id, vehicle_id=route.vehicle_id, pickup_s=visit.begin_s)
                    elif visit.ride_id is not None and visit.kind is VisitKind.ALIGHT:
                        self._change(visit.ride_id, vehicle_id=route.vehicle_id, arrival_s=visit.begin_s)
            case VisitBegun(kind=VisitKind.BOARD, ride_id=ride_id) if ride_id is not None:
                self._change(ride_id, pickup_s=event.at_s)
            case VisitDone(kind=VisitKind.BOARD, ride_id=ride_id) if ride_id is not None:
                self._change(ride_id, status=RideStatus.ABOARD)
            case VisitBegun(kind=VisitKind.ALIGHT, ride_id=ride_id) if ride_id is not None:
                self._change(ride_id, arrival_s=event.at_s)
            case VisitDone(kind=VisitKind.ALIGHT, ride_id=ride_id) if ride_id is not None:
                self._change(ride_id, status=RideStatus.CARRIED)
            case RideCancelled(ride_id=ride_id):
                self._change(ride_id, status=RideStatus.CANCELLED)
            case RideChanged(ride_id=ride_id):
                self._change(ride_id, status=RideStatus.CHANGED)
            case RiderNoShow(ride_id=ride_id):
                self._change(ride_id, status=RideStatus.NO_SHOW)
            case PromiseOverridden(promise=promise) | PromiseAmended(promise=promise):
                self._change(promise.ride_id, promise=promise)
            case RideUnassigned(promise=promise):
                self._change(promise.ride_id, promise=promise, status=RideStatus.UNASSIGNED)
            case RideReassigned(promise=promise, vehicle_id=vehicle_id):
                again = {"vehicle_id": vehicle_id, "status": RideStatus.BOOKED}
                self._change(promise.ride_id, promise=promise, **again)
            case PromiseAtRisk(ride_id=ride_id, expected_late_s=late_s):
                self._change(ride_id, late_s=late_s)
            case _:
                pass

    def list_of(self, rider_id: RiderId) -> list[RideRecord]:
        """A rider's rides of the day, in the order in which they were booked."""
        return [self.rides[ride_id] for ride_id in self.of_rider.get(rider_id, ())]

    def _change(self, ride_id: RideId, **changes: Any) -> None:
        if ride_id in self.rides:
            self.rides[ride_id] = replace(self.rides[ride_id], **changes)
