"""What a rider wants: from where, to where, when, and who comes along."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason
from dispatch.domain.time import TimeWindow

RequestId = NewType("RequestId", str)
RideId = NewType("RideId", str)
RiderId = NewType("RiderId", str)
StaffId = NewType("StaffId", str)


class WishKind(StrEnum):
    """Which end of the ride the rider's time is about."""

    DEPART_AFTER = "depart_after"
    ARRIVE_BY = "arrive_by"


class Channel(StrEnum):
    """How a request reached the engine."""

    APP = "app"
    PHONE = "phone"
    DRIVER = "driver"


@dataclass(frozen=True, slots=True)
class Request:
    """One question of a rider: can you take this party from here to there at this time?

    `wish_s` is the earliest pickup or the latest arrival, by `wish_kind`. A rider who wants to leave now
    wishes to depart after the moment of asking.
    """

    request_id: RequestId
    rider_id: RiderId
    origin: PlaceIndex
    destination: PlaceIndex
    wish_kind: WishKind
    wish_s: int
    party: Load
    channel: Channel = Channel.APP
    door_needed: bool = False
    """The rider cannot walk to another place: no nearby stop is offered."""
    confirmed: tuple[Reason, ...] = ()
    """Warnings the rider has heard and asks nonetheless: another ride to the same place, a short walk."""

    def __post_init__(self) -> None:
        if self.party.seats + self.party.wheelchairs < 1:
            raise ValueError(f"request {self.request_id}: a party has at least one person")


@dataclass(frozen=True, slots=True)
class RideLimits:
    """What a ride may not break: set by rules, narrowed by an offer, fixed by a promise.

    Boarding begins inside `pickup`; the rider is set down by `arrive_until_s`, and not before `arrive_from_s`
    where there is one; from the end of boarding until then no more than `max_ride_s` pass.
    """

    pickup: TimeWindow
    arrive_until_s: int
    max_ride_s: int
    arrive_from_s: int | None = None

    def __post_init__(self) -> None:
        if self.max_ride_s < 0:
            raise ValueError(f"a maximum ride time cannot be negative: {self.max_ride_s} s")
