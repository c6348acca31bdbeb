"""Find the street direction a place is served from: a pole on the side where it stands, a door on any."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gtfs.road_graph import RoadGraph

NEAR_M = 30.0
"""Street directions this near to a pole compete for it."""
WRONG_SIDE_M = 15.0
"""How much nearer a street direction must be to win a pole that stands on its other side."""
METRES_PER_DEGREE = 111_195.08


@dataclass(frozen=True, slots=True)
class Foothold:
    """Where a place meets an edge: how far along its drawn line (0 to 1), and how far aside."""

    edge: int
    share: float
    aside_m: float


class StreetFinder:
    """Some edges of a network drawn in metres and indexed, to find those nearest to a place."""

    def __init__(self, graph: RoadGraph, edges: NDArray[np.int32]) -> None:
        """Index the given edges (at least one)."""
        self.graph, self.edges = graph, edges
        north = METRES_PER_DEGREE
        self._scale = np.array([north * np.cos(np.radians(graph.node_lat.mean())), north])
        self.lines = np.array([shapely.LineString(self._drawn(int(edge))) for edge in edges], object)
        self._tree = shapely.STRtree(self.lines)
        self._rows_between: dict[tuple[int, int], list[int]] = {}
        for row, edge in enumerate(edges):
            ends = (int(graph.edge_from[edge]), int(graph.edge_to[edge]))
            self._rows_between.setdefault(ends, []).append(row)

    def foot(self, foothold: Foothold) -> tuple[float, float]:
        """Latitude and longitude of the point on the street."""
        line = self.lines[int(np.searchsorted(self.edges, foothold.edge))]
        at = shapely.line_interpolate_point(line, foothold.share, normalized=True)
        return at.y / self._scale[1], at.x / self._scale[0]

    def distance_m(self, lat: float, lon: float) -> float:
        """Metres to the nearest edge."""
        _, gaps = self._tree.query_nearest(self._point(lat, lon), return_distance=True, all_matches=False)
        return float(gaps[0])

    def one_side(self, lat: float, lon: float, *, drive_on_left: bool) -> list[Foothold]:
        """The street direction that passes a pole on the kerb side; the nearest street where none is near."""
        at = self._point(lat, lon)
        rows = self._tree.query(at, predicate="dwithin", distance=NEAR_M)
        if not len(rows):
            return self.either_side(lat, lon)
        far = [WRONG_SIDE_M * (self._stands_left(int(row), at) != drive_on_left) for row in rows]
        cost = shapely.distance(self.lines[rows], at) + far
        return [self._foothold(int(rows[np.lexsort((rows, np.round(cost, 3)))[0]]), at)]

    def either_side(self, lat: float, lon: float) -> list[Foothold]:
        """The nearest street, in both directions where it may be driven in both."""
        at = self._point(lat, lon)
        row = int(self._tree.query_nearest(at).min())
        back = self._other_direction(row)
        return [self._foothold(found, at) for found in (row, back) if found is not None]

    def _drawn(self, edge: int) -> NDArray[np.float64]:
        lat, lon = self.graph.line_of(edge)
        return np.asarray(np.column_stack([lon, lat]) * self._scale, np.float64)

    def _point(self, lat: float, lon: float) -> shapely.Point:
        return shapely.Point(lon * self._scale[0], lat * self._scale[1])

    def _foothold(self, row: int, at: shapely.Point) -> Foothold:
        line = self.lines[row]
        share = float(shapely.line_locate_point(line, at, normalized=True))
        return Foothold(int(self.edges[row]), share, float(shapely.distance(line, at)))

    def _other_direction(self, row: int) -> int | None:
        edge = self.edges[row]
        ends = (int(self.graph.edge_to[edge]), int(self.graph.edge_from[edge]))
        drawn_back = shapely.reverse(self.lines[row])
        for back in self._rows_between.get(ends, []):
            if back != row and shapely.equals_exact(self.lines[back], drawn_back, 0.01):
                return back
        return None

    def _stands_left(self, row: int, at: shapely.Point) -> bool:
        line = self.lines[row]
        along = float(shapely.line_locate_point(line, at))
        behind = shapely.line_interpolate_point(line, max(0.0, along - 1.0))
        ahead = shapely.line_interpolate_point(line, min(line.length, along + 1.0))
        turn = (ahead.x - behind.x) * (at.y - behind.y) - (ahead.y - behind.y) * (at.x - behind.x)
        return bool(turn >= 0)
