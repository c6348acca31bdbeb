"""Positions of stops and shape points: numbers, on the globe, in Japan, latitude first."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, Mask, column, has_columns, mask, name_rows, numbers, values
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade

# Okinotorishima to Cape Soya, Yonaguni to Minamitorishima, with a margin.
JAPAN_LAT = (20.0, 46.0)
JAPAN_LON = (122.0, 154.5)


def check_stop_positions(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Where stops stand; an error for a stop that trips call at, else a warning."""
    if not has_columns(feed, "stops", "stop_id", "stop_lat", "stop_lon"):
        return
    called_at = mask(column(feed, "stops", "stop_id").isin(values(feed, "stop_times", "stop_id")))
    wants_place = mask(column(feed, "stops", "location_type").isin(["", "0", "1", "2"]))
    for bad, fault in _faults(feed, "stops", "stop_lat", "stop_lon", standard, "stop {stop_id}"):
        relevant = bad & (wants_place | called_at)
        yield from name_rows(feed, "stops", relevant & called_at, fault.graded(Grade.ERROR))
        yield from name_rows(feed, "stops", relevant & ~called_at, fault)


def check_shape_positions(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Where shapes run; a warning, because roads can be drawn straight from stop to stop."""
    if has_columns(feed, "shapes", "shape_id", "shape_pt_lat", "shape_pt_lon"):
        faults = _faults(feed, "shapes", "shape_pt_lat", "shape_pt_lon", standard, "shape {shape_id}")
        for bad, fault in faults:
            yield from name_rows(feed, "shapes", bad, fault)


@dataclass(frozen=True)
class _Points:
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]

    def within(self, lat_range: tuple[float, float], lon_range: tuple[float, float]) -> Mask:
        with np.errstate(invalid="ignore"):
            lat_fits = (self.lat >= lat_range[0]) & (self.lat <= lat_range[1])
            lon_fits = (self.lon >= lon_range[0]) & (self.lon <= lon_range[1])
            fits: Mask = lat_fits & lon_fits
        return fits


def _faults(
    feed: Feed, table: str, lat: str, lon: str, standard: Standard, who: str
) -> Iterator[tuple[Mask, Fault]]:
    texts = {name: column(feed, table, name) for name in (lat, lon)}
    points = _Points(numbers(texts[lat]), numbers(texts[lon]))
    swapped = _Points(points.lon, points.lat)
    numeric = ~np.isnan(points.lat) & ~np.isnan(points.lon)
    area = (JAPAN_LAT, JAPAN_LON) if standard.japanese else ((-90.0, 90.0), (-180.0, 180.0))
    for name, found in ((lat, points.lat), (lon, points.lon)):
        blank = mask(texts[name] == "")
        yield (
            blank,
            _fault("no_position", name, f"{who} has no {name}; fill in decimal degrees such as 40.71345"),
        )
        message = f"{who}: {{value!r}} is not a number; expected decimal degrees such as 40.71345"
        yield ~blank & np.isnan(found), _fault("bad_position", name, message)
    turned = numeric & ~points.within(*area) & swapped.within(*area)
    here = f"{who} at {{{lat}}}, {{{lon}}}"
    yield (
        turned,
        _fault("swapped_position", lat, f"{here}: latitude and longitude look swapped; exchange them"),
    )
    outside = numeric & ~points.within(*area) & ~turned
    ground = "Japan" if standard.japanese else "the globe"
    yield outside, _fault("position_outside", lat, f"{here} lies outside {ground}; correct the position")
    nowhere = numeric & (points.lat == 0) & (points.lon == 0) & ~outside
    yield (
        nowhere,
        _fault("position_outside", lat, f"{here} lies in the ocean off Africa; fill in the position"),
    )


def _fault(code: str, field: str, message: str) -> Fault:
    return Fault(Grade.WARNING, code, field, message)
