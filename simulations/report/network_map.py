"""The map of reports: roads by how they are known, stops, doors in bulk, and where unmet needs began."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.place import Place, PlaceKind
from gtfs.local_metres import plane_around
from gtfs.network import Network
from gtfs.road_graph import RoadGraph, RoadSource
from simulations.day_record import DayRecord
from simulations.measures.history import DayHistory
from simulations.measures.unmet_squares import LEAST, UnmetSquares, list_unmet_squares

WIDTH = 1000.0
_TALLEST = 1150.0
EDGE = 14.0
_CELL = 22.0
_KEPT_PX = 0.7  # bends smaller than this are not drawn
_DRAWN_M_PER_LAT = 111_320.0

# drawn in this order, the surest on top; connectors are left out, for one leads to every home
ROAD_CLASSES: tuple[tuple[str, tuple[RoadSource, ...]], ...] = (
    ("synthetic", (RoadSource.SYNTHETIC, RoadSource.BRIDGE)),
    ("assumed", (RoadSource.ASSUMED_REVERSE, RoadSource.INFERRED_JUNCTION)),
    ("street", (RoadSource.OSM,)),
    ("line", (RoadSource.SHAPE, RoadSource.BUS_VERIFIED)),
)


@dataclass(frozen=True)
class MapFrame:
    """Where on the drawing a position of the earth lies."""

    west: float
    north: float
    px_per_lon: float
    px_per_lat: float
    height: float

    def xy(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:  # (S,) -> (S, 2)
        """Drawn positions."""
        x = EDGE + (lon - self.west) * self.px_per_lon
        return np.column_stack([x, EDGE + (self.north - lat) * self.px_per_lat])


def draw_map(record: DayRecord, history: DayHistory) -> str:
    """An SVG of the network; its classes are coloured by the page's style."""
    graph = record.network.graph
    frame = frame_of(graph, record.places.lat, record.places.lon)
    doors = [place for place in record.places if place.kind is PlaceKind.DOOR]
    parts = _heat(
        frame, list_unmet_squares(record, history, plane_around(record.places.lat, record.places.lon))
    )
    for name, _ in ROAD_CLASSES:
        line = _roads(graph, frame, name)
        parts += [f'<path class="road {name}" d="{line}"/>'] if line else []
    parts += _circles(_cells(frame, doors))
    parts += [_stops(frame, record.places), _scale_bar(frame)]
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {frame.height:.0f}" role="img" '
        f'aria-labelledby="map-caption">{"".join(parts)}</svg>'
    )


def draw_ground(network: Network) -> tuple[MapFrame, str]:
    """Roads and stops to draw upon, as the inside of an SVG as wide as `WIDTH`."""
    frame = frame_of(network.graph, network.places.lat, network.places.lon)
    drawn = [(name, _roads(network.graph, frame, name)) for name, _ in ROAD_CLASSES]
    parts = [f'<path class="road {name}" d="{line}"/>' for name, line in drawn if line]
    return frame, "".join([*parts, _stops(frame, network.places), _scale_bar(frame)])


def frame_of(graph: RoadGraph, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> MapFrame:
    """A frame that holds the places of a service and a margin; roads beyond are cut off."""
    margin_lat = 0.004 + 0.03 * float(np.ptp(lat))
    south, north = float(lat.min()) - margin_lat, float(lat.max()) + margin_lat
    narrow = float(np.cos(np.radians((south + north) / 2)))
    margin_lon = margin_lat / narrow
    west, east = float(lon.min()) - margin_lon, float(lon.max()) + margin_lon
    px_per_lat = min((WIDTH - 2 * EDGE) / ((east - west) * narrow), _TALLEST / (north - south))
    spare = (WIDTH - 2 * EDGE - (east - west) * narrow * px_per_lat) / 2
    return MapFrame(
        west=west - spare / (narrow * px_per_lat),
        north=north,
        px_per_lon=narrow * px_per_lat,
        px_per_lat=px_per_lat,
        height=2 * EDGE + (north - south) * px_per_lat,
    )


def _stops(frame: MapFrame, places: Iterable[Place]) -> str:
    poles = [place for place in places if place.kind is PlaceKind.POLE]
    dots = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in _positions(frame, poles))
    return f'<path class="stop" d="{dots}"/>'


def _roads(graph: RoadGraph, frame: MapFrame, name: str) -> str:
    sources = dict(ROAD_CLASSES)[name]
    surer = [
        one for _, group in ROAD_CLASSES[[n for n, _ in ROAD_CLASSES].index(name) + 1 :] for one in group
    ]
    low, high = np.minimum(graph.edge_from, graph.edge_to), np.maximum(graph.edge_from, graph.edge_to)
    pair = low.astype(np.int64) * graph.node_count + high
    known_better = np.isin(pair, pair[np.isin(graph.source, surer)])
    chosen = np.flatnonzero(np.isin(graph.source, sources) & ~known_better)
    _, first = np.unique(pair[chosen], return_index=True)  # both directions are one line
    xy = frame.xy(graph.shape_lat, graph.shape_lon)
    seen: set[str] = set()
    for edge in chosen[np.sort(first)]:
        line = _thinned(xy[graph.shape_start[edge] : graph.shape_start[edge + 1]])
        if len(line) > 1 and _inside(line, frame):
            seen.add(_drawn(line))
    return "".join(sorted(seen))


def _thinned(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """A line without the bends too small to see (Douglas and Peucker)."""
    keep = np.zeros(len(line), np.bool_)
    keep[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        along = line[last] - line[first]
        offset = line[first + 1 : last] - line[first]
        length = float(np.hypot(*along))
        away = (
            np.abs(offset[:, 0] * along[1] - offset[:, 1] * along[0]) / length
            if length > 0
            else np.hypot(offset[:, 0], offset[:, 1])
        )
        widest = int(away.argmax())
        if away[widest] > _KEPT_PX:
            middle = first + 1 + widest
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return line[keep]


def _inside(line: NDArray[np.float64], frame: MapFrame) -> bool:
    x, y = line[:, 0], line[:, 1]
    return bool(((x >= 0) & (x <= WIDTH) & (y >= 0) & (y <= frame.height)).any())


def _drawn(line: NDArray[np.float64]) -> str:
    tenths = np.rint(line * 2).astype(np.int64)  # half pixels
    steps = np.diff(tenths, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if not len(steps):
        return ""
    bends = "".join(f"{_half(dx)}{' ' if dy >= 0 else ''}{_half(dy)} " for dx, dy in steps.tolist()).rstrip()
    return f"M{_half(int(tenths[0, 0]))} {_half(int(tenths[0, 1]))}l{bends}"


def _half(halves: int) -> str:
    return f"{halves / 2:g}"


def _positions(frame: MapFrame, places: Sequence[Place]) -> list[tuple[float, float]]:
    lat = np.array([place.lat for place in places], np.float64)
    lon = np.array([place.lon for place in places], np.float64)
    return [(float(x), float(y)) for x, y in frame.xy(lat, lon)]


def _cells(frame: MapFrame, places: Sequence[Place]) -> list[tuple[float, float, int]]:
    """How many places lie in each cell of a grid; cells of few are left out, so that no home is shown."""
    counted = Counter((int(x // _CELL), int(y // _CELL)) for x, y in _positions(frame, places))
    many = sorted((cell, n) for cell, n in counted.items() if n >= LEAST)
    return [((i + 0.5) * _CELL, (j + 0.5) * _CELL, n) for (i, j), n in many]


def _heat(frame: MapFrame, unmet: UnmetSquares) -> list[str]:
    most = max((square.needs for square in unmet.squares), default=1)
    drawn = []
    for square in unmet.squares:
        lat, lon = np.array([square.north, square.south]), np.array([square.west, square.east])
        (left, top), (right, bottom) = frame.xy(lat, lon).tolist()
        drawn.append(
            f'<rect class="unmet" x="{left:.0f}" y="{top:.0f}" width="{right - left:.0f}" '
            f'height="{bottom - top:.0f}" fill-opacity="{0.2 + 0.6 * square.needs / most:.2f}">'
            f"<title>{square.needs}</title></rect>"
        )
    return drawn


def _circles(cells: Sequence[tuple[float, float, int]]) -> list[str]:
    return [
        f'<circle class="door" cx="{x:.0f}" cy="{y:.0f}" r="{min(2.5 * n**0.5, _CELL / 2):.1f}">'
        f"<title>{n}</title></circle>"
        for x, y, n in cells
    ]


def _scale_bar(frame: MapFrame) -> str:
    metres_per_px = _DRAWN_M_PER_LAT / frame.px_per_lat
    for length_m in (500, 1000, 2000, 5000, 10_000, 20_000, 50_000):
        width = length_m / metres_per_px
        if width >= 90:
            break
    label = f"{length_m / 1000:g} km"
    y = frame.height - 12
    return (
        f'<g class="scale"><path d="M14 {y - 6:.0f}v6h{width:.0f}v-6"/>'
        f'<text x="{20 + width:.0f}" y="{y:.0f}">{label}</text></g>'
    )
