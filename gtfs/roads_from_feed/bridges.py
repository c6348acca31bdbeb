"""Bridges: straight guesses between parts of the network that no line connects."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from gtfs.local_metres import plane_around
from gtfs.places import straight_m
from gtfs.road_graph import RoadGraph, RoadSource, extend, straight_edges, strong_components

BRIDGE_DETOUR = 1.4
BRIDGE_KMH = 20.0


def bridge_parts(graph: RoadGraph) -> RoadGraph:
    """Joins all strongly connected parts into one, both ways between the nearest nodes of two parts.

    From the largest part on, the part nearest to what is joined already is joined next.
    """
    part = strong_components(graph)
    if graph.node_count == 0 or part.max() == 0:
        return graph
    points = np.column_stack(
        plane_around(graph.node_lat, graph.node_lon).to_xy(graph.node_lat, graph.node_lon)
    )
    joined = np.zeros(graph.node_count, np.bool_)
    away = np.full(graph.node_count, np.inf)
    gate = np.full(graph.node_count, -1, np.int64)
    new = part == 0
    bridges: list[tuple[int, int]] = []
    while True:
        joined |= new
        rest = np.flatnonzero(~joined)
        if len(rest) == 0:
            break
        members = np.flatnonzero(new)
        distance, member = KDTree(points[members]).query(points[rest])
        nearer = distance < away[rest]
        away[rest[nearer]] = distance[nearer]
        gate[rest[nearer]] = members[member[nearer]]
        nearest = int(rest[away[rest].argmin()])
        bridges.append((int(gate[nearest]), nearest))
        new = part == part[nearest]
    return _with_bridges(graph, np.array(bridges, np.int32))


def bridged_pair_share(graph: RoadGraph, nodes: NDArray[np.int32]) -> float:
    """The share of pairs of these nodes between which every way takes a bridge."""
    without = strong_components(graph, leaving_out=[RoadSource.BRIDGE])
    size = np.bincount(without[nodes]) / max(len(nodes), 1)
    return float(1.0 - (size**2).sum()) if len(nodes) else 0.0


def _with_bridges(graph: RoadGraph, pairs: NDArray[np.int32]) -> RoadGraph:
    a, b = pairs.T
    straight = straight_m(graph.node_lat[a], graph.node_lon[a], graph.node_lat[b], graph.node_lon[b])
    length = np.repeat(np.maximum(BRIDGE_DETOUR * straight, 1.0), 2)
    edges = straight_edges(
        graph.node_lat,
        graph.node_lon,
        pairs.ravel(),
        pairs[:, ::-1].ravel(),
        length_m=length,
        time_s=length / (BRIDGE_KMH / 3.6),
        source=RoadSource.BRIDGE,
    )
    return extend(graph, np.zeros(0), np.zeros(0), edges)
