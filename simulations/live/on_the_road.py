"""Where vehicles are on their way, from what was decided and what only their drivers know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.disruptions import VehicleWithdrawn
from dispatch.domain.events import Event, VehicleArrived, VehicleDeparted, VehicleDiverted
from dispatch.domain.fleet import VehicleId
from dispatch.domain.place import PlaceIndex
from gtfs.network import Network, path

Position = tuple[float, float]
"""Latitude and longitude."""


@dataclass(frozen=True, slots=True)
class _Leg:
    """A drawn line, driven at an even pace from a moment on."""

    left_s: float
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    along: NDArray[np.float64]
    """Of each point, the share of the line before it."""

    def at(self, now_s: float, reaches_s: float) -> Position:
        lasts_s = max(1.0, reaches_s - self.left_s)
        share = min(1.0, max(0.0, (now_s - self.left_s) / lasts_s))
        return float(np.interp(share, self.along, self.lat)), float(np.interp(share, self.along, self.lon))


@dataclass
class OnTheRoad:
    """Follows events; vehicles that stand are where they arrived."""

    network: Network
    _legs: dict[VehicleId, _Leg] = field(default_factory=dict)

    def follow(self, event: Event) -> None:
        """Take in what happened on the road."""
        match event:
            case VehicleDeparted():
                self._legs[event.vehicle_id] = self._leg(event.at_s, event.origin, event.destination)
            case VehicleDiverted():
                self._legs[event.vehicle_id] = self._leg(event.via_s, event.via, event.destination)
            case VehicleArrived() | VehicleWithdrawn():
                self._legs.pop(event.vehicle_id, None)
            case _:
                pass

    def positions(self, now_s: float, reaches_s: Mapping[VehicleId, int]) -> dict[VehicleId, Position]:
        """Where each vehicle under way is, given when it will truly arrive."""
        return {
            vehicle_id: leg.at(now_s, reaches_s[vehicle_id])
            for vehicle_id, leg in self._legs.items()
            if vehicle_id in reaches_s
        }

    def _leg(self, left_s: int, origin: PlaceIndex, destination: PlaceIndex) -> _Leg:
        line = path(self.network, origin, destination)
        if len(line.lat) < 2:
            return _Leg(left_s, line.lat, line.lon, np.zeros(1))
        steps = np.hypot(np.diff(line.lat), np.diff(line.lon) * np.cos(np.radians(line.lat[:-1])))
        run = np.concatenate([[0.0], np.cumsum(steps)])
        return _Leg(left_s, line.lat, line.lon, run / run[-1] if run[-1] > 0 else run)
