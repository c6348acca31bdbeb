"""Facts that happened and decisions that were taken: the service day is a fold of these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
from dispatch.domain.fleet import Vehicle, VehicleId
from dispatch.domain.offer import Offer, OfferId, Promise, Refusal
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.pins import RidePinned, RideUnpinned
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request, RequestId, RideId, StaffId
from dispatch.domain.route import Route, VisitKind


@dataclass(frozen=True, slots=True)
class DayOpened:
    """A service day begins to take requests, with these vehicles, on these travel times."""

    at_s: int
    area: str
    service_date: str
    vehicles: tuple[Vehicle, ...]
    travel_version: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A rider asked for a ride, or for one instead of another that is promised."""

    at_s: int
    request: Request
    instead_of: RideId | None = None


@dataclass(frozen=True, slots=True)
class OffersMade:
    """The engine answered with offers; nothing is reserved."""

    at_s: int
    request_id: RequestId
    offers: tuple[Offer, ...]
    direct_s: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The engine answered no, with the reason and what can be booked instead."""

    at_s: int
    request_id: RequestId
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Declined:
    """The rider took none of what was offered."""

    at_s: int
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class OfferLapsed:
    """An offer can no longer be taken."""

    at_s: int
    request_id: RequestId
    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class PromiseMade:
    """A rider accepted: the limits bind every later decision."""

    at_s: int
    promise: Promise
    vehicle_id: VehicleId


@dataclass(frozen=True, slots=True)
class RouteChanged:
    """A vehicle has these visits before it from now on, and leaves for the first at `leave_s`."""

    at_s: int
    route: Route
    leave_s: int


@dataclass(frozen=True, slots=True)
class RideCancelled:
    """The rider gave the ride up before boarding."""

    at_s: int
    ride_id: RideId


@dataclass(frozen=True, slots=True)
class RideChanged:
    """The rider gave the ride up for another one, which is promised to a request by the same decision."""

    at_s: int
    ride_id: RideId
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class PromiseOverridden:
    """An operator gave a rider less than was promised: this is the promise now, and the rider is told."""

    at_s: int
    promise: Promise
    late_s: int
    """By how much what is foreseen now misses what was promised before."""
    by: StaffId
    reason: str


@dataclass(frozen=True, slots=True)
class WaitlistJoined:
    """A rider waits, behind all who wait already, for room for the wish."""

    at_s: int
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class WaitlistLeft:
    """A rider no longer waits, or the time that was wished for is past."""

    at_s: int
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class OpenReturnSold:
    """A rider may call for the way home, and was told the longest wait; capacity is held for it."""

    at_s: int
    open_return: OpenReturn


@dataclass(frozen=True, slots=True)
class OpenReturnCalled:
    """A rider with an open return is finished; the promise, or offers, follow in the same decision."""

    at_s: int
    ride_id: RideId


@dataclass(frozen=True, slots=True)
class OpenReturnEnded:
    """An open return was given up, or its window has passed without a call."""

    at_s: int
    ride_id: RideId


@dataclass(frozen=True, slots=True)
class VehicleDeparted:
    """A vehicle left a place for its next visit."""

    at_s: int
    vehicle_id: VehicleId
    origin: PlaceIndex
    destination: PlaceIndex


@dataclass(frozen=True, slots=True)
class VehicleDiverted:
    """A vehicle under way goes elsewhere first: at `via` (reached at `via_s`) it turns to `destination`."""

    at_s: int
    vehicle_id: VehicleId
    via: PlaceIndex
    via_s: int
    destination: PlaceIndex


@dataclass(frozen=True, slots=True)
class VehicleArrived:
    """A vehicle reached the place of its next visit, which may begin at `begin_s`."""

    at_s: int
    vehicle_id: VehicleId
    place: PlaceIndex
    begin_s: int


@dataclass(frozen=True, slots=True)
class VisitBegun:
    """Doors opened: the pickup or drop-off that was promised happens now, or a rest begins."""

    at_s: int
    vehicle_id: VehicleId
    kind: VisitKind
    place: PlaceIndex
    service_s: int
    ride_id: RideId | None


@dataclass(frozen=True, slots=True)
class VisitDone:
    """Riders are seated, or out, or the rest is over: the vehicle leaves for its next visit at `leave_s`."""

    at_s: int
    vehicle_id: VehicleId
    kind: VisitKind
    place: PlaceIndex
    ride_id: RideId | None
    leave_s: int


@dataclass(frozen=True, slots=True)
class RiderNoShow:
    """The driver waited the full rule and nobody came."""

    at_s: int
    vehicle_id: VehicleId
    ride_id: RideId


class PromisePart(StrEnum):
    """Which limit of a promise is meant."""

    PICKUP = "pickup"
    ARRIVAL = "arrival"
    RIDE_TIME = "ride_time"


@dataclass(frozen=True, slots=True)
class PromiseAtRisk:
    """Reality is late: by what is known now, a promise will be missed; people are told."""

    at_s: int
    ride_id: RideId
    expected_late_s: int


@dataclass(frozen=True, slots=True)
class PromiseMissed:
    """Reality broke a promise, by so many seconds."""

    at_s: int
    ride_id: RideId
    part: PromisePart
    late_s: int


Event = (
    DayOpened
    | Asked
    | OffersMade
    | Refused
    | Declined
    | OfferLapsed
    | PromiseMade
    | RouteChanged
    | RideCancelled
    | RideChanged
    | RidePinned
    | RideUnpinned
    | PromiseOverridden
    | WaitlistJoined
    | WaitlistLeft
    | OpenReturnSold
    | OpenReturnCalled
    | OpenReturnEnded
    | VehicleDeparted
    | VehicleDiverted
    | VehicleArrived
    | VisitBegun
    | VisitDone
    | RiderNoShow
    | PromiseAtRisk
    | PromiseMissed
    | VehicleWithdrawn
    | VehicleReturned
    | VehicleDelayed
    | ConditionsChanged
    | PromiseAmended
    | RideUnassigned
    | RideReassigned
    | OpenReturnRestated
    | OpenReturnUnheld
)
