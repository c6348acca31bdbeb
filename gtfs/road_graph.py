"""The road network as a directed graph, the same form whether it came from a bus feed or from a street map.

Arrays are the working form; `gtfs.road_exchange` turns them into networkx and back.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Float = NDArray[np.float64]
Int = NDArray[np.int32]
Source = NDArray[np.int8]


class RoadSource(IntEnum):
    """How an edge is known; the values are written to files and never change."""

    SHAPE = 0
    """A bus line's drawn shape, in the direction the bus drives."""
    SYNTHETIC = 1
    """A hop between two stops of a line without a shape."""
    ASSUMED_REVERSE = 2
    """The other direction of a road that buses use one way only."""
    INFERRED_JUNCTION = 3
    """A turn where two drawn lines cross and no bus turns."""
    BRIDGE = 4
    """A straight guess that joins two parts of the network no line connects."""
    CONNECTOR = 5
    """The way between a place and the road it stands beside."""
    OSM = 6
    """A street of OpenStreetMap."""
    BUS_VERIFIED = 7
    """A street of OpenStreetMap that a bus line of the feed drives along."""


@dataclass(frozen=True, eq=False)
class RoadEdges:
    """Directed edges in columns; each edge's drawn line is a slice of the concatenated shape points.

    Edge `e` is drawn by the points `shape_start[e]:shape_start[e + 1]`, both end nodes included.
    """

    edge_from: Int  # (E,) node
    edge_to: Int  # (E,) node
    length_m: Float  # (E,)
    time_s: Float  # (E,) seconds a van needs
    source: Source  # (E,) RoadSource
    shape_start: Int  # (E + 1,)
    shape_lat: Float  # (S,)
    shape_lon: Float  # (S,)


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """A directed road network: nodes, and drawn edges with metres, seconds for a van and provenance."""

    node_lat: Float  # (N,)
    node_lon: Float  # (N,)
    edge_from: Int  # (E,) node
    edge_to: Int  # (E,) node
    length_m: Float  # (E,)
    time_s: Float  # (E,) seconds a van needs
    source: Source  # (E,) RoadSource
    shape_start: Int  # (E + 1,)
    shape_lat: Float  # (S,)
    shape_lon: Float  # (S,)
    attribution: str

    @property
    def node_count(self) -> int:
        """How many nodes the network has."""
        return len(self.node_lat)

    @property
    def edge_count(self) -> int:
        """How many directed edges the network has."""
        return len(self.edge_from)

    def line_of(self, edge: int) -> tuple[Float, Float]:
        """The drawn line of one edge as latitudes and longitudes, from its first node to its last."""
        drawn = slice(int(self.shape_start[edge]), int(self.shape_start[edge + 1]))
        return self.shape_lat[drawn], self.shape_lon[drawn]


def straight_edges(
    node_lat: Float,
    node_lon: Float,
    edge_from: Int,
    edge_to: Int,
    *,
    length_m: Float,
    time_s: Float,
    source: RoadSource,
) -> RoadEdges:
    """Edges drawn as straight lines between their nodes, all of one provenance."""
    count = len(edge_from)
    ends = np.column_stack([edge_from, edge_to]).ravel()
    return RoadEdges(
        edge_from=np.asarray(edge_from, np.int32),
        edge_to=np.asarray(edge_to, np.int32),
        length_m=np.asarray(length_m, np.float64),
        time_s=np.asarray(time_s, np.float64),
        source=np.full(count, int(source), np.int8),
        shape_start=np.arange(0, 2 * count + 1, 2, dtype=np.int32),
        shape_lat=np.asarray(node_lat[ends], np.float64),
        shape_lon=np.asarray(node_lon[ends], np.float64),
    )


def extend(graph: RoadGraph, node_lat: Float, node_lon: Float, edges: RoadEdges) -> RoadGraph:
    """The network with new nodes and edges appended; nodes and edges it had keep their indices.

    New nodes are numbered on from `graph.node_count`, and `edges` may name old and new nodes alike.
    """
    return replace(
        graph,
        node_lat=np.concatenate([graph.node_lat, node_lat]),
        node_lon=np.concatenate([graph.node_lon, node_lon]),
        edge_from=np.concatenate([graph.edge_from, edges.edge_from]).astype(np.int32),
        edge_to=np.concatenate([graph.edge_to, edges.edge_to]).astype(np.int32),
        length_m=np.concatenate([graph.length_m, edges.length_m]),
        time_s=np.concatenate([graph.time_s, edges.time_s]),
        source=np.concatenate([graph.source, edges.source]).astype(np.int8),
        shape_start=np.concatenate(
            [graph.shape_start, graph.shape_start[-1] + edges.shape_start[1:]],
        ).astype(np.int32),
        shape_lat=np.concatenate([graph.shape_lat, edges.shape_lat]),
        shape_lon=np.concatenate([graph.shape_lon, edges.shape_lon]),
    )


def strong_components(graph: RoadGraph, *, leaving_out: Collection[RoadSource] = ()) -> Int:
    """For each node the number of its strongly connected component, 0 for the one with most nodes.

    Edges of the sources to leave out are taken for not there.
    """
    used = ~np.isin(graph.source, list(leaving_out))
    pairs = (np.ones(used.sum(), np.int8), (graph.edge_from[used], graph.edge_to[used]))
    matrix = coo_matrix(pairs, shape=(graph.node_count, graph.node_count))
    count, label = connected_components(matrix, directed=True, connection="strong")
    by_size = np.argsort(-np.bincount(label, minlength=count), kind="stable")
    rank = np.empty(count, np.int32)
    rank[by_size] = np.arange(count, dtype=np.int32)
    return np.asarray(rank[label], np.int32)


def km_by_source(graph: RoadGraph) -> dict[RoadSource, float]:
    """Directed kilometres of road by how they are known; sources that do not occur are left out."""
    metres = np.bincount(graph.source, weights=graph.length_m, minlength=len(RoadSource))
    return {source: float(metres[source]) / 1000 for source in RoadSource if metres[source] > 0}
