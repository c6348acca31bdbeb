"""Cutting edges: new nodes in the middle of streets, where places will be joined to them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from gtfs.places import straight_m
from gtfs.road_graph import Float, RoadGraph


@dataclass(frozen=True, slots=True, order=True)
class EdgeCut:
    """A node to set into an edge: how far along its drawn line, as a share, and the node's number."""

    edge: int
    share: float  # between 0 and 1
    node: int


def cut_edges(graph: RoadGraph, node_lat: Float, node_lon: Float, cuts: Iterable[EdgeCut]) -> RoadGraph:
    """The network with new nodes appended and set into its edges.

    An edge that is cut keeps its index as its first piece; all other pieces are appended.  Metres and seconds
    are shared out by the drawn length.
    """
    lat = np.concatenate([graph.node_lat, node_lat])
    lon = np.concatenate([graph.node_lon, node_lon])
    edge_from, edge_to = graph.edge_from.tolist(), graph.edge_to.tolist()
    length_m, time_s, source = graph.length_m.tolist(), graph.time_s.tolist(), graph.source.tolist()
    points = np.column_stack([graph.shape_lat, graph.shape_lon])
    drawn = np.split(points, graph.shape_start[1:-1])
    by_edge: dict[int, list[EdgeCut]] = {}
    for cut in sorted(set(cuts)):
        by_edge.setdefault(cut.edge, []).append(cut)
    for edge, here in by_edge.items():
        along = _shares(drawn[edge])
        stations = [0.0, *(cut.share for cut in here), 1.0]
        ends = [edge_from[edge], *(cut.node for cut in here), edge_to[edge]]
        pieces = [
            _piece(drawn[edge], along, stations[i], stations[i + 1], lat, lon, ends[i : i + 2])
            for i in range(len(here) + 1)
        ]
        parts = np.diff(stations)
        whole_m, whole_s = length_m[edge], time_s[edge]
        edge_to[edge], drawn[edge] = ends[1], pieces[0]
        length_m[edge], time_s[edge] = whole_m * parts[0], whole_s * parts[0]
        edge_from += ends[1:-1]
        edge_to += ends[2:]
        length_m += (whole_m * parts[1:]).tolist()
        time_s += (whole_s * parts[1:]).tolist()
        source += [source[edge]] * len(here)
        drawn += pieces[1:]
    points = np.concatenate([np.empty((0, 2)), *drawn])
    return replace(
        graph,
        node_lat=lat,
        node_lon=lon,
        edge_from=np.array(edge_from, np.int32),
        edge_to=np.array(edge_to, np.int32),
        length_m=np.array(length_m, np.float64),
        time_s=np.array(time_s, np.float64),
        source=np.array(source, np.int8),
        shape_start=np.concatenate([[0], np.cumsum([len(line) for line in drawn])]).astype(np.int32),
        shape_lat=np.ascontiguousarray(points[:, 0]),
        shape_lon=np.ascontiguousarray(points[:, 1]),
    )


def _shares(line: Float) -> Float:
    """How far along each point of a line is, as a share of its drawn length."""
    steps = straight_m(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
    along = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(along / max(along[-1], 1e-9), np.float64)


def _piece(
    line: Float, along: Float, start: float, end: float, lat: Float, lon: Float, ends: list[int]
) -> Float:
    """The drawn points of a line between two shares of it, and the nodes that bound it."""
    inside = line[(along > start) & (along < end)]
    first, last = ([[lat[node], lon[node]]] for node in ends)
    return np.concatenate([first, inside, last])
