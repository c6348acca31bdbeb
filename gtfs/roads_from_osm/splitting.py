"""Cut streets where they meet, and make them edges of the road network."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from gtfs.road_graph import RoadGraph, RoadSource
from gtfs.roads_from_osm.extract import ATTRIBUTION, StreetMap
from gtfs.roads_from_osm.streets import Direction, Street

JUNCTION_S = 2.5
"""Seconds lost on the way into a junction of three or more streets."""
SIGNAL_S = 7.0
"""Seconds lost, on average, at a traffic signal."""
STREETS_AT_A_JUNCTION = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A street between two junctions: a slice of the street's points, ends included."""

    street: Street
    points: slice

    @property
    def ends(self) -> tuple[int, int]:
        """The map's nodes where it begins and ends."""
        return self.street.nodes[self.points.start], self.street.nodes[self.points.stop - 1]


def road_graph_from_streets(streets: StreetMap) -> RoadGraph:
    """The road network of a street map: nodes where streets meet or end, one edge per direction driven.

    Seconds are metres at the street's speed, and what junctions and signals ahead take. Tracks that join no
    street are left out.
    """
    pieces = _without_lone_tracks(_between_junctions(streets))
    number: dict[int, int] = {}
    position: list[tuple[float, float]] = []
    for piece in pieces:
        for end in (piece.points.start, piece.points.stop - 1):
            if piece.street.nodes[end] not in number:
                number[piece.street.nodes[end]] = len(number)
                position.append((piece.street.lat[end], piece.street.lon[end]))
    meeting = _streets_at(pieces)
    lat, lon = np.array(position, np.float64).reshape(-1, 2).T
    edges = _Edges()
    for piece in pieces:
        street, drawn = piece.street, piece.points
        nodes, line = street.nodes[drawn], np.array([street.lat[drawn], street.lon[drawn]], np.float64)
        length_m = float(straight_along(line[0], line[1]).sum())
        for order, excluded in ((1, Direction.AGAINST), (-1, Direction.ALONG)):
            if street.direction is excluded:
                continue
            driven = nodes[::order]
            signals = sum(node in streets.signals for node in driven[1:])
            junction = meeting[driven[-1]] >= STREETS_AT_A_JUNCTION
            time_s = length_m / (street.speed_kmh / 3.6) + JUNCTION_S * junction + SIGNAL_S * signals
            edges.add(number[driven[0]], number[driven[-1]], length_m, time_s, line[:, ::order])
    return edges.graph(np.ascontiguousarray(lat), np.ascontiguousarray(lon))


def straight_along(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres of each stretch of a drawn line, (S - 1,)."""
    middle = np.radians((lat[1:] + lat[:-1]) / 2)
    north, east = np.radians(np.diff(lat)), np.radians(np.diff(lon)) * np.cos(middle)
    return np.asarray(6_371_008.8 * np.hypot(north, east), np.float64)


def _between_junctions(streets: StreetMap) -> list[Piece]:
    used = Counter(node for street in streets.streets for node in street.nodes)
    pieces = []
    for street in streets.streets:
        last = len(street.nodes) - 1
        cuts = [i for i, node in enumerate(street.nodes) if i in (0, last) or used[node] > 1]
        pieces += [Piece(street, slice(start, stop + 1)) for start, stop in pairwise(cuts)]
    return pieces


def _without_lone_tracks(pieces: list[Piece]) -> list[Piece]:
    if not pieces:
        return []
    nodes, at = np.unique(np.array([piece.ends for piece in pieces]), return_inverse=True)
    ends = at.reshape(-1, 2)
    joined = coo_matrix(
        (np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), shape=(len(nodes), len(nodes))
    )
    _, island = connected_components(joined, directed=False)
    of_piece = island[ends[:, 0]]
    with_streets = set(of_piece[[not piece.street.is_track for piece in pieces]])
    return [piece for piece, one in zip(pieces, of_piece, strict=True) if one in with_streets]


def _streets_at(pieces: list[Piece]) -> Counter[int]:
    return Counter(node for piece in pieces for node in piece.ends)


class _Edges:
    """Columns of edges while they are being gathered."""

    def __init__(self) -> None:
        self.ends: list[tuple[int, int]] = []
        self.measures: list[tuple[float, float]] = []
        self.lines: list[NDArray[np.float64]] = []  # (2, points) each

    def add(
        self, origin: int, destination: int, length_m: float, time_s: float, line: NDArray[np.float64]
    ) -> None:
        self.ends.append((origin, destination))
        self.measures.append((length_m, time_s))
        self.lines.append(line)

    def graph(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> RoadGraph:
        ends = np.array(self.ends, np.int32).reshape(-1, 2)
        measures = np.array(self.measures, np.float64).reshape(-1, 2)
        points = np.concatenate([np.empty((2, 0)), *self.lines], axis=1)
        return RoadGraph(
            node_lat=lat,
            node_lon=lon,
            edge_from=np.ascontiguousarray(ends[:, 0]),
            edge_to=np.ascontiguousarray(ends[:, 1]),
            length_m=np.ascontiguousarray(measures[:, 0]),
            time_s=np.ascontiguousarray(measures[:, 1]),
            source=np.full(len(ends), int(RoadSource.OSM), np.int8),
            shape_start=np.concatenate([[0], np.cumsum([line.shape[1] for line in self.lines])]).astype(
                np.int32
            ),
            shape_lat=np.ascontiguousarray(points[0]),
            shape_lon=np.ascontiguousarray(points[1]),
            attribution=ATTRIBUTION,
        )
