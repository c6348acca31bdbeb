"""The map that pages draw: the roads, stops and landmarks of a service, from its own network alone."""

import numpy as np
import shapely

from gtfs.local_metres import plane_around
from gtfs.network import Network
from gtfs.place_search import search_for_public
from gtfs.road_graph import RoadGraph, RoadSource
from gtfs.service import Service

_DIGITS = 5  # a metre
_STRAIGHT_M = 2.0
"""Bends smaller than this are not drawn; nor is it seen where a road was cut beside somebody's home."""
_NOT_DRAWN = [RoadSource.CONNECTOR, RoadSource.INFERRED_JUNCTION]
Feature = dict[str, object]


def public_map(network: Network, service: Service) -> dict[str, object]:
    """GeoJSON: lines of `kind` road, points of `kind` stop or landmark, the service area where there is one.

    No home is on it, nor the way to one.
    """
    roads = [_feature("LineString", line, {"kind": "road"}) for line in _road_lines(network.graph)]
    points = _points(service)
    area = [] if service.area is None else [_area(service.area)]
    return {
        "type": "FeatureCollection",
        "attribution": network.graph.attribution,
        "bbox": _bbox(service),
        "features": [*area, *roads, *points],
    }


def _road_lines(graph: RoadGraph) -> list[list[list[float]]]:
    """Each road once, whichever way it is driven, its pieces joined and its bends made plain."""
    if graph.edge_count == 0:
        return []
    plane = plane_around(graph.node_lat, graph.node_lon)
    x, y = plane.to_xy(graph.shape_lat, graph.shape_lon)
    drawn = np.flatnonzero(~np.isin(graph.source, _NOT_DRAWN))
    seen: set[tuple[tuple[float, float], ...]] = set()
    for edge in drawn:
        piece = slice(int(graph.shape_start[edge]), int(graph.shape_start[edge + 1]))
        line = tuple(zip(x[piece].round(1).tolist(), y[piece].round(1).tolist(), strict=True))
        if len(set(line)) > 1:
            seen.add(min(line, line[::-1]))
    merged = shapely.line_merge(shapely.MultiLineString(sorted(seen)))
    lines = []
    for line in shapely.get_parts(shapely.simplify(merged, _STRAIGHT_M)):
        corners = shapely.get_coordinates(line)
        lat, lon = plane.to_lat_lon(corners[:, 0], corners[:, 1])
        lines.append([_at(*corner) for corner in zip(lat.tolist(), lon.tolist(), strict=True)])
    return sorted(lines)


def _points(service: Service) -> list[Feature]:
    features = []
    for named in search_for_public(service).entries:
        place = service.places[named.places[0]]
        properties: dict[str, object] = {
            "kind": "stop" if named.door is None else "landmark",
            "place_id": place.place_id,
            "name": named.name,
            "kana": named.kana,
        }
        if named.door is not None:
            properties["door"] = named.door.value
        features.append(_feature("Point", _at(place.lat, place.lon), properties))
    return features


def _area(corners: tuple[tuple[float, float], ...]) -> Feature:
    ring = [_at(*corner) for corner in corners]
    closed = ring if ring[0] == ring[-1] else [*ring, ring[0]]
    return _feature("Polygon", [closed], {"kind": "area"})


def _bbox(service: Service) -> list[float]:
    """West, south, east, north of the places that may be shown."""
    shown = list(service.public_places) or range(len(service.places))
    lat, lon = service.places.lat[list(shown)], service.places.lon[list(shown)]
    return [*_at(float(lat.min()), float(lon.min())), *_at(float(lat.max()), float(lon.max()))]


def _at(lat: float, lon: float) -> list[float]:
    return [round(lon, _DIGITS), round(lat, _DIGITS)]


def _feature(kind: str, coordinates: object, properties: dict[str, object]) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": properties,
    }
