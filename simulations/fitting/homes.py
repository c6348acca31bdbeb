"""Homes by the stop they are nearest to: what a page may show of where riders live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from dispatch.domain.place import PlaceIndex, PlaceKind
from gtfs.places import straight_m
from gtfs.service import Service
from gtfs.service_doors import DoorKind

LEAST_HOMES = 5
"""Of fewer homes nothing is shown."""


def homes_by_stop(service: Service) -> Mapping[str, tuple[PlaceIndex, ...]]:
    """The homes nearest to each stop, by its name; stops near which fewer than five are known left out."""
    places = service.places
    every = list(map(PlaceIndex, range(len(places))))
    poles = [index for index in every if places[index].kind is PlaceKind.POLE]
    homes = [index for index in every if service.door_kind(index) is DoorKind.HOME]
    if not poles:
        return {}
    lat, lon = np.array(places.lat)[poles], np.array(places.lon)[poles]
    found: dict[str, list[PlaceIndex]] = defaultdict(list)
    for home in homes:
        nearest = poles[int(straight_m(places[home].lat, places[home].lon, lat, lon).argmin())]
        found[places[nearest].name].append(home)
    return {name: tuple(near) for name, near in found.items() if len(near) >= LEAST_HOMES}
