"""What a replayed day leaves behind: all that tables, measures and the report read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch.domain.events import Event
from dispatch.domain.fleet import Vehicle
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Channel, RequestId, RideId
from dispatch.domain.rules import ServiceRules
from dispatch.policy.fare_table import Tariff
from dispatch.travel.travel_times import TravelTimes
from gtfs.network import Network
from gtfs.places import Places


class Purpose(StrEnum):
    """What a rider travels for."""

    HOSPITAL = "hospital"
    SHOPPING = "shopping"
    SCHOOL = "school"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AskedBy:
    """Whose need a request is about: requests with the same need are one person's attempts at one journey."""

    need: str
    purpose: Purpose
    channel: Channel
    ride_now: bool


@dataclass(frozen=True, slots=True)
class DayRecord:
    """One service day as it was replayed."""

    service_name: str
    label: str
    """What the day is shown with, such as that the service is illustrative; may be empty."""
    date: str
    seed: int
    events: tuple[Event, ...]
    places: Places
    network: Network
    travel: TravelTimes
    """The times the dispatcher believed."""
    rules: ServiceRules
    vehicles: tuple[Vehicle, ...]
    asked: Mapping[RequestId, AskedBy]
    decision_cpu_s: tuple[float, ...]
    """Processor seconds of each decision on a request, in order."""
    fares: Tariff | None = None
    """What rides cost; None where nobody has said."""
    paid_yen: Mapping[RideId, int] | None = None
    """What was paid for each ride of a day that was lived; None: what the fares say is paid."""
    public_places: tuple[PlaceIndex, ...] = ()
    """The places that anybody may know of: stops and landmarks, never a home."""
