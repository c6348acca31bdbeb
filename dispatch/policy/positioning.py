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

    def may_wait_at(self, place: PlaceIndex, travel: TravelTimes) -> bool:
        """Whether the vehicle could go there first and still be at its next place in good time."""
        there_s = self.free_from_s + travel.seconds(self.place, place, self.free_from_s)
        return there_s + travel.seconds(place, self.next_place, there_s) <= self.due_s


class Positioning(Protocol):
    """Chooses where idle vehicles wait."""

    @property
    def every_s(self) -> int:
        """How often it is asked."""
        ...

    def waiting_places(
        self, fleet: Sequence[Standing], travel: TravelTimes, now_s: int
    ) -> Mapping[VehicleId, PlaceIndex]:
        """Another place to wait at for some of the idle vehicles; the others stay where they are.

        A vehicle that could not be at its next place in good time stays, whatever is said here.
        """
        ...
