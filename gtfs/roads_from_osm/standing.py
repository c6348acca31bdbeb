"""Give every place its node on the streets of a map."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from dispatch.domain.place import Place, PlaceKind
from gtfs.road_graph import RoadEdges, RoadGraph, RoadSource, extend, straight_edges, strong_components
from gtfs.roads_from_osm.footholds import NEAR_M, Foothold, StreetFinder

CONNECTOR_KMH, CONNECTOR_DETOUR = 12.0, 1.4


@dataclass(frozen=True, eq=False)
class StandingPlaces:
    """Streets with a node for each of some places, and where these are."""

    graph: RoadGraph
    node: NDArray[np.int32]  # (P,)
    to_street_m: NDArray[np.float64]  # (P,) straight metres from the place to its street


def stand_on_streets(graph: RoadGraph, places: list[Place], *, drive_on_left: bool = True) -> StandingPlaces:
    """Streets with a node for every place; old nodes and edges keep their indices.

    Only the largest strongly connected part is used, so that no place ends on an island. A pole is served in
    the direction that passes it on the kerb side, a door in both. A place more than 30 m from any street gets
    a node of its own and connectors. Raises ValueError where no street can be driven and come back from.
    """
    finder = street_finder(graph)
    found = [
        finder.one_side(place.lat, place.lon, drive_on_left=drive_on_left)
        if place.kind is PlaceKind.POLE
        else finder.either_side(place.lat, place.lon)
        for place in places
    ]
    aside_m = np.array([footholds[0].aside_m for footholds in found], np.float64)
    at_street = np.array([_street_point(finder, footholds[0]) for footholds in found]).reshape(-1, 2)
    kerb = np.arange(len(places), dtype=np.int32) + graph.node_count
    by_edge: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for index, footholds in enumerate(found):
        for foothold in footholds:
            by_edge[foothold.edge].append((foothold.share, int(kerb[index])))
    cut = _cut_edges(finder, {edge: sorted(stops) for edge, stops in by_edge.items()})
    standing = extend(graph, at_street[:, 1], at_street[:, 0], cut)
    return _with_connectors(standing, places, kerb, aside_m)


def street_finder(graph: RoadGraph) -> StreetFinder:
    """The streets a van can drive and come back from: those of the largest strongly connected part."""
    part = strong_components(graph)
    inside = (part[graph.edge_from] == 0) & (part[graph.edge_to] == 0)
    if not inside.any():
        raise ValueError(
            "no street of the network can be driven and come back from: no place can stand on it"
        )
    return StreetFinder(graph, np.flatnonzero(inside).astype(np.int32))


def _street_point(finder: StreetFinder, foothold: Foothold) -> NDArray[np.float64]:
    row = int(np.searchsorted(finder.edges, foothold.edge))
    point = shapely.line_interpolate_point(finder.lines[row], foothold.share, normalized=True)
    return finder.degrees(shapely.get_coordinates(point)).reshape(2)


def _cut_edges(finder: StreetFinder, stops_on: dict[int, list[tuple[float, int]]]) -> RoadEdges:
    # the whole edge stays for those who pass; beside it runs the same street in pieces, from stop to stop
    graph = finder.graph
    ends: list[tuple[int, int]] = []
    whole: list[int] = []
    shares: list[float] = []
    lines: list[NDArray[np.float64]] = []
    for edge, stops in stops_on.items():
        line = finder.lines[int(np.searchsorted(finder.edges, edge))]
        nodes = [int(graph.edge_from[edge]), *(node for _, node in stops), int(graph.edge_to[edge])]
        at = [0.0, *(share for share, _ in stops), 1.0]
        for i in range(len(nodes) - 1):
            ends.append((nodes[i], nodes[i + 1]))
            whole.append(edge)
            shares.append(at[i + 1] - at[i])
            drawn = shapely.get_coordinates(substring(line, at[i], at[i + 1], normalized=True))
            lines.append(finder.degrees(drawn if len(drawn) > 1 else np.repeat(drawn, 2, axis=0)))
    joined = np.array(ends, np.int32).reshape(-1, 2)
    points = np.concatenate([np.empty((0, 2)), *lines])
    return RoadEdges(
        edge_from=np.ascontiguousarray(joined[:, 0]),
        edge_to=np.ascontiguousarray(joined[:, 1]),
        length_m=graph.length_m[whole] * shares,
        time_s=graph.time_s[whole] * shares,
        source=graph.source[whole],
        shape_start=np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int32),
        shape_lat=np.ascontiguousarray(points[:, 1]),
        shape_lon=np.ascontiguousarray(points[:, 0]),
    )


def _with_connectors(
    graph: RoadGraph, places: list[Place], kerb: NDArray[np.int32], aside_m: NDArray[np.float64]
) -> StandingPlaces:
    off = np.flatnonzero(aside_m > NEAR_M)
    own = (np.arange(len(off)) + graph.node_count).astype(np.int32)
    lat = np.array([places[i].lat for i in off], np.float64)
    lon = np.array([places[i].lon for i in off], np.float64)
    length_m = np.tile(aside_m[off] * CONNECTOR_DETOUR, 2)
    edges = straight_edges(
        np.concatenate([graph.node_lat, lat]),
        np.concatenate([graph.node_lon, lon]),
        np.concatenate([own, kerb[off]]),
        np.concatenate([kerb[off], own]),
        length_m=length_m,
        time_s=length_m / (CONNECTOR_KMH / 3.6),
        source=RoadSource.CONNECTOR,
    )
    node = kerb.copy()
    node[off] = own
    return StandingPlaces(extend(graph, lat, lon, edges), node, aside_m)
