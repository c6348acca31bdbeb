"""Trips as runs of calls: their order, their number, and the frequencies that repeat them."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, column, has_columns, mask, name_rows, numbers, whole_numbers
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade
from gtfs.gtfs_time import MALFORMED_S, parse_times_s


def check_sequences(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """stop_sequence is a whole number from zero up; rows out of order are sorted, and said so."""
    if not has_columns(feed, "stop_times", "trip_id", "stop_sequence"):
        return
    texts = column(feed, "stop_times", "stop_sequence")
    sequence = whole_numbers(texts)
    message = "{value!r} is not a place in the order of stops; expected a whole number from 0 up"
    fault = Fault(Grade.ERROR, "bad_stop_sequence", "stop_sequence", message)
    yield from name_rows(feed, "stop_times", np.isnan(sequence) & mask(texts != ""), fault)

    trip, _ = pd.factorize(column(feed, "stop_times", "trip_id").astype(object))
    as_written = np.argsort(trip, kind="stable")
    falls = (np.diff(trip[as_written]) == 0) & (np.diff(sequence[as_written]) < 0)
    bad = np.zeros(len(trip), dtype=bool)
    fallen = as_written[1:][falls]
    # Once for each trip: a file written backwards falls at every row.
    bad[fallen[np.unique(trip[fallen], return_index=True)[1]]] = True
    message = (
        "trip {trip_id}: stop_sequence falls to {value} here; the rows are read in order of stop_sequence"
    )
    yield from name_rows(
        feed, "stop_times", bad, Fault(Grade.NOTE, "stop_sequence_falls", "stop_sequence", message)
    )


def check_calls_per_trip(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """A trip that calls nowhere, or only once, carries nobody."""
    if not has_columns(feed, "trips", "trip_id") or not len(feed.table("stop_times")):
        return
    calls = column(feed, "stop_times", "trip_id").value_counts()
    found = column(feed, "trips", "trip_id").map(calls).fillna(0)
    # One row of a zone can be a whole trip in drafts of GTFS-Flex.
    zoned = mask(column(feed, "trips", "trip_id").isin(set(_zone_trips(feed))))
    message = "trip {value} has no row in stop_times.txt; it is left out: add its times or delete it"
    fault = Fault(Grade.WARNING, "trip_without_calls", "trip_id", message)
    yield from name_rows(feed, "trips", mask(found == 0), fault)
    message = "trip {value} calls at one stop only, so nobody can ride it; add its other stops or delete it"
    fault = Fault(Grade.WARNING, "trip_of_one_call", "trip_id", message)
    yield from name_rows(feed, "trips", mask(found == 1) & ~zoned, fault)


def _zone_trips(feed: Feed) -> Iterator[str]:
    for name in ("location_id", "location_group_id"):
        rows = column(feed, "stop_times", name) != ""
        yield from column(feed, "stop_times", "trip_id")[rows]


def check_frequencies(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """A repeated trip needs a headway above zero and a span that begins before it ends."""
    table = "frequencies"
    if not has_columns(feed, table, "start_time", "end_time", "headway_secs"):
        return
    headway_s = numbers(column(feed, table, "headway_secs"))
    message = "headway {value!r} is not a number of seconds above 0; correct it"
    fault = Fault(Grade.ERROR, "bad_headway", "headway_secs", message)
    yield from name_rows(feed, table, ~(headway_s > 0), fault)
    start_s, end_s = (parse_times_s(column(feed, table, name)) for name in ("start_time", "end_time"))
    for name, at_s in (("start_time", start_s), ("end_time", end_s)):
        message = "{value!r} is not a time; expected H:MM:SS such as 8:05:00"
        fault = Fault(Grade.ERROR, "malformed_time", name, message)
        yield from name_rows(feed, table, at_s == MALFORMED_S, fault)
    message = (
        "trip {trip_id} is repeated from {start_time} until {end_time}; the end must come after the start"
    )
    reversed_span = (start_s >= 0) & (end_s >= 0) & (end_s <= start_s)
    yield from name_rows(feed, table, reversed_span, Fault(Grade.ERROR, "reversed_span", "end_time", message))
