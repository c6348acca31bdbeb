"""How places reach the road: the nearest street is cut beside them and joined to them by connectors."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from dispatch.domain.place import PlaceIndex
from gtfs.edge_cuts import EdgeCut, cut_edges
from gtfs.local_metres import LocalMetres, plane_around
from gtfs.places import Places, straight_m
from gtfs.road_graph import Float, Int, RoadGraph, RoadSource, extend, straight_edges, strong_components

CONNECTOR_DETOUR = 1.3
CONNECTOR_KMH = 15.0
FAR_M = 2_000.0
AT_NODE_M = 3.0  # so near to a street's end, its end will do
SHARED_CUT_M = 2.0  # neighbours within this of each other along a street share one cut
SAME_STREET_M = 0.5  # edges that pass one point this closely are one street, drawn once for each direction
NO_STREET = (RoadSource.INFERRED_JUNCTION, RoadSource.BRIDGE, RoadSource.CONNECTOR)


@dataclass(frozen=True, eq=False)
class Access:
    """A network that places were joined to: each has a node of its own, where it stands."""

    graph: RoadGraph
    place_node: Int  # (P,)
    straight_m: Float  # (P,) from the place to the road
    far: NDArray[np.bool_]  # (P,) joined all the same, though farther from any road than the limit


def connect_doors(
    graph: RoadGraph, places: Places, from_index: PlaceIndex, *, limit_m: float = FAR_M
) -> Access:
    """Joins the places from `from_index` on to the network; its nodes keep their indices.

    A cut edge keeps its index as its first piece; other pieces and connectors come after all edges.
    """
    return connect_points(graph, places.lat[from_index:], places.lon[from_index:], limit_m=limit_m)


def connect_points(graph: RoadGraph, lat: Float, lon: Float, *, limit_m: float = FAR_M) -> Access:
    """Joins points (P,) to the nearest street of the strongly connected part with most nodes."""
    if len(lat) == 0:
        return Access(graph, np.zeros(0, np.int32), np.zeros(0), np.zeros(0, np.bool_))
    graph, beside = _cut_beside(graph, lat, lon)
    own = np.arange(graph.node_count, graph.node_count + len(lat), dtype=np.int32)
    away_m = straight_m(lat, lon, graph.node_lat[beside], graph.node_lon[beside])
    joined = with_connectors(graph, lat, lon, own, beside)
    return Access(joined, own, away_m, away_m > limit_m)


def with_connectors(graph: RoadGraph, new_lat: Float, new_lon: Float, one: Int, other: Int) -> RoadGraph:
    """The network with new nodes appended and connectors both ways between pairs of old and new nodes."""
    lat = np.concatenate([graph.node_lat, new_lat])
    lon = np.concatenate([graph.node_lon, new_lon])
    length = np.maximum(CONNECTOR_DETOUR * straight_m(lat[one], lon[one], lat[other], lon[other]), 1.0)
    both_ways = straight_edges(
        lat,
        lon,
        np.column_stack([one, other]).ravel().astype(np.int32),
        np.column_stack([other, one]).ravel().astype(np.int32),
        length_m=np.repeat(length, 2),
        time_s=np.repeat(length, 2) / (CONNECTOR_KMH / 3.6),
        source=RoadSource.CONNECTOR,
    )
    return extend(graph, new_lat, new_lon, both_ways)


@dataclass(frozen=True, eq=False)
class _Streets:
    """The edges that places may be joined to, drawn in local metres."""

    plane: LocalMetres
    edge: NDArray[np.int64]  # (K,)
    line: NDArray[np.object_]  # (K,) shapely lines
    tree: shapely.STRtree


def _streets(graph: RoadGraph) -> _Streets:
    plane = plane_around(graph.node_lat, graph.node_lon)
    main = strong_components(graph) == 0
    usable = main[graph.edge_from] & main[graph.edge_to] & ~np.isin(graph.source, NO_STREET)
    owner = np.repeat(np.arange(graph.edge_count), np.diff(graph.shape_start))
    points = np.column_stack(plane.to_xy(graph.shape_lat, graph.shape_lon))
    edge = np.flatnonzero(usable)
    line = shapely.linestrings(points, indices=owner)[edge] if len(edge) else np.empty(0, np.object_)
    return _Streets(plane, edge, line, shapely.STRtree(line))


def _cut_beside(graph: RoadGraph, lat: Float, lon: Float) -> tuple[RoadGraph, Int]:
    """The network with its streets cut beside the points, and the node beside each of them."""
    streets = _streets(graph)
    if len(streets.edge) == 0:
        return graph, _nearest_nodes(graph, lat, lon)
    points = shapely.points(*streets.plane.to_xy(lat, lon))
    nearest = streets.tree.nearest(points)
    along = shapely.line_locate_point(streets.line[nearest], points)
    foot = shapely.line_interpolate_point(streets.line[nearest], along)
    left = shapely.length(streets.line[nearest]) - along
    edge = streets.edge[nearest]
    beside = np.where(along <= left, graph.edge_from[edge], graph.edge_to[edge]).astype(np.int32)
    cuts: list[EdgeCut] = []
    feet: list[shapely.Point] = []
    node_of: dict[tuple[int, int], int] = {}
    for number in np.flatnonzero(np.minimum(along, left) > AT_NODE_M).tolist():
        same = np.sort(streets.tree.query(foot[number], predicate="dwithin", distance=SAME_STREET_M))
        station = float(shapely.line_locate_point(streets.line[same[0]], foot[number]))
        key = (int(same[0]), round(station / SHARED_CUT_M))
        if key not in node_of:
            node_of[key] = graph.node_count + len(feet)
            feet.append(foot[number])
            shares = shapely.line_locate_point(streets.line[same], foot[number], normalized=True)
            cuts += [
                EdgeCut(int(streets.edge[row]), float(share), node_of[key])
                for row, share in zip(same, shares, strict=True)
                if 0.0 < share < 1.0
            ]
        beside[number] = node_of[key]
    cut_lat, cut_lon = streets.plane.to_lat_lon(shapely.get_x(feet), shapely.get_y(feet))
    return cut_edges(graph, cut_lat, cut_lon, cuts), beside


def _nearest_nodes(graph: RoadGraph, lat: Float, lon: Float) -> Int:
    """The node nearest to each point, where the network has no street to cut."""
    main = np.flatnonzero(strong_components(graph) == 0)
    away = [
        straight_m(a, b, graph.node_lat[main], graph.node_lon[main]) for a, b in zip(lat, lon, strict=True)
    ]
    return np.asarray(main[np.argmin(away, axis=1)], np.int32)
