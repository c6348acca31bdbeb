"""Where idle vehicles wait for the riders who have not asked yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dispatch.domain.fleet import VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.travel.travel_times import TravelTimes


@dataclass(frozen=True, slots=True)
class Standing:
    """A vehicle as positioning sees it: where and when it is next free, and until when it may wander."""

    vehicle_id: VehicleId
    place: PlaceIndex
    free_from_s: int
    next_place: PlaceIndex
    due_s: int
    """When it must be at its next place: a promised pickup, a break, the end of the shift."""
    idle: bool
    """Whether it may be sent elsewhere; the others are told because they, too, serve riders nearby."""


class Positioning(Protocol):
    """Chooses where idle vehicles wait."""

    @property
    def every_s(self) -> int:
        """How often it is asked."""
        ...

    def waiting_places(
        self, fleet: Sequence[Standing], travel: TravelTimes, now_s: int
    ) -> Mapping[VehicleId, PlaceIndex]:
        """Another place to wait at for some of the idle vehicles; the others stay where they are."""
        ...
