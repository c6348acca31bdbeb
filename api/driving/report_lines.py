"""Reports of one vehicle wait in line: what is handed in twice at once is done once, and in its order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from dispatch.domain.fleet import VehicleId


@dataclass(frozen=True)
class ReportLines:
    """A line for each vehicle of each area; a tablet that was restarted may hand in while it still does."""

    _lines: dict[tuple[str, VehicleId], asyncio.Lock] = field(default_factory=dict)

    def of(self, area: str, vehicle_id: VehicleId) -> asyncio.Lock:
        """The line of a vehicle, held by whoever hands in."""
        return self._lines.setdefault((area, vehicle_id), asyncio.Lock())
