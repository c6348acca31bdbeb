"""Poles at which no trip calls: they stand in the feed, so riders may board there."""

import numpy as np
from numpy.typing import NDArray

from gtfs.local_metres import Float
from gtfs.road_access import connect_points
from gtfs.road_graph import RoadGraph, RoadSource, extend, straight_edges
from gtfs.roads_from_feed.bridges import bridge_parts

BESIDE_STREET_M = 300.0
"""A pole this near to a street gets a connector to it."""


def stand_unserved(
    graph: RoadGraph, pole_node: NDArray[np.int32], lat: Float, lon: Float
) -> tuple[RoadGraph, NDArray[np.int32]]:
    """The network with a node for every pole that has none (-1), and the node of every pole.

    Beside a street they get a connector.  Elsewhere they hang together by bridges from one to the next, as
    does the road that once served them.
    """
    unserved = np.flatnonzero(pole_node < 0)
    away_m = connect_points(graph, lat[unserved], lon[unserved]).straight_m
    beside, apart = unserved[away_m <= BESIDE_STREET_M], unserved[away_m > BESIDE_STREET_M]
    access = connect_points(graph, lat[beside], lon[beside])
    node = pole_node.copy()
    node[beside] = access.place_node
    node[apart] = access.graph.node_count + np.arange(len(apart))
    none, nothing = np.zeros(0, np.int32), np.zeros(0)
    no_edges = straight_edges(
        lat, lon, none, none, length_m=nothing, time_s=nothing, source=RoadSource.BRIDGE
    )
    return bridge_parts(extend(access.graph, lat[apart], lon[apart], no_edges)), node
