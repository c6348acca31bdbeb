"""Times of stop_times: readable, within 48 hours, and never running backwards along a trip."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, Mask, column, has_columns, mask, name_rows, whole_numbers
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade
from gtfs.gtfs_time import BLANK_S, MALFORMED_S, parse_times_s

LAST_TIME_S = 48 * 3600
_TABLE = "stop_times"
_FIELDS = ("arrival_time", "departure_time", "start_pickup_drop_off_window", "end_pickup_drop_off_window")


def check_times(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Each time by itself: H:MM:SS, not past 48:00:00, windows whole and the right way round."""
    for name in _FIELDS:
        if not has_columns(feed, _TABLE, name):
            continue
        at_s = parse_times_s(column(feed, _TABLE, name))
        message = "{value!r} is not a time; expected H:MM:SS such as 8:05:00 or 25:30:00"
        yield from name_rows(
            feed, _TABLE, at_s == MALFORMED_S, Fault(Grade.ERROR, "malformed_time", name, message)
        )
        message = "{value} is past 48:00:00; a service day ends by then: correct the time or split the trip"
        yield from name_rows(
            feed, _TABLE, at_s > LAST_TIME_S, Fault(Grade.ERROR, "time_past_48h", name, message)
        )
    yield from _check_windows(feed)


def check_times_along_trips(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Every trip begins and ends with a time, and no call comes before the one ahead of it."""
    if not has_columns(feed, _TABLE, "trip_id", "stop_sequence", "arrival_time", "departure_time"):
        return
    arrive_s = parse_times_s(column(feed, _TABLE, "arrival_time"))
    depart_s = parse_times_s(column(feed, _TABLE, "departure_time"))
    # The second spelling is of drafts of GTFS-Flex that are still published.
    windows = (_FIELDS[2], "start_pickup_dropoff_window")
    windowed = np.logical_or.reduce([mask(column(feed, _TABLE, name) != "") for name in windows])
    trip, _ = pd.factorize(column(feed, _TABLE, "trip_id").astype(object))
    sequence = whole_numbers(column(feed, _TABLE, "stop_sequence"))
    # A row without a place in the order is another fault, and says nothing about its neighbours.
    arrive_s, depart_s = (np.where(np.isnan(sequence), BLANK_S, at_s) for at_s in (arrive_s, depart_s))
    windowed |= np.isnan(sequence)
    order = np.lexsort((sequence, trip))

    message = "trip {trip_id}: departs at {departure_time} before it arrives at {arrival_time}; correct them"
    fault = Fault(Grade.ERROR, "departs_before_arrival", "departure_time", message)
    yield from name_rows(feed, _TABLE, (depart_s >= 0) & (arrive_s >= 0) & (depart_s < arrive_s), fault)

    untimed = (arrive_s < 0) & (depart_s < 0) & ~windowed
    message = (
        "trip {trip_id} has no time at its first or last stop; only stops between two timed ones may be blank"
    )
    fault = Fault(Grade.ERROR, "untimed_end", "arrival_time", message)
    yield from name_rows(feed, _TABLE, untimed & _ends(trip, order), fault)

    message = "trip {trip_id} is here at {value}, before the call ahead of it; correct times or stop_sequence"
    fault = Fault(Grade.ERROR, "times_decrease", "arrival_time", message)
    yield from name_rows(feed, _TABLE, _earlier_than_before(trip, order, arrive_s, depart_s), fault)


def _check_windows(feed: Feed) -> Iterator[Finding]:
    start, end = _FIELDS[2:]
    start_s, end_s = (parse_times_s(column(feed, _TABLE, name)) for name in (start, end))
    message = "the window {" + start + "}-{" + end + "} needs both ends, the first before the second"
    bad = ((start_s >= 0) != (end_s >= 0)) | ((start_s >= 0) & (end_s <= start_s))
    yield from name_rows(feed, _TABLE, bad, Fault(Grade.ERROR, "bad_window", end, message))


def _ends(trip: np.ndarray, order: np.ndarray) -> Mask:
    """Marks the first and the last row of each trip."""
    ends = np.zeros(len(trip), dtype=bool)
    if len(trip):
        change = np.flatnonzero(np.diff(trip[order])) + 1
        ends[order[np.concatenate(([0], change))]] = True
        ends[order[np.concatenate((change - 1, [len(trip) - 1]))]] = True
    return ends


def _earlier_than_before(
    trip: np.ndarray, order: np.ndarray, arrive_s: np.ndarray, depart_s: np.ndarray
) -> Mask:
    """Marks timed rows that arrive before the last timed row of the same trip departed."""
    timed = order[(arrive_s[order] >= 0) | (depart_s[order] >= 0)]
    first_s = np.where(arrive_s >= 0, arrive_s, depart_s)[timed]
    last_s = np.where(depart_s >= 0, depart_s, arrive_s)[timed]
    earlier = (np.diff(trip[timed]) == 0) & (first_s[1:] < last_s[:-1])
    marked = np.zeros(len(trip), dtype=bool)
    marked[timed[1:][earlier]] = True
    return marked
