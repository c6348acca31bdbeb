"""A way home without a time: the rider calls when finished, and is fetched within a stated wait."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RiderId
from dispatch.domain.time import TimeWindow


@dataclass(frozen=True, slots=True)
class OpenReturn:
    """A sold open return: whoever calls inside the window is picked up within the longest wait after that."""

    ride_id: RideId
    request_id: RequestId
    rider_id: RiderId
    party: Load
    origin: PlaceIndex
    destination: PlaceIndex
    window: TimeWindow
    longest_wait_s: int
    direct_s: int
    """How long the ride takes without a detour."""
