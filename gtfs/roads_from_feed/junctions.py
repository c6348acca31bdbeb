"""Inferred junctions: turns where two drawn lines cross and no bus turns.

Off unless asked for: a line that crosses another on a bridge or in an underpass looks just the same.
"""

import numpy as np
import shapely

from gtfs.road_graph import RoadSource
from gtfs.roads_from_feed.links import Links, with_junctions

CROSSING_COS = float(np.cos(np.radians(30)))  # lines that meet at less run side by side


def infer_junctions(links: Links) -> Links:
    """The links with a turn at each crossing, between the two nodes nearest to each other there."""
    points = np.column_stack([links.node_x, links.node_y])
    drawn = np.flatnonzero(links.kind == RoadSource.SHAPE)
    ends = np.column_stack([links.a, links.b])[drawn]
    lines = shapely.linestrings(points[ends])
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    apart = (one < other) & (ends[one][:, :, None] != ends[other][:, None, :]).all(axis=(1, 2))
    one, other = one[apart], other[apart]
    ways = points[ends[:, 1]] - points[ends[:, 0]]
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    crossing = np.abs((ways[one] * ways[other]).sum(axis=1)) < CROSSING_COS
    one, other = one[crossing], other[crossing]
    gaps = np.linalg.norm(points[ends[one]][:, :, None] - points[ends[other]][:, None, :], axis=3)
    nearest = gaps.reshape(len(one), 4).argmin(axis=1)
    a = ends[one, nearest // 2]
    b = ends[other, nearest % 2]
    pairs = np.unique(np.column_stack([np.minimum(a, b), np.maximum(a, b)]), axis=0)
    a, b = pairs[:, 0], pairs[:, 1]
    return with_junctions(links, a, b, np.maximum(np.linalg.norm(points[a] - points[b], axis=1), 1.0))
