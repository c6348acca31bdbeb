"""The conditions of a day as a dispatcher changes them: a level of snow, and what is closed besides."""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.desk.town import Town
from dispatch.domain.conditions import ClosedRoad, Conditions
from dispatch.domain.place import PlaceIndex
from gtfs.service_snow import SnowLevel

USUAL = Conditions(SnowLevel.NORMAL.value)


@dataclass(frozen=True, slots=True)
class DayConditions:
    """A level of snow mode, and the places and roads that are closed beside it."""

    level: SnowLevel
    closed_places: frozenset[PlaceIndex] = frozenset()
    closed_roads: frozenset[ClosedRoad] = frozenset()

    @classmethod
    def of(cls, present: Conditions | None, town: Town) -> DayConditions:
        """What holds at present: the level is the name of the conditions."""
        if present is None:
            return cls(SnowLevel.NORMAL)
        level = SnowLevel(present.name)
        besides = present.closed_by_hand | (present.closed_places - town.service.snow[level].closed_places)
        return cls(level, besides, present.closed_roads)

    def closing(self, places: frozenset[PlaceIndex], roads: frozenset[ClosedRoad]) -> DayConditions:
        """The same, with more places and roads closed."""
        return replace(
            self, closed_places=self.closed_places | places, closed_roads=self.closed_roads | roads
        )

    def opening(self, places: frozenset[PlaceIndex], roads: frozenset[ClosedRoad]) -> DayConditions:
        """The same, with some of them open again."""
        return replace(
            self, closed_places=self.closed_places - places, closed_roads=self.closed_roads - roads
        )

    def conditions(self, town: Town) -> Conditions | None:
        """What the engine plans under; None on a usual day."""
        of_level = town.service.snow[self.level]
        places = of_level.closed_places | self.closed_places
        found = replace(
            of_level,
            closed_places=places,
            closed_by_hand=self.closed_places,
            closed_roads=self.closed_roads,
        )
        return None if found == USUAL else found
