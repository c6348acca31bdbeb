"""A map's streets, and the feed's own roads where the map ends."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from dispatch.domain.place import Place, PlaceKind
from gtfs.feed import Feed
from gtfs.places import Places, straight_m
from gtfs.road_access import connect_points
from gtfs.road_graph import RoadEdges, RoadGraph, RoadSource, extend, straight_edges
from gtfs.roads_from_feed import FeedRoads, road_graph_from_feed
from gtfs.roads_from_osm.footholds import StreetFinder
from gtfs.roads_from_osm.standing import stand_on_streets, street_finder

OUTSIDE_M = 1_000.0
"""A place farther than this from every street of the map lies outside of it."""
BESIDE_M = 150.0
"""Where the feed's roads run this near to the map's streets, the streets are driven instead."""
GATE_DETOUR, GATE_KMH = 1.4, 20.0


class MapElsewhereError(ValueError):
    """The street map shows another area than the feed serves."""


@dataclass(frozen=True, eq=False)
class PlacedRoads:
    """One network and the node of each place on it."""

    graph: RoadGraph
    place_node: NDArray[np.int32]  # (P,)


def streets_with_feed_roads(
    streets: RoadGraph, feed: Feed, places: Places, *, van_pace: float
) -> PlacedRoads:
    """Places on a map's streets; those outside the map on the feed's roads, which end where streets begin.

    Raises MapElsewhereError where no place lies on the map.
    """
    finder = street_finder(streets)
    outside = _away_m(finder, places.lat, places.lon) > OUTSIDE_M
    if outside.all():
        raise MapElsewhereError(
            f"{feed.name}: every place is more than {OUTSIDE_M / 1000:.0f} km from the streets of the map; "
            "give an extract clipped to the service area with a margin"
        )
    inside = np.flatnonzero(~outside)
    on_map = [places.ordered[i] for i in inside]
    node = np.full(len(places), -1, np.int32)
    poles = np.array([place.kind is PlaceKind.POLE for place in places])
    far_poles, far_doors = np.flatnonzero(outside & poles), np.flatnonzero(outside & ~poles)
    if not len(far_poles):
        standing = stand_on_streets(streets, on_map)
        graph = standing.graph
        node[inside] = standing.node
    else:
        from_feed = road_graph_from_feed(feed, places, van_pace=van_pace)
        outer, gates = _outer_roads(from_feed, far_poles, finder)
        standing = stand_on_streets(streets, on_map + _as_doors(outer.graph, gates))
        graph = _joined(standing.graph, outer.graph, gates, standing.node[len(inside) :])
        node[inside] = standing.node[: len(inside)]
        node[far_poles] = outer.pole_node[far_poles] + standing.graph.node_count
    access = connect_points(graph, places.lat[far_doors], places.lon[far_doors])
    node[far_doors] = access.place_node
    return PlacedRoads(access.graph, node)


def _away_m(finder: StreetFinder, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    pairs = zip(lat.tolist(), lon.tolist(), strict=True)
    return np.array([finder.distance_m(*pair) for pair in pairs], np.float64)


def _outer_roads(
    roads: FeedRoads, far_poles: NDArray[np.int64], finder: StreetFinder
) -> tuple[FeedRoads, NDArray[np.int32]]:
    """The feed's roads that leave the map, and their nodes that are gates to its streets.

    Gates are where these roads come beside a street, and where they call at a pole that stands on the map; of
    roads that do neither, the node nearest to a street.
    """
    away_m = _away_m(finder, roads.graph.node_lat, roads.graph.node_lon)
    beside = away_m <= BESIDE_M
    kept = np.flatnonzero(~(beside[roads.graph.edge_from] & beside[roads.graph.edge_to]))
    outer, nodes = _only(roads, kept, far_poles)
    graph = outer.graph
    pairs = (np.ones(graph.edge_count, np.int8), (graph.edge_from, graph.edge_to))
    count, part = connected_components(
        coo_matrix(pairs, shape=(graph.node_count, graph.node_count)), directed=False
    )
    on_map = np.delete(outer.pole_node, far_poles)
    gates = {*np.flatnonzero(beside[nodes]).tolist(), *on_map[on_map >= 0].tolist()}
    for lone in set(range(count)) - set(part[sorted(gates)].tolist()):
        members = np.flatnonzero(part == lone)
        gates.add(int(members[away_m[nodes[members]].argmin()]))
    return outer, np.array(sorted(gates), np.int32)


def _only(
    roads: FeedRoads, kept: NDArray[np.int64], far_poles: NDArray[np.int64]
) -> tuple[FeedRoads, NDArray[np.int64]]:
    """The roads with some of their edges and the nodes that these and far poles need, and their old numbers.

    Poles whose node is left out have the node -1.
    """
    graph = roads.graph
    needed = (graph.edge_from[kept], graph.edge_to[kept], roads.pole_node[far_poles])
    nodes = np.unique(np.concatenate(needed)).astype(np.int64)
    number = np.full(graph.node_count, -1, np.int32)
    number[nodes] = np.arange(len(nodes))
    points = np.diff(graph.shape_start)
    drawn = np.repeat(np.isin(np.arange(graph.edge_count), kept), points)
    outer = RoadGraph(
        node_lat=graph.node_lat[nodes],
        node_lon=graph.node_lon[nodes],
        edge_from=number[graph.edge_from[kept]],
        edge_to=number[graph.edge_to[kept]],
        length_m=graph.length_m[kept],
        time_s=graph.time_s[kept],
        source=graph.source[kept],
        shape_start=np.concatenate([[0], np.cumsum(points[kept])]).astype(np.int32),
        shape_lat=graph.shape_lat[drawn],
        shape_lon=graph.shape_lon[drawn],
        attribution=graph.attribution,
    )
    return FeedRoads(outer, number[roads.pole_node]), nodes


def _as_doors(outer: RoadGraph, gates: NDArray[np.int32]) -> list[Place]:
    positions = zip(outer.node_lat[gates].tolist(), outer.node_lon[gates].tolist(), strict=True)
    return [Place(f"gate {i}", "", "", lat, lon, PlaceKind.DOOR) for i, (lat, lon) in enumerate(positions)]


def _joined(
    streets: RoadGraph, outer: RoadGraph, gates: NDArray[np.int32], at_street: NDArray[np.int32]
) -> RoadGraph:
    shift = streets.node_count
    moved = RoadEdges(
        edge_from=outer.edge_from + np.int32(shift),
        edge_to=outer.edge_to + np.int32(shift),
        length_m=outer.length_m,
        time_s=outer.time_s,
        source=outer.source,
        shape_start=outer.shape_start,
        shape_lat=outer.shape_lat,
        shape_lon=outer.shape_lon,
    )
    both = extend(streets, outer.node_lat, outer.node_lon, moved)
    own = gates + np.int32(shift)
    ends = np.concatenate([own, at_street]), np.concatenate([at_street, own])
    lat, lon = both.node_lat, both.node_lon
    straight = straight_m(lat[ends[0]], lon[ends[0]], lat[ends[1]], lon[ends[1]])
    length_m = np.maximum(GATE_DETOUR * straight, 1.0)
    bridges = straight_edges(
        lat,
        lon,
        *ends,
        length_m=length_m,
        time_s=length_m / (GATE_KMH / 3.6),
        source=RoadSource.BRIDGE,
    )
    named = "; ".join(dict.fromkeys((streets.attribution, outer.attribution)))
    return replace(extend(both, np.zeros(0), np.zeros(0), bridges), attribution=named)
