"""Zones of locations.geojson: closed outlines that do not cross themselves, longitude first."""

import json
from collections.abc import Iterator
from typing import Any

import shapely
from shapely.geometry import shape

from gtfs.checks.positions import JAPAN_LAT, JAPAN_LON
from gtfs.checks.profile import Standard
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade

LOCATIONS = "locations.geojson"


def check_zones(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Each zone by itself; a file that cannot be read is named by the check of references."""
    for feature in _features(feed):
        fault = _fault_of(feature.get("geometry"), standard.japanese)
        if fault:
            message = f"zone {feature.get('id')!r} {fault}"
            yield Finding(Grade.WARNING, "bad_zone", LOCATIONS, None, "geometry", message)


def _features(feed: Feed) -> list[dict[str, Any]]:
    try:
        features = json.loads(feed.files.get(f"{feed.root}{LOCATIONS}", b"{}").decode("utf-8-sig"))[
            "features"
        ]
        return [feature for feature in features if isinstance(feature, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []


def _fault_of(geometry: object, japanese: bool) -> str:
    """What is wrong with an outline and what to do, or nothing."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return "is no Polygon or MultiPolygon; draw its outline"
    try:
        coordinates = geometry["coordinates"]
        polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
        if any(list(ring[0]) != list(ring[-1]) for rings in polygons for ring in rings):
            return "is not closed; end each ring where it begins"
        outline = shape(geometry)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, shapely.errors.ShapelyError):
        return "has coordinates that cannot be read; write rings of [longitude, latitude]"
    if not outline.is_valid or outline.is_empty:
        return f"is not an area ({shapely.is_valid_reason(outline)}); give its corners in order"
    lon, lat = (JAPAN_LON, JAPAN_LAT) if japanese else ((-180.0, 180.0), (-90.0, 90.0))
    if shapely.box(lon[0], lat[0], lon[1], lat[1]).covers(outline):
        return ""
    if shapely.box(lat[0], lon[0], lat[1], lon[1]).covers(outline):
        return "has latitude and longitude swapped; write [longitude, latitude]"
    return f"lies outside {'Japan' if japanese else 'the globe'}; correct its corners"
