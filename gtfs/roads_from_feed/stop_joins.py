"""Poles of one stop hang together: a van turns from one to the other though no bus does."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree

from gtfs.places import straight_m
from gtfs.road_access import with_connectors
from gtfs.road_graph import RoadGraph

JOIN_M = 100.0
"""Poles of one stop are joined where they stand this near to each other."""
ROUND_TRIP = 2.0
ROUND_TRIP_M = 60.0
"""... and the way by road is longer than ROUND_TRIP x the straight line + ROUND_TRIP_M."""


def join_stops(graph: RoadGraph, stops: Iterable[NDArray[np.int64]]) -> RoadGraph:
    """Joins the nodes of each stop by connectors, along the shortest tree, where the road goes far round."""
    several = [np.unique(nodes) for nodes in stops]
    several = [nodes for nodes in several if len(nodes) > 1]
    if not several:
        return graph
    one, other = (np.array(ends, np.int32) for ends in zip(*_near_pairs(graph, several), strict=True))
    straight = straight_m(
        graph.node_lat[one], graph.node_lon[one], graph.node_lat[other], graph.node_lon[other]
    )
    road = _road_metres(graph, one, other)
    far = (straight <= JOIN_M) & (road > ROUND_TRIP * straight + ROUND_TRIP_M)
    none = np.zeros(0)
    return with_connectors(graph, none, none, one[far], other[far])


def _near_pairs(graph: RoadGraph, stops: list[NDArray[np.int64]]) -> list[tuple[int, int]]:
    """The pairs of nodes along each stop's shortest tree."""
    pairs = []
    for nodes in stops:
        lat, lon = graph.node_lat[nodes], graph.node_lon[nodes]
        apart = straight_m(lat[:, None], lon[:, None], lat, lon)
        tree = minimum_spanning_tree(np.maximum(apart, 0.01)).tocoo()
        pairs += [(int(nodes[a]), int(nodes[b])) for a, b in zip(tree.row, tree.col, strict=True)]
    return pairs


def _road_metres(graph: RoadGraph, one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.float64]:
    """Metres by road of each pair, infinite beyond what would keep it from being joined."""
    # Parallel edges must not be added up, so only the shortest of them is taken.
    order = np.lexsort((graph.length_m, graph.edge_to, graph.edge_from))
    a, b = graph.edge_from[order], graph.edge_to[order]
    first = np.concatenate([[True], (np.diff(a) != 0) | (np.diff(b) != 0)])
    entries = (graph.length_m[order][first], (a[first], b[first]))
    matrix = coo_matrix(entries, shape=(graph.node_count, graph.node_count)).tocsr()
    sources, row = np.unique(one, return_inverse=True)
    reach = ROUND_TRIP * JOIN_M + ROUND_TRIP_M
    return np.asarray(dijkstra(matrix, indices=sources, limit=reach)[row, other], np.float64)
