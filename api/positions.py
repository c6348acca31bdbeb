"""Where vehicles were last seen: kept in memory, never in the journal."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from dispatch.domain.fleet import VehicleId


@dataclass(frozen=True, slots=True)
class Position:
    """A vehicle seen somewhere, at a moment."""

    lat: float
    lon: float
    at: datetime


class Positions:
    """The latest position of each vehicle, by area."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: dict[tuple[str, VehicleId], Position] = {}

    def put(self, area: str, vehicle_id: VehicleId, position: Position) -> None:
        """Keep a position unless a later one is known."""
        with self._lock:
            known = self._latest.get((area, vehicle_id))
            if known is None or known.at <= position.at:
                self._latest[area, vehicle_id] = position

    def list_of(self, area: str) -> dict[VehicleId, Position]:
        """The latest positions of an area's vehicles."""
        with self._lock:
            return {vehicle: seen for (where, vehicle), seen in self._latest.items() if where == area}
