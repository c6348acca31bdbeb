"""Local metres: a flat plane around the middle of a service area, good to a few per mille over 100 km."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gtfs.places import EARTH_RADIUS_M

Float = NDArray[np.float64]
METRES_PER_DEGREE = EARTH_RADIUS_M * np.pi / 180


@dataclass(frozen=True)
class LocalMetres:
    """The plane that touches the earth at one point: x metres to the east, y metres to the north."""

    lat: float
    lon: float

    def to_xy(self, lat: Float, lon: Float) -> tuple[Float, Float]:
        """Metres east and north of the centre."""
        x = (lon - self.lon) * METRES_PER_DEGREE * np.cos(np.radians(self.lat))
        return x, (lat - self.lat) * METRES_PER_DEGREE

    def to_lat_lon(self, x: Float, y: Float) -> tuple[Float, Float]:
        """Latitudes and longitudes of points of the plane."""
        lon = x / (METRES_PER_DEGREE * np.cos(np.radians(self.lat))) + self.lon
        return y / METRES_PER_DEGREE + self.lat, lon


def plane_around(lat: Float, lon: Float) -> LocalMetres:
    """The plane around the median of some points, so one stray point does not move it."""
    return LocalMetres(float(np.median(lat)), float(np.median(lon)))
