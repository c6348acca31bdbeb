"""The ordered places of a service: poles of the feed, then registered doors, and walks between them."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from gtfs.feed import Feed
from gtfs.jp import read_readings

WALKING_DETOUR = 1.3
"""Metres walked for each metre of straight line."""
SAME_STOP_M = 250.0
"""Poles of one name belong to one stop (停留所) where each is this near to another of them."""
EARTH_RADIUS_M = 6_371_008.8


class UnknownPlaceError(KeyError):
    """A place id that the service does not have."""

    def __str__(self) -> str:
        """The message itself, without the quotes KeyError would put round it."""
        return str(self.args[0])


@dataclass(frozen=True)
class Places:
    """Every place of a service in a fixed order: a place's position is its PlaceIndex, never re-used."""

    ordered: tuple[Place, ...]
    stop_group: tuple[int, ...]
    """For each place the number of its stop (停留所); a door is a group of its own."""

    def __post_init__(self) -> None:
        """Refuse a list in which one id names two places."""
        counted = Counter(place.place_id for place in self.ordered)
        for place_id, times in counted.items():
            if times > 1:
                raise ValueError(f"place id {place_id!r} is used {times} times: every place needs its own id")

    def __len__(self) -> int:
        """How many places there are."""
        return len(self.ordered)

    def __iter__(self) -> Iterator[Place]:
        """The places in the order of their indices."""
        return iter(self.ordered)

    def __getitem__(self, index: PlaceIndex) -> Place:
        """The place with this index."""
        return self.ordered[index]

    def index_of(self, place_id: str) -> PlaceIndex:
        """The index of a place; throws UnknownPlaceError where the service has no such place."""
        index = self.find(place_id)
        if index is None:
            raise UnknownPlaceError(
                f"no place with id {place_id!r} among the {len(self.ordered)} places of this service"
            )
        return index

    def find(self, place_id: str) -> PlaceIndex | None:
        """The index of a place, or None where the service has no such place."""
        return self._by_id.get(place_id)

    def with_doors(self, doors: Iterable[Place]) -> "Places":
        """The same places with doors appended; every index given out before stays as it was."""
        new = tuple(doors)
        next_group = max(self.stop_group, default=-1) + 1
        return Places(
            self.ordered + new,
            self.stop_group + tuple(range(next_group, next_group + len(new))),
        )

    def list_group(self, index: PlaceIndex) -> list[PlaceIndex]:
        """All places of the same stop (停留所), the asked one among them."""
        group = self.stop_group[index]
        return [PlaceIndex(i) for i, other in enumerate(self.stop_group) if other == group]

    def within_walk(
        self, origin: PlaceIndex | tuple[float, float], max_m: float
    ) -> list[tuple[PlaceIndex, float]]:
        """Places within a walk of `max_m` metres and how far each is, nearest first.

        The origin is a place (itself left out) or a (lat, lon).  A walk is the straight line x 1.3.
        """
        itself = None if isinstance(origin, tuple) else origin
        lat, lon = origin if isinstance(origin, tuple) else (self[origin].lat, self[origin].lon)
        walk_m = WALKING_DETOUR * straight_m(lat, lon, self.lat, self.lon)
        near = np.flatnonzero(walk_m <= max_m)
        order = near[np.argsort(walk_m[near], kind="stable")]
        return [(PlaceIndex(int(i)), float(walk_m[i])) for i in order if i != itself]

    @cached_property
    def lat(self) -> NDArray[np.float64]:
        """Latitudes of all places, in degrees."""
        return np.array([place.lat for place in self.ordered], np.float64)

    @cached_property
    def lon(self) -> NDArray[np.float64]:
        """Longitudes of all places, in degrees."""
        return np.array([place.lon for place in self.ordered], np.float64)

    @cached_property
    def _by_id(self) -> dict[str, PlaceIndex]:
        return {place.place_id: PlaceIndex(i) for i, place in enumerate(self.ordered)}


def places_from_feed(feed: Feed) -> Places:
    """The poles (標柱) of a feed in the order of its stops.txt, grouped into stops (停留所).

    Stations, entrances and poles without a usable position are left out.  A stop is the poles of one
    parent_station, else those of one name that stand together.
    """
    stops = feed.table("stops")
    readings = read_readings(feed)
    poles: list[Place] = []
    parents: list[str] = []
    seen: set[str] = set()
    for row in stops.to_dict("records"):
        position = _find_position(row.get("stop_lat", ""), row.get("stop_lon", ""))
        stop_id = row.get("stop_id", "")
        is_pole = row.get("location_type", "") in ("", "0")
        if position is None or not is_pole or not stop_id or stop_id in seen:
            continue
        seen.add(stop_id)
        name = row.get("stop_name", "")
        poles.append(Place(stop_id, name, readings.reading_of(name, stop_id), *position, PlaceKind.POLE))
        parents.append(row.get("parent_station", ""))
    return Places(tuple(poles), _stop_groups(poles, parents))


def _find_position(lat: str, lon: str) -> tuple[float, float] | None:
    try:
        position = float(lat), float(lon)
    except ValueError:
        return None
    return position if abs(position[0]) <= 90 and abs(position[1]) <= 180 else None


def _stop_groups(poles: list[Place], parents: list[str]) -> tuple[int, ...]:
    """The stop of each pole, stops numbered in the order in which their first pole comes."""
    kin = [
        ("parent", parent) if parent else ("name", unicodedata.normalize("NFKC", pole.name))
        for pole, parent in zip(poles, parents, strict=True)
    ]
    members: dict[tuple[str, str], list[int]] = {}
    for index, key in enumerate(kin):
        members.setdefault(key, []).append(index)
    group = np.zeros(len(poles), np.int64)
    for (kind, name), indices in members.items():
        if kind == "parent":
            group[indices] = indices[0]
        elif name:
            group[indices] = np.array(indices)[_first_of_cluster([poles[i] for i in indices])]
        else:
            group[indices] = indices
    _, first_seen, number = np.unique(group, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first_seen))
    return tuple(rank[number].tolist())


def _first_of_cluster(poles: list[Place]) -> NDArray[np.int64]:
    """For each pole the position of the first pole it is joined to by steps of at most SAME_STOP_M."""
    lat = np.array([pole.lat for pole in poles])
    lon = np.array([pole.lon for pole in poles])
    near = np.array([straight_m(a, b, lat, lon) <= SAME_STOP_M for a, b in zip(lat, lon, strict=True)])
    _, cluster = connected_components(near, directed=False)
    _, first = np.unique(cluster, return_index=True)
    return np.asarray(first[cluster], np.int64)


def straight_m(
    lat: float | NDArray[np.float64],
    lon: float | NDArray[np.float64],
    other_lat: NDArray[np.float64],
    other_lon: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Metres as the crow flies from one point to many, or pair by pair (haversine on the mean sphere)."""
    lat_1, lat_2 = np.radians(lat), np.radians(other_lat)
    half_lat = np.sin((lat_2 - lat_1) / 2) ** 2
    half_lon = np.sin(np.radians(other_lon - lon) / 2) ** 2
    chord = half_lat + np.cos(lat_1) * np.cos(lat_2) * half_lon
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0, 1))), np.float64)
