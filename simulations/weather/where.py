"""Which places of a service a weather file means."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from dispatch.domain.place import PlaceIndex
from dispatch.travel.travel_times import TravelTimes
from gtfs.places import Places, straight_m
from gtfs.service_error import ServiceError, similar
from simulations.weather.words import Whereabouts

_ROUNDED_UP_S = 1


def places_meant(
    words: Whereabouts, places: Places, travel: TravelTimes, where: str
) -> NDArray[np.bool_]:  # (P,)
    """The places meant, one mark for each; raises ServiceError for one that the service has not, or none."""
    if words.everywhere:
        return np.ones(len(places), np.bool_)
    if words.circle is not None:
        circle = words.circle
        marks = straight_m(circle.lat, circle.lon, places.lat, places.lon) <= circle.metres
    elif words.corners is not None:
        area = shapely.Polygon([(lon, lat) for lat, lon in words.corners])
        marks = np.asarray(shapely.intersects_xy(area, places.lon, places.lat), np.bool_)
    elif words.along:
        marks = _along(words.along, places, travel, where)
    else:
        marks = _marked([find(each, places, where) for each in words.places], len(places))
    if not marks.any():
        raise ServiceError(f"{where}: no place of the service lies there; correct it or delete it")
    return np.asarray(marks, np.bool_)


def find(place_id: str, places: Places, where: str) -> PlaceIndex:
    """A place by its id; raises ServiceError where the service has none such."""
    index = places.find(place_id)
    if index is None:
        near = similar(place_id, (place.place_id for place in places))
        raise ServiceError(f"{where}: no place {place_id!r} in the service{near}; correct it")
    return index


def _along(
    stations: tuple[str, ...], places: Places, travel: TravelTimes, where: str
) -> NDArray[np.bool_]:  # (P,)
    ends = [find(each, places, where) for each in stations]
    marks, seconds = _marked(ends, len(places)), travel.tensor().fastest
    for here, there in pairwise(ends):
        marks |= seconds[here] + seconds[:, there] <= seconds[here, there] + _ROUNDED_UP_S
    return marks


def _marked(indices: list[PlaceIndex], count: int) -> NDArray[np.bool_]:
    marks = np.zeros(count, np.bool_)
    marks[indices] = True
    return marks
