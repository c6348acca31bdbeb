"""From chains to the road graph: one edge each way, drawn, timed, and with its provenance."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gtfs.local_metres import Float, LocalMetres
from gtfs.road_graph import RoadGraph, RoadSource
from gtfs.roads_from_feed.chains import Chains
from gtfs.roads_from_feed.links import Links

DRAWN_WITHIN_M = 1.5

Int = NDArray[np.int64]


def graph_of_chains(
    links: Links,
    chains: Chains,
    keep: Int,
    pace_s_per_m: Float,
    plane: LocalMetres,
    *,
    reverse_factor: float,
    attribution: str,
) -> tuple[RoadGraph, Int]:
    """The road graph of all chains, and for each common node its number in it (-1 inside an edge).

    Chain `c` is edge `2 c` forth and edge `2 c + 1` back.  A direction that no bus drives takes
    `reverse_factor` times as long.
    """
    kept = np.unique(np.concatenate([chains.first, chains.last, keep]))
    number = np.full(len(links.node_x), -1, np.int64)
    number[kept] = np.arange(len(kept))
    lat, lon = plane.to_lat_lon(links.node_x[kept], links.node_y[kept])
    length = np.bincount(chains.chain_of_link, weights=links.length_m, minlength=chains.count)
    driven = np.column_stack([chains.driven_forth, chains.driven_back]).ravel()
    kind = np.repeat(chains.kind, 2)
    reverse = ~driven & (kind == RoadSource.SHAPE)
    shape_start, shape_lat, shape_lon = _draw(links, chains, plane)
    ends = np.column_stack([number[chains.first], number[chains.last]])
    graph = RoadGraph(
        node_lat=lat,
        node_lon=lon,
        edge_from=ends.ravel().astype(np.int32),
        edge_to=ends[:, ::-1].ravel().astype(np.int32),
        length_m=np.repeat(length, 2),
        time_s=np.repeat(length * pace_s_per_m, 2) * np.where(driven, 1.0, reverse_factor),
        source=np.where(reverse, RoadSource.ASSUMED_REVERSE, kind).astype(np.int8),
        shape_start=shape_start,
        shape_lat=shape_lat,
        shape_lon=shape_lon,
        attribution=attribution,
    )
    return graph, number


def _draw(links: Links, chains: Chains, plane: LocalMetres) -> tuple[NDArray[np.int32], Float, Float]:
    """The drawn lines of all edges, the two directions of a chain one after the other."""
    points = np.column_stack([links.node_x, links.node_y])[chains.node]
    owner = np.repeat(np.arange(chains.count), np.diff(chains.start))
    forth = shapely.simplify(shapely.linestrings(points, indices=owner), DRAWN_WITHIN_M)
    both = np.column_stack([forth, shapely.reverse(forth)]).ravel()
    size = shapely.get_num_coordinates(both)
    x, y = shapely.get_coordinates(both).T
    lat, lon = plane.to_lat_lon(x, y)
    return np.concatenate([[0], np.cumsum(size)]).astype(np.int32), lat, lon
