"""Rides that an operator keeps on a vehicle."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RideId, StaffId


@dataclass(frozen=True, slots=True)
class RidePinned:
    """An operator keeps a ride on the vehicle that carries it."""

    at_s: int
    ride_id: RideId
    vehicle_id: VehicleId
    by: StaffId
    reason: str


@dataclass(frozen=True, slots=True)
class RideUnpinned:
    """A ride may change the vehicle again."""

    at_s: int
    ride_id: RideId
    by: StaffId | None
    """None where a disruption did it: the vehicle carries the ride no more."""
