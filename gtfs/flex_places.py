"""Where a published service takes riders: a group of stops and landmarks, or a zone that tells no home."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import shapely

from dispatch.domain.place import Place, PlaceIndex
from gtfs.service import Service, ServiceError
from gtfs.service_agency import list_rows

Table = Sequence[Mapping[str, str]]

SQUARE_DEGREES = 0.01
"""About 1 km: a zone made of such squares shows that people live in them, not where."""


def stops_table(service: Service) -> Table:
    """The stop poles and landmarks served, each a pole of GTFS-JP; never a home."""
    feed_rows = {row["stop_id"]: row for row in list_rows(service.feed, "stops")}
    rows = [_stop(service.places[index], feed_rows) for index in service.public_places]
    if not rows:
        raise ServiceError(
            f"{service.folder}: neither a stop nor a landmark is served, so nothing can be published; "
            "widen service.area, or give landmarks in places.csv a kind"
        )
    return rows


def _stop(place: Place, feed_rows: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    known = feed_rows.get(place.place_id, {})
    return {
        "stop_id": place.place_id,
        "stop_code": known.get("stop_code", ""),
        "stop_name": place.name,
        "stop_lat": f"{place.lat:.6f}",
        "stop_lon": f"{place.lon:.6f}",
        "zone_id": "",
        "location_type": "0",
        "parent_station": "",
        "platform_code": known.get("platform_code", ""),
        "wheelchair_boarding": known.get("wheelchair_boarding", ""),
    }


def group_tables(service: Service) -> dict[str, Table]:
    """All the stops as one group, within which anybody can ride."""
    group = group_id(service)
    return {
        "location_groups": [{"location_group_id": group, "location_group_name": f"{service.name}のりば"}],
        "location_group_stops": [
            {"location_group_id": group, "stop_id": service.places[index].place_id}
            for index in service.public_places
        ],
    }


def zone_geojson(service: Service) -> bytes:
    """The zone as locations.geojson: the service area, or a hull round the places served."""
    outline = shapely.orient_polygons(_outline(service))
    feature = {
        "type": "Feature",
        "id": zone_id(service),
        "properties": {"stop_name": service.name},
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[round(lon, 6), round(lat, 6)] for lon, lat in outline.exterior.coords]],
        },
    }
    written = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    return written.encode("utf-8")


def group_id(service: Service) -> str:
    """The id of the group of stops."""
    return _free_id("DRT_STOPS", service)


def zone_id(service: Service) -> str:
    """The id of the zone."""
    return _free_id("DRT_ZONE", service)


def _free_id(wanted: str, service: Service) -> str:
    """Stops, groups and zones share one space of ids."""
    while service.places.find(wanted) is not None:
        wanted += "_"
    return wanted


def _outline(service: Service) -> shapely.Polygon:
    if service.area is not None:
        return shapely.Polygon([(lon, lat) for lat, lon in service.area])
    served = service.served
    places = (service.places[PlaceIndex(i)] for i in range(len(service.places)))
    corners = _square_corners(place for i, place in enumerate(places) if served is None or i in served)
    return shapely.MultiPoint(list(corners)).convex_hull


def _square_corners(places: Iterable[Place]) -> Iterator[tuple[float, float]]:
    """The (lon, lat) corners of the squares in which the places stand, so that no corner is a door."""
    for place in places:
        west, south = math.floor(place.lon / SQUARE_DEGREES), math.floor(place.lat / SQUARE_DEGREES)
        for east_of, north_of in ((0, 0), (0, 1), (1, 0), (1, 1)):
            yield (west + east_of) * SQUARE_DEGREES, (south + north_of) * SQUARE_DEGREES
