"""Demand services (GTFS-Flex) in stop_times: what a row with a window may hold, and no ride offered twice."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, Mask, column, has_columns, mask, name_rows, numbers
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade
from gtfs.gtfs_time import parse_times_s

_TABLE = "stop_times"
_START, _END = "start_pickup_drop_off_window", "end_pickup_drop_off_window"
_MESSAGES = {
    "two_places": ("location_id", "trip {trip_id} names more than one of stop, group and zone; keep one"),
    "no_window": (_START, "trip {trip_id} serves a group or zone without a window; add its start and end"),
    "time_in_window": ("arrival_time", "trip {trip_id} has a window and a time; delete the time"),
    "bad_pickup_type": (
        "pickup_type",
        "pickup_type {value!r} in a window: 2 (book ahead) or 1 (none) expected",
    ),
    "bad_drop_off_type": ("drop_off_type", "drop_off_type {value!r} in a window: 1, 2 or 3 expected"),
    "continuous_in_window": (
        "continuous_pickup",
        "trip {trip_id} stops anywhere within a window; leave it blank",
    ),
    "one_row_of_a_zone": (
        "location_id",
        "trip {trip_id} is one row, so nobody can get off; repeat its place",
    ),
    "overlapping_rows": (_START, "trip {trip_id} offers this place, window and type twice; delete one row"),
    "published_twice": ("location_id", "a route as group and as zone shows each ride twice; keep one form"),
}


def check_flex_rows(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Rows of stop_times with a window, each by itself and beside the others of its trip."""
    if has_columns(feed, _TABLE, "start_pickup_dropoff_window"):
        return  # a draft of GTFS-Flex, which had rules of its own
    told = {name: mask(column(feed, _TABLE, name) != "") for name in (_START, _END)}
    places = [
        mask(column(feed, _TABLE, name) != "") for name in ("stop_id", "location_group_id", "location_id")
    ]
    windowed, zoned = told[_START] | told[_END], places[1] | places[2]
    if not (windowed.any() or zoned.any()):
        return
    trip = column(feed, _TABLE, "trip_id")
    bad = {
        "two_places": np.sum(places, axis=0) > 1,
        "no_window": zoned & ~windowed,
        "time_in_window": windowed & (_told(feed, "arrival_time") | _told(feed, "departure_time")),
        "bad_pickup_type": windowed & ~_one_of(feed, "pickup_type", "1", "2"),
        "bad_drop_off_type": windowed & ~_one_of(feed, "drop_off_type", "1", "2", "3"),
        "continuous_in_window": windowed
        & ~(_one_of(feed, "continuous_pickup", "", "1") & _one_of(feed, "continuous_drop_off", "", "1")),
        "one_row_of_a_zone": zoned & mask(~trip.duplicated(keep=False)),
        "overlapping_rows": _overlapping(feed, windowed),
        "published_twice": _published_twice(feed),
    }
    for code, rows in bad.items():
        field, message = _MESSAGES[code]
        yield from name_rows(feed, _TABLE, rows, Fault(Grade.WARNING, code, field, message))


def check_safe_durations(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """safe_duration_factor is above zero, and comes with its offset."""
    names = ("safe_duration_factor", "safe_duration_offset")
    if not has_columns(feed, "trips", *names):
        return
    factor, offset = (numbers(column(feed, "trips", name)) for name in names)
    either = mask((column(feed, "trips", names[0]) != "") | (column(feed, "trips", names[1]) != ""))
    bad = either & ~((factor > 0) & ~np.isnan(offset))
    message = "trip {trip_id}: a factor above 0 and an offset in seconds expected, or neither"
    yield from name_rows(feed, "trips", bad, Fault(Grade.WARNING, "bad_safe_duration", names[0], message))


def _told(feed: Feed, name: str) -> Mask:
    return mask(column(feed, _TABLE, name) != "")


def _one_of(feed: Feed, name: str, *allowed: str) -> Mask:
    return mask(column(feed, _TABLE, name).isin(allowed))


def _overlapping(feed: Feed, windowed: Mask) -> Mask:
    """Later rows of a trip whose place, window and way of riding an earlier row offers already."""
    trips = column(feed, _TABLE, "trip_id").to_numpy()
    place = (column(feed, _TABLE, "location_id") + "|" + column(feed, _TABLE, "location_group_id")).to_numpy()
    start_s, end_s = (parse_times_s(column(feed, _TABLE, name)) for name in (_START, _END))
    on, off = ~_one_of(feed, "pickup_type", "1"), ~_one_of(feed, "drop_off_type", "1")
    rows_of: dict[tuple[str, str], list[int]] = {}
    for i in np.flatnonzero(windowed & (place != "|")):
        rows_of.setdefault((trips[i], place[i]), []).append(int(i))
    twice = np.zeros(len(trips), dtype=bool)
    for rows in rows_of.values():
        for a, b in combinations(rows, 2):
            together = start_s[a] < end_s[b] and start_s[b] < end_s[a]
            twice[b] |= together and bool((on[a] and on[b]) or (off[a] and off[b]))
    return twice


def _published_twice(feed: Feed) -> Mask:
    """Zone rows of a route that is published as a group too."""
    route_of = dict(zip(column(feed, "trips", "trip_id"), column(feed, "trips", "route_id"), strict=True))
    route = column(feed, _TABLE, "trip_id").map(lambda trip: route_of.get(trip, ""))
    grouped, zoned = _told(feed, "location_group_id"), _told(feed, "location_id")
    return zoned & mask(route.isin(set(route[grouped])))
