"""What goes wrong on a service day: vehicles fail or are held up, roads change, and promises with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatch.domain.conditions import Conditions
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.pins import RidePinned
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId


@dataclass(frozen=True, slots=True)
class WithdrawVehicle:
    """A vehicle broke down, or its driver is not there: it serves nobody from now on."""

    vehicle_id: VehicleId
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnVehicle:
    """A withdrawn vehicle serves again, for the rest of its shift."""

    vehicle_id: VehicleId
    reason: str
    place: PlaceIndex | None = None
    """Where it is now; None: where it was withdrawn."""
    aboard: Mapping[RideId, int] = field(default_factory=dict)
    """Riders who never left it, and when they had boarded; who has another vehicle by now stays there."""


@dataclass(frozen=True, slots=True)
class DelayVehicle:
    """A vehicle cannot move on for so long; less than zero where it is free sooner than was believed."""

    vehicle_id: VehicleId
    delay_s: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeConditions:
    """Snow, closed roads and places, in place of the present conditions; None: a usual day."""

    conditions: Conditions | None
    reason: str


Disruption = WithdrawVehicle | ReturnVehicle | DelayVehicle | ChangeConditions


@dataclass(frozen=True, slots=True)
class DisruptTogether:
    """Several disruptions at once: five vehicles of a flooded depot, and snow besides."""

    disruptions: tuple[Disruption, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """Disruptions are taken back; what riders were told, and pins, are wanted as before where that can be."""

    inverses: tuple[Disruption, ...]
    promises: tuple[Promise, ...]
    pins: tuple[RidePinned, ...] = ()
    open_returns: tuple[OpenReturn, ...] = ()


class CallCause(StrEnum):
    """Why somebody must talk to a rider: what the vehicles alone cannot put right."""

    NO_VEHICLE = "no_vehicle"
    """No vehicle can come within the longest that riders are moved."""
    NO_ROAD = "no_road"
    """The road to the pickup or to the destination is closed."""
    STRANDED = "stranded"
    """Was on board, and no vehicle can take the ride on from there."""
    SET_DOWN_ELSEWHERE = "set_down_elsewhere"
    """Is on board, and is taken only as near to the destination as roads are open."""


@dataclass(frozen=True, slots=True)
class VehicleWithdrawn:
    """A vehicle serves nobody from now on; whoever was on board is where it stands."""

    at_s: int
    vehicle_id: VehicleId
    place: PlaceIndex
    reason: str


@dataclass(frozen=True, slots=True)
class VehicleReturned:
    """A vehicle serves again, from a place, with those who never left it."""

    at_s: int
    vehicle_id: VehicleId
    place: PlaceIndex
    aboard: dict[RideId, int]
    reason: str


@dataclass(frozen=True, slots=True)
class VehicleDelayed:
    """A vehicle cannot move on as was believed: it is free at a place, for one under way the next, then."""

    at_s: int
    vehicle_id: VehicleId
    delay_s: int
    place: PlaceIndex
    free_s: int
    reason: str


@dataclass(frozen=True, slots=True)
class ConditionsChanged:
    """From now on the day is planned on other roads and at another pace."""

    at_s: int
    conditions: Conditions | None
    travel_version: str
    reason: str


@dataclass(frozen=True, slots=True)
class PromiseAmended:
    """The rider is told other limits, and they bind from now on: the old could not be kept, or can again."""

    at_s: int
    promise: Promise
    reason: str
    cause: CallCause | None = None
    """Why somebody must talk to the rider besides; None where a message is enough."""


@dataclass(frozen=True, slots=True)
class RideUnassigned:
    """Nobody can carry the ride any more: it needs a call. The promise says what was wanted last."""

    at_s: int
    promise: Promise
    cause: CallCause
    reason: str


@dataclass(frozen=True, slots=True)
class RideReassigned:
    """A ride that nobody could carry has a vehicle again."""

    at_s: int
    promise: Promise
    vehicle_id: VehicleId
    reason: str


@dataclass(frozen=True, slots=True)
class OpenReturnRestated:
    """The holder of an open return is told another longest wait, and it is held from now on."""

    at_s: int
    open_return: OpenReturn
    reason: str


@dataclass(frozen=True, slots=True)
class OpenReturnUnheld:
    """No wait can be stated for an open return any more: it needs a call.

    Who calls for it nonetheless is offered what there is.
    """

    at_s: int
    ride_id: RideId
    cause: CallCause
    reason: str
