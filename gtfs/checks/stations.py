"""Poles (標柱) and stops (停留所): which may be called at, which belongs to which, which are unused."""

from collections.abc import Iterator

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, column, has_columns, mask, name_rows, values
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade

_POLE = ("", "0")


def check_stations(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Trips call at poles only, and a pole belongs to a stop, not to another pole."""
    if not has_columns(feed, "stops", "stop_id"):
        return
    stop = column(feed, "stops", "stop_id")
    kind = column(feed, "stops", "location_type")
    message = "location_type {value!r} of stop {stop_id} is unknown; expected 0 (標柱) or 1 (停留所)"
    fault = Fault(Grade.WARNING, "bad_location_type", "location_type", message)
    yield from name_rows(feed, "stops", mask(~kind.isin(["", "0", "1", "2", "3", "4"])), fault)

    not_poles = set(stop[~kind.isin(_POLE)])
    message = "trip {trip_id} calls at {value}, which is no pole (location_type 0); refer to one of its poles"
    fault = Fault(Grade.ERROR, "call_at_station", "stop_id", message)
    called = column(feed, "stop_times", "stop_id")
    yield from name_rows(feed, "stop_times", mask(called.isin(not_poles)), fault)

    parent = column(feed, "stops", "parent_station")
    message = "stop {stop_id} belongs to {value}, which is a pole; a parent has location_type 1"
    fault = Fault(Grade.WARNING, "parent_is_a_pole", "parent_station", message)
    yield from name_rows(
        feed, "stops", mask((parent != "") & parent.isin(set(stop[kind.isin(_POLE)]))), fault
    )
    message = "stop {stop_id} is a stop place (location_type 1) and cannot belong to {value}; leave it blank"
    fault = Fault(Grade.WARNING, "parent_of_a_station", "parent_station", message)
    yield from name_rows(feed, "stops", mask((kind == "1") & (parent != "")), fault)


def check_unused_stops(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Poles that no trip and no group of places calls at, and stops that no pole belongs to."""
    if not has_columns(feed, "stops", "stop_id"):
        return
    stop = column(feed, "stops", "stop_id")
    kind = column(feed, "stops", "location_type")
    used = values(feed, "stop_times", "stop_id") | values(feed, "location_group_stops", "stop_id")
    message = "no trip calls at {value}; it stays a place where a booked ride may board"
    fault = Fault(Grade.NOTE, "unused_stop", "stop_id", message)
    yield from name_rows(feed, "stops", mask(kind.isin(_POLE) & ~stop.isin(used) & (stop != "")), fault)
    parents = values(feed, "stops", "parent_station")
    message = "stop place {value} has no poles; it is shown nowhere: give its poles this parent_station"
    fault = Fault(Grade.NOTE, "childless_station", "stop_id", message)
    yield from name_rows(feed, "stops", mask((kind == "1") & ~stop.isin(parents)), fault)
