"""What may be shown of a vehicle's way: its position, or the nearest stop where somebody's home is near."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.place import PlaceIndex, PlaceKind
from gtfs.local_metres import LocalMetres, plane_around
from gtfs.places import straight_m
from gtfs.service import Service
from gtfs.service_doors import DoorKind

KEPT_AWAY_M = 150.0
"""No position is shown nearer to a home than this, unless it is a stop's."""
SQUARE_M = KEPT_AWAY_M + 10
"""A home shields its square and the eight around it. Planes shrink far from their middle, messages round."""

Square = tuple[int, int]


@dataclass(frozen=True)
class Shown:
    """Where a vehicle is shown, and the stop it is shown at where its own position is not told."""

    lat: float
    lon: float
    stop: PlaceIndex | None


@dataclass(frozen=True)
class DoorShield:
    """The squares of a service in which positions are not told.

    Squares, not circles round the homes: the middle of a circle could be found from where vehicles vanish and
    come back, a home's place in its square cannot.
    """

    plane: LocalMetres | None
    shielded: frozenset[Square]
    stops: tuple[PlaceIndex, ...]
    lat: NDArray[np.float64]  # (stops,)
    lon: NDArray[np.float64]  # (stops,)

    def show(self, lat: float, lon: float) -> Shown | None:
        """Where a vehicle that stands there is shown; None in a service without a public place."""
        if self.plane is None:
            return None
        if _square(self.plane, lat, lon) not in self.shielded:
            return Shown(lat, lon, None)
        nearest = int(straight_m(lat, lon, self.lat, self.lon).argmin())
        return Shown(float(self.lat[nearest]), float(self.lon[nearest]), self.stops[nearest])


def door_shield(service: Service, more_homes: Iterable[tuple[float, float]] = ()) -> DoorShield:
    """The shield of a service's homes, and of more homes (lat, lon) that its folder does not know.

    Vehicles are shown at stop poles, or at landmarks in a service without poles.
    """
    places = service.places
    poles = [index for index in service.public_places if places[index].kind is PlaceKind.POLE]
    stops = tuple(poles or service.public_places)
    lat, lon = places.lat[list(stops)], places.lon[list(stops)]
    if not stops:
        return DoorShield(None, frozenset(), stops, lat, lon)
    # Laid by stops alone, so that the squares do not tell where homes are.
    plane = plane_around(lat, lon)
    doors = zip(service.doors.places, service.doors.kinds, strict=True)
    homes = [(door.lat, door.lon) for door, kind in doors if kind is DoorKind.HOME] + list(more_homes)
    return DoorShield(plane, _around(plane, homes), stops, lat, lon)


def _around(plane: LocalMetres, homes: Iterable[tuple[float, float]]) -> frozenset[Square]:
    squares = {_square(plane, lat, lon) for lat, lon in homes}
    steps = (-1, 0, 1)
    return frozenset((col + east, row + north) for col, row in squares for east in steps for north in steps)


def _square(plane: LocalMetres, lat: float, lon: float) -> Square:
    x, y = plane.to_xy(np.array([lat]), np.array([lon]))
    return int(x[0] // SQUARE_M), int(y[0] // SQUARE_M)


def shown_places(service: Service) -> tuple[PlaceIndex | None, ...]:
    """Where each place of a service is shown: a home at the nearest stop, any other as it is; by index.

    None for every home of a service without a public place.
    """
    shield = door_shield(service)

    def shown(index: PlaceIndex) -> PlaceIndex | None:
        if service.door_kind(index) is not DoorKind.HOME:
            return index
        seen = shield.show(service.places[index].lat, service.places[index].lon)
        return None if seen is None else seen.stop

    return tuple(shown(PlaceIndex(index)) for index in range(len(service.places)))
