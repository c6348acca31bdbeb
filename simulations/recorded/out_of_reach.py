"""Recorded places that no place of a service is near: doors at which it fetches nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dispatch.domain.place import Place, PlaceIndex
from dispatch.travel.travel_times import MatrixTravelTimes
from gtfs.network import Network
from gtfs.network_files import BuiltNetwork
from gtfs.places import straight_m
from gtfs.service import Service
from gtfs.service_doors import DoorKind, Doors


def with_unserved_doors(service: Service, doors: Sequence[Place]) -> Service:
    """The service with doors behind its own that lie outside its area, so that it refuses to go there."""
    if not doors:
        return service
    known, every = service.doors, map(PlaceIndex, range(len(service.places)))
    return replace(
        service,
        places=service.places.with_doors(doors),
        served=frozenset(every) if service.served is None else service.served,
        doors=Doors(
            (*known.places, *doors),
            {purpose: (*each, *(0.0 for _ in doors)) for purpose, each in known.weights.items()},
            (*known.kinds, *(DoorKind.HOME for _ in doors)),
        ),
    )


def with_doors_at_places(built: BuiltNetwork, doors: Sequence[Place]) -> BuiltNetwork:
    """The network with doors that nobody drives to, each where the place nearest to it is."""
    if not doors:
        return built
    network, tensor = built.network, built.times.tensor()
    places = network.places
    nearest = [int(straight_m(door.lat, door.lon, places.lat, places.lon).argmin()) for door in doors]
    rows = np.concatenate([np.arange(len(places)), np.array(nearest, np.int64)])
    times = MatrixTravelTimes.of(
        tensor.seconds[:, rows][:, :, rows],
        tensor.metres[rows][:, rows],
        knot_s=tensor.knot_s,
        version=built.times.version,
    )
    return BuiltNetwork(
        Network(network.graph, places.with_doors(doors), network.place_node[rows]),
        times,
    )
