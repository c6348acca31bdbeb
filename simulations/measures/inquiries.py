"""What became of each request of a day, told by its events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from dispatch.domain.disruptions import PromiseAmended, RideReassigned, RideUnassigned
from dispatch.domain.events import (
    Asked,
    Event,
    OffersMade,
    PromiseMade,
    PromiseOverridden,
    Refused,
    RideCancelled,
    RideChanged,
    RiderNoShow,
    VisitBegun,
    VisitDone,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise, Refusal
from dispatch.domain.request import Request, RequestId, RideId
from dispatch.domain.route import VisitKind


class Outcome(StrEnum):
    """How a request ended; a ride that was booked and came to nothing is cancelled, whoever did so."""

    SERVED = "served"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Booking:
    """An accepted offer and what came of it; moments that never came are None."""

    promise: Promise
    """As it was made."""
    told_last: Promise
    """As the rider was told it last: the same, unless it had to be amended."""
    confirmed_s: int
    vehicle_id: VehicleId
    """The vehicle that carried the riders, else the one that was promised."""
    boarding_s: int | None
    seated_s: int | None
    dropped_off_s: int | None
    cancelled_s: int | None
    changed_s: int | None
    """When the riders gave it up for another ride, whose promise binds in its stead."""
    no_show_s: int | None
    undone_s: int | None
    """When the service said that nobody can carry the riders; None unless that is its last word so far.

    Riders who then give the ride up themselves do not take that word back.
    """
    instead_of: RideId | None
    """The ride that the riders gave up for this one."""

    @property
    def completed(self) -> bool:
        """Whether the riders were carried to where they wanted."""
        return self.boarding_s is not None and self.dropped_off_s is not None

    @property
    def amended(self) -> bool:
        """Whether the riders were told something else than they had been promised."""
        return self.told_last != self.promise

    @property
    def failed(self) -> bool:
        """Whether the ride came to nothing because the service could not keep its promise.

        It took the ride back, or the riders gave up a ride that it had to move.
        """
        return self.undone_s is not None or (self.cancelled_s is not None and self.amended)

    @property
    def persons(self) -> int:
        """How many people it is for, wheelchair users among them."""
        return self.promise.party.seats + self.promise.party.wheelchairs


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A request with its last answer and the bookings made of it; a split party has several."""

    request: Request
    asked_s: int
    refusal: Refusal | None
    bookings: tuple[Booking, ...]

    @property
    def outcome(self) -> Outcome:
        """How it ended; offers that lapsed count as declined."""
        if any(one.boarding_s is not None and one.undone_s is None for one in self.bookings):
            return Outcome.SERVED
        if any(booking.no_show_s is not None for booking in self.bookings):
            return Outcome.NO_SHOW
        if self.bookings:
            return Outcome.CANCELLED
        return Outcome.DECLINED if self.refusal is None else Outcome.REFUSED


def list_inquiries(events: Iterable[Event]) -> list[Inquiry]:
    """Every request of the day in the order of asking."""
    asked: dict[RequestId, Asked] = {}
    refusals: dict[RequestId, Refusal | None] = {}
    promises: dict[RequestId, list[PromiseMade]] = defaultdict(list)
    moments = _Moments()
    for event in events:
        match event:
            case Asked():
                asked[event.request.request_id] = event
            case OffersMade():
                refusals[event.request_id] = None
            case Refused():
                refusals[event.request_id] = event.refusal
            case PromiseMade():
                promises[event.promise.request_id].append(event)
            case _:
                moments.note(event)
    return [
        Inquiry(
            request=first.request,
            asked_s=first.at_s,
            refusal=refusals.get(request_id),
            bookings=tuple(moments.booking(made) for made in promises[request_id]),
        )
        for request_id, first in asked.items()
    ]


@dataclass(frozen=True, slots=True)
class _Moments:
    boarded: dict[RideId, tuple[int, VehicleId]] = field(default_factory=dict)
    seated: dict[RideId, int] = field(default_factory=dict)
    dropped_off: dict[RideId, int] = field(default_factory=dict)
    cancelled: dict[RideId, int] = field(default_factory=dict)
    changed: dict[RideId, int] = field(default_factory=dict)
    given_up_for: dict[RequestId, RideId] = field(default_factory=dict)
    no_shows: dict[RideId, int] = field(default_factory=dict)
    amended: dict[RideId, Promise] = field(default_factory=dict)
    undone: dict[RideId, int] = field(default_factory=dict)

    def note(self, event: Event) -> None:
        match event:
            case VisitBegun(ride_id=str() as ride, kind=VisitKind.BOARD):
                self.boarded[ride] = event.at_s, event.vehicle_id
            case VisitDone(ride_id=str() as ride, kind=VisitKind.BOARD):
                self.seated[ride] = event.at_s
            case VisitBegun(ride_id=str() as ride, kind=VisitKind.ALIGHT):
                self.dropped_off[ride] = event.at_s
            case VisitDone(ride_id=str() as ride, kind=VisitKind.ALIGHT):
                # Whose vehicle breaks down at the very destination gets out there, without a call of it.
                self.dropped_off.setdefault(ride, event.at_s)
            case PromiseAmended(promise=promise) | PromiseOverridden(promise=promise):
                self.amended[promise.ride_id] = promise
            case RideUnassigned(promise=promise):
                self.undone[promise.ride_id] = event.at_s
            case RideReassigned(promise=promise):
                self.amended[promise.ride_id] = promise
                self.undone.pop(promise.ride_id, None)
            case RideCancelled(ride_id=ride):
                self.cancelled[ride] = event.at_s
            case RideChanged(ride_id=ride):
                self.changed[ride] = event.at_s
                self.given_up_for[event.request_id] = ride
                self.undone.pop(ride, None)
            case RiderNoShow(ride_id=ride):
                self.no_shows[ride] = event.at_s

    def booking(self, made: PromiseMade) -> Booking:
        ride = made.promise.ride_id
        boarding_s, vehicle_id = self.boarded.get(ride, (None, made.vehicle_id))
        return Booking(
            promise=made.promise,
            told_last=self.amended.get(ride, made.promise),
            confirmed_s=made.at_s,
            vehicle_id=vehicle_id,
            boarding_s=boarding_s,
            seated_s=self.seated.get(ride),
            dropped_off_s=self.dropped_off.get(ride),
            cancelled_s=self.cancelled.get(ride),
            changed_s=self.changed.get(ride),
            no_show_s=self.no_shows.get(ride),
            undone_s=self.undone.get(ride),
            instead_of=self.given_up_for.get(made.promise.request_id),
        )
