"""A network as GeoJSON, to be looked at in any map viewer."""

import json
from pathlib import Path

from gtfs.network import Network
from gtfs.road_graph import RoadSource

_DIGITS = 6  # a tenth of a metre


def write_geojson(network: Network, path: Path) -> None:
    """Write every edge as a line (length, seconds, source) and every place as a point."""
    graph = network.graph
    features = []
    for place in network.places:
        told: dict[str, object] = {"place_id": place.place_id, "name": place.name, "kana": place.kana}
        features.append(_feature("Point", _at(place.lat, place.lon), told | {"kind": place.kind.value}))
    for edge in range(graph.edge_count):
        lat, lon = graph.line_of(edge)
        length_m, time_s = float(graph.length_m[edge]), float(graph.time_s[edge])
        properties: dict[str, object] = {
            "edge": edge,
            "length_m": round(length_m, 1),
            "time_s": round(time_s, 1),
            "kmh": round(3.6 * length_m / time_s, 1) if time_s > 0 else None,
            "source": RoadSource(int(graph.source[edge])).name.lower(),
        }
        line = [_at(*point) for point in zip(lat.tolist(), lon.tolist(), strict=True)]
        features.append(_feature("LineString", line, properties))
    collection = {"type": "FeatureCollection", "attribution": graph.attribution, "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def _at(lat: float, lon: float) -> list[float]:
    return [round(lon, _DIGITS), round(lat, _DIGITS)]


def _feature(kind: str, coordinates: object, properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": properties,
    }
