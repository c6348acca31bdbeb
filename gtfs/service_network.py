"""The network a service drives on: built once for each user, and the walks that riders may be asked for."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from dispatch.domain.place import Place, PlaceIndex, PlaceKind
from gtfs.feed import Feed
from gtfs.network import network_from_feed, travel_times
from gtfs.network_files import BuiltNetwork, DamagedNetworkError, build_or_load
from gtfs.places import Places


def network_of(feed: Feed, *, doors: tuple[Place, ...] = (), osm: Path | None = None) -> BuiltNetwork:
    """The network of a feed, from this user's cache if it was built before.

    Built without the cache where the kept copy is damaged or the disk refuses it.
    """
    try:
        return build_or_load(feed, osm=osm, doors=doors, cache=cache_folder())
    except (DamagedNetworkError, OSError):
        network = network_from_feed(feed, osm=osm, doors=doors)
        return BuiltNetwork(network, travel_times(network))


def cache_folder() -> Path:
    """Where built networks are kept: NORIAI_CACHE, else the user's cache, else a temporary folder."""
    named = os.environ.get("NORIAI_CACHE")
    xdg = os.environ.get("XDG_CACHE_HOME")
    folder = Path(named) if named else (Path(xdg) if xdg else Path.home() / ".cache") / "noriai"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="noriai-"))


def walks_to_stops(
    places: Places, walk_max_m: int, served: frozenset[PlaceIndex] | None = None
) -> dict[PlaceIndex, tuple[tuple[PlaceIndex, int], ...]]:
    """For each place the stops a rider may be asked to walk to, nearest first; never somebody's door."""
    walks: dict[PlaceIndex, tuple[tuple[PlaceIndex, int], ...]] = {}
    for number in range(len(places)):
        origin = PlaceIndex(number)
        near = tuple(
            (place, round(metres))
            for place, metres in places.within_walk(origin, float(walk_max_m))
            if places[place].kind is PlaceKind.POLE and (served is None or place in served)
        )
        if near:
            walks[origin] = near
    return walks
