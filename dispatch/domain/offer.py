"""What the engine answers: offers it could keep, a promise once accepted, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId

OfferId = NewType("OfferId", str)


class OfferKind(StrEnum):
    """How an offer relates to the wish."""

    EARLIEST = "earliest"
    AROUND_WISH = "around_wish"
    LATER = "later"
    EARLIER = "earlier"
    NEARBY_STOP = "nearby_stop"
    SPLIT_PARTY = "split_party"


@dataclass(frozen=True, slots=True)
class OfferedRide:
    """One ride of an offer: who rides from where to where, within which limits, and what is foreseen today.

    `pickup_s` and `arrival_s` are what the present plan foresees; only the limits bind.
    """

    ride_id: RideId
    party: Load
    origin: PlaceIndex
    destination: PlaceIndex
    limits: RideLimits
    vehicle_id: VehicleId
    pickup_s: int
    arrival_s: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Rides the engine could keep until the offer lapses; a split party has more than one ride."""

    offer_id: OfferId
    request_id: RequestId
    kind: OfferKind
    rides: tuple[OfferedRide, ...]
    lapses_s: int
    walk_m: int = 0
    """How far the rider walks to and from nearby stops, metres."""


@dataclass(frozen=True, slots=True)
class Promise:
    """An accepted ride: its limits are hard for every later decision."""

    ride_id: RideId
    request_id: RequestId
    rider_id: RiderId
    party: Load
    origin: PlaceIndex
    destination: PlaceIndex
    limits: RideLimits


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no with its reason and the nearest alternatives that can be booked instead."""

    request_id: RequestId
    reason: Reason
    secondary: tuple[Reason, ...] = ()
    alternatives: tuple[Offer, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    """What the sentence of the reason names, by placeholder (see `reason.sentence`)."""
