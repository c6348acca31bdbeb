"""A service's network: roads, places on them, and what drives between places take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.place import Place, PlaceIndex
from dispatch.travel.travel_times import MatrixTravelTimes
from gtfs.fastest_ways import NEVER_MS
from gtfs.feed import Feed
from gtfs.places import Places, places_from_feed
from gtfs.road_access import connect_doors
from gtfs.road_graph import RoadGraph, RoadSource
from gtfs.roads_from_feed import road_graph_from_feed
from gtfs.roads_from_osm import road_graph_from_osm
from gtfs.routing import Router, router_for
from gtfs.streets_with_feed_roads import streets_with_feed_roads

SYNTHETIC = frozenset({RoadSource.SYNTHETIC, RoadSource.BRIDGE, RoadSource.CONNECTOR})
"""Roads nobody has drawn: hops of lines without a shape, straight bridges, ways to a door.

Assumed reverse directions are not among them: the road is drawn, only its direction is not observed."""


class UnreachablePlaceError(ValueError):
    """No road leads from one place to another; the message names both."""


@dataclass(frozen=True, eq=False)
class Network:
    """Roads and the places of a service on them; never changed, known by a digest of its content."""

    graph: RoadGraph
    places: Places
    place_node: NDArray[np.int32]  # (P,)

    @cached_property
    def version(self) -> str:
        """A digest of the roads and of where the places are: equal content, equal version."""
        content = blake2b(digest_size=8)
        for array in (*_columns(self.graph), self.place_node):
            content.update(f"{array.dtype}{array.shape}".encode())
            content.update(np.ascontiguousarray(array).data)
        content.update(repr(self.places).encode())
        return content.hexdigest()

    @cached_property
    def router(self) -> Router:
        """Asks the roads between nodes."""
        return router_for(self.graph)


@dataclass(frozen=True, eq=False)
class DrivenPath:
    """The fastest way between two places: its drawn line and how its metres are known."""

    lat: NDArray[np.float64]  # (S,)
    lon: NDArray[np.float64]  # (S,)
    metres: Mapping[RoadSource, float]


def network_from_feed(
    feed: Feed, *, osm: Path | None = None, doors: Iterable[Place] = (), van_pace: float = 0.85
) -> Network:
    """The network of a feed's poles and registered doors, on the feed's own roads or on a map's streets.

    `van_pace` is the share of the timetable's driving time that a van needs; streets of a map have their own
    speeds. Poles more than a kilometre from the map's streets stay on the feed's roads, joined to the streets
    by bridges. Raises NoRoadsError for a feed without trips or positions, OsmExtractError for a bad map.
    """
    poles = places_from_feed(feed)
    places = poles.with_doors(doors)
    if osm is not None:
        roads = road_graph_from_osm(osm)
        joined = streets_with_feed_roads(roads, feed, places, van_pace=van_pace)
        return Network(joined.graph, places, joined.place_node)
    from_feed = road_graph_from_feed(feed, poles, van_pace=van_pace)
    access = connect_doors(from_feed.graph, places, PlaceIndex(len(poles)))
    return Network(access.graph, places, np.concatenate([from_feed.pole_node, access.place_node]))


def travel_times(network: Network) -> MatrixTravelTimes:
    """Driving times between all places: whole seconds, rounded up, never longer than a way by a third place.

    Raises UnreachablePlaceError where a pair of places is not joined.
    """
    ms, metres = network.router.matrix_ms_m(network.place_node, network.place_node)
    if (ms == NEVER_MS).any():
        origin, destination = (network.places[PlaceIndex(int(i))] for i in np.argwhere(ms == NEVER_MS)[0])
        raise UnreachablePlaceError(
            f"no road leads from {origin.name} ({origin.place_id}) to {destination.name} "
            f"({destination.place_id}); leave the place out, or give a street map that joins them"
        )
    seconds = (ms.astype(np.int64) + 999) // 1000
    return MatrixTravelTimes.of(seconds, metres, version=network.version)


def path(network: Network, origin: PlaceIndex, destination: PlaceIndex) -> DrivenPath:
    """The fastest way between two places as it is drawn on a map; a single point where they share a node."""
    nodes = (int(network.place_node[origin]), int(network.place_node[destination]))
    graph = network.graph
    edges = network.router.path(*nodes)
    lines = [graph.line_of(int(edge)) for edge in edges]
    metres = np.bincount(graph.source[edges], weights=graph.length_m[edges], minlength=len(RoadSource))
    if not lines:
        return DrivenPath(graph.node_lat[[nodes[0]]], graph.node_lon[[nodes[0]]], {})
    starts = [np.s_[:], *[np.s_[1:]] * (len(lines) - 1)]  # each line begins where the one before it ends
    return DrivenPath(
        np.concatenate([lat[start] for (lat, _), start in zip(lines, starts, strict=True)]),
        np.concatenate([lon[start] for (_, lon), start in zip(lines, starts, strict=True)]),
        {source: float(metres[source]) for source in RoadSource if metres[source] > 0},
    )


def synthetic_share(
    network: Network,
    origins: NDArray[np.int32] | None = None,
    sources: frozenset[RoadSource] = SYNTHETIC,
) -> NDArray[np.float32]:
    """The share of each fastest way's metres that is on synthetic roads, (origins or P, P)."""
    chosen = network.place_node if origins is None else network.place_node[origins]
    length_m = network.graph.length_m
    marked = np.isin(network.graph.source, list(sources))
    whole = network.router.sums(chosen, network.place_node, length_m)
    part = network.router.sums(chosen, network.place_node, np.where(marked, length_m, 0.0))
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0).astype(np.float32)


def _columns(graph: RoadGraph) -> tuple[NDArray[np.generic], ...]:
    return (
        graph.node_lat,
        graph.node_lon,
        graph.edge_from,
        graph.edge_to,
        graph.length_m,
        graph.time_s,
        graph.source,
        graph.shape_start,
        graph.shape_lat,
        graph.shape_lon,
    )
