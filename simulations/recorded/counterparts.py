"""Where recorded places are on another network: the same place, else the nearest within the walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from gtfs.places import WALKING_DETOUR, Places, straight_m
from simulations.recorded.needs import SAME_POINT_M
from simulations.variants.from_stops import RidesFrom

SAME_SPOT_M = 5
"""Places so near to each other are one, whatever they are called: positions are written to the metre."""
DOORSTEP_M = 30
"""Whoever needs the door is fetched at no place farther than this from theirs."""


@dataclass(frozen=True)
class Counterpart:
    """A place that stands for a recorded one, and the metres to walk to it."""

    place: PlaceIndex
    walk_m: int


@dataclass(frozen=True)
class Counterparts:
    """The places of another service that stand for recorded ones, under its walking rules.

    Riders walk to stops and landmarks within `walk_max_m`, never to somebody's door; where rides go from
    stop to stop, to stops only.
    """

    recorded: Places
    here: Places
    open_to_all: tuple[PlaceIndex, ...]
    """Of the places here, stops and landmarks that are served."""
    walk_max_m: int
    """Each way."""
    rides_from: RidesFrom = RidesFrom.DOORS

    def find(self, place: PlaceIndex, *, walks: bool) -> Counterpart | None:
        """What stands for a recorded place, for a rider who walks or one who needs the door; None: nothing.

        The same place stands for itself even where nobody is fetched at it: the service says so then.
        """
        same = self.find_same(place)
        doors = self.rides_from is RidesFrom.DOORS or not walks
        if same is not None and (doors or self.here[same].kind is PlaceKind.POLE):
            return Counterpart(same, 0)
        limit_m = self.walk_max_m if walks else DOORSTEP_M
        nearest = self._nearest(place, self._stops if not doors else self.open_to_all, limit_m)
        if nearest is None and same is not None:
            return Counterpart(same, 0)
        return nearest

    def find_same(self, place: PlaceIndex) -> PlaceIndex | None:
        """The very place: a door of the same id within 150 m, else one of the same id or kind on the spot.

        A door whose position was corrected is the same door; a stop that was moved is walked to.
        """
        then = self.recorded[place]
        apart_m = self._straight_m(then)
        named = self.here.find(then.place_id)
        if named is not None:
            door = self.here[named].kind is PlaceKind.DOOR and then.kind is PlaceKind.DOOR
            if apart_m[named] <= (SAME_POINT_M if door else SAME_SPOT_M):
                return named
        alike_m = np.where(self._is_door == (then.kind is PlaceKind.DOOR), apart_m, np.inf)
        nearest = int(alike_m.argmin())
        return PlaceIndex(nearest) if alike_m[nearest] <= SAME_SPOT_M else None

    def get_nearest(self, place: PlaceIndex) -> PlaceIndex:
        """The same place, else the nearest, however far: for vehicles, which drive there."""
        same = self.find_same(place)
        return PlaceIndex(int(self._straight_m(self.recorded[place]).argmin())) if same is None else same

    def _nearest(self, place: PlaceIndex, among: Sequence[PlaceIndex], limit_m: int) -> Counterpart | None:
        if not among:
            return None
        walks_m = WALKING_DETOUR * self._straight_m(self.recorded[place])[list(among)]
        nearest = int(walks_m.argmin())
        walk_m = round(float(walks_m[nearest]))
        return Counterpart(among[nearest], walk_m) if walk_m <= limit_m else None

    def _straight_m(self, place: Place) -> NDArray[np.float64]:  # (P,)
        return straight_m(place.lat, place.lon, self.here.lat, self.here.lon)

    @cached_property
    def _is_door(self) -> NDArray[np.bool_]:  # (P,)
        return np.array([place.kind is PlaceKind.DOOR for place in self.here])

    @cached_property
    def _stops(self) -> tuple[PlaceIndex, ...]:
        return tuple(each for each in self.open_to_all if self.here[each].kind is PlaceKind.POLE)
