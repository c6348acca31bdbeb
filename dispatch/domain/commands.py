"""What may be asked of the engine: riders, drivers and operators all come in by this door."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.domain.disruptions import Disruption, DisruptTogether, Undo
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import OfferId, Promise
from dispatch.domain.request import Request, RequestId, RideId, StaffId
from dispatch.domain.route import Route, VisitKind
from dispatch.domain.time import TimeWindow


@dataclass(frozen=True, slots=True)
class Ask:
    """A rider asks for a ride."""

    request: Request


@dataclass(frozen=True, slots=True)
class AskTogether:
    """Several riders ask within a few seconds, and are answered so that all of them can be served."""

    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Accept:
    """A rider takes an offer."""

    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class Decline:
    """A rider takes none of the offers, or none of a refusal's alternatives."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class Cancel:
    """A rider gives up a promised ride before boarding."""

    ride_id: RideId


@dataclass(frozen=True, slots=True)
class ChangeRide:
    """A rider wants a promised ride at another time or place; it stays promised until another is accepted."""

    ride_id: RideId
    request: Request


@dataclass(frozen=True, slots=True)
class PinRide:
    """An operator keeps a ride on its vehicle, whatever searches would rather do."""

    ride_id: RideId
    by: StaffId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnpinRide:
    """An operator lets searches move a ride again."""

    ride_id: RideId
    by: StaffId


@dataclass(frozen=True, slots=True)
class AssignRide:
    """An operator gives a ride to a vehicle by hand, and keeps it there.

    Refused where that would break promises, unless it is forced; then it must have a reason.
    """

    ride_id: RideId
    vehicle_id: VehicleId
    by: StaffId
    reason: str = ""
    force: bool = False


@dataclass(frozen=True, slots=True)
class TakeBackAssignment:
    """An operator takes an assignment back: the ride goes where it was, and nobody else is worse off.

    `promises` that gave way to it are as they were again, where they can be kept.
    """

    ride_id: RideId
    vehicle_id: VehicleId
    """The vehicle that carried the ride before."""
    pinned: bool
    """Whether it was pinned there."""
    promises: tuple[Promise, ...]
    by: StaffId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class JoinWaitlist:
    """A rider whose wish is full waits for a ride that is given up."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class LeaveWaitlist:
    """A rider no longer waits."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class AskOpenReturn:
    """A rider asks for a way home to call for when finished, some time in a window."""

    request: Request
    window: TimeWindow


@dataclass(frozen=True, slots=True)
class CallOpenReturn:
    """A rider with an open return is finished and wants to be fetched."""

    ride_id: RideId


@dataclass(frozen=True, slots=True)
class Depart:
    """A driver leaves for the next visit of the route."""

    vehicle_id: VehicleId


@dataclass(frozen=True, slots=True)
class Arrive:
    """A driver has reached the place of the next visit."""

    vehicle_id: VehicleId


@dataclass(frozen=True, slots=True)
class TakeFirst:
    """A driver takes a visit before others at the same place: riders get in and out in their own order."""

    vehicle_id: VehicleId
    kind: VisitKind
    ride_id: RideId | None


@dataclass(frozen=True, slots=True)
class BeginVisit:
    """Doors open for the next visit of the route: riders board or alight, or the rest begins."""

    vehicle_id: VehicleId


@dataclass(frozen=True, slots=True)
class FinishVisit:
    """The visit that had begun is over."""

    vehicle_id: VehicleId


@dataclass(frozen=True, slots=True)
class ReportNoShow:
    """The driver waited the full rule at the next visit and nobody came."""

    vehicle_id: VehicleId


@dataclass(frozen=True, slots=True)
class AdoptRoutes:
    """A search proposes other routes for some vehicles, found on the day at a version and a time."""

    routes: tuple[Route, ...]
    base_version: int
    base_s: int


@dataclass(frozen=True, slots=True)
class Wake:
    """The engine asked to be woken: lapse old offers, look for promises at risk."""


Command = (
    Ask
    | AskTogether
    | Accept
    | Decline
    | Cancel
    | ChangeRide
    | PinRide
    | UnpinRide
    | AssignRide
    | TakeBackAssignment
    | JoinWaitlist
    | LeaveWaitlist
    | AskOpenReturn
    | CallOpenReturn
    | Depart
    | Arrive
    | TakeFirst
    | BeginVisit
    | FinishVisit
    | ReportNoShow
    | AdoptRoutes
    | Wake
    | Disruption
    | DisruptTogether
    | Undo
)
