"""Shapes as lines: points in order, of some length, and used by a trip."""

from collections.abc import Iterator

import numpy as np

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, column, has_columns, mask, name_rows, numbers, values, whole_numbers
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade


def check_shapes(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Shapes of no length, of one point, in no order, or that no trip follows."""
    if not len(feed.table("shapes")):
        if len(feed.table("trips")):
            message = (
                "the feed draws no shapes, so roads are taken straight from stop to stop; add shapes.txt"
            )
            yield Finding(Grade.NOTE, "no_shapes", "shapes.txt", None, "", message)
        return
    if not has_columns(feed, "shapes", "shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"):
        return
    texts = column(feed, "shapes", "shape_pt_sequence")
    message = (
        "shape {shape_id}: {value!r} is not a place in the order of points; expected a whole number from 0 up"
    )
    fault = Fault(Grade.WARNING, "bad_shape_sequence", "shape_pt_sequence", message)
    yield from name_rows(feed, "shapes", np.isnan(whole_numbers(texts)), fault)
    yield from _lengths(feed)


def check_shape_use(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Shapes that no trip follows, and trips that follow none though the feed has shapes."""
    if not len(feed.table("shapes")) or not has_columns(feed, "shapes", "shape_id"):
        return
    shape = column(feed, "shapes", "shape_id")
    first = mask(~shape.duplicated())
    message = "no trip follows shape {value}; it is kept but not used for roads"
    fault = Fault(Grade.NOTE, "unused_shape", "shape_id", message)
    used = values(feed, "trips", "shape_id")
    yield from name_rows(feed, "shapes", first & mask(~shape.isin(used)), fault)
    message = "trip {trip_id} follows no shape; its road is taken straight from stop to stop"
    fault = Fault(Grade.NOTE, "trip_without_shape", "shape_id", message)
    yield from name_rows(feed, "trips", mask(column(feed, "trips", "shape_id") == ""), fault)


def _lengths(feed: Feed) -> Iterator[Finding]:
    """Names each useless shape once, at its first point."""
    frame = feed.table("shapes")[["shape_id"]].copy()
    frame["lat"] = numbers(column(feed, "shapes", "shape_pt_lat"))
    frame["lon"] = numbers(column(feed, "shapes", "shape_pt_lon"))
    spread = frame.groupby("shape_id")[["lat", "lon"]].agg(["min", "max", "size"])
    moves = (spread["lat"]["max"] > spread["lat"]["min"]) | (spread["lon"]["max"] > spread["lon"]["min"])
    single = spread["lat"]["size"] == 1
    first = mask(~frame["shape_id"].duplicated())
    message = "shape {value} has one point only, so it is no line; draw its road or delete it"
    fault = Fault(Grade.WARNING, "shape_of_one_point", "shape_id", message)
    yield from name_rows(feed, "shapes", first & mask(frame["shape_id"].map(single)), fault)
    message = "shape {value} has no length: all its points are one place; draw its road or delete it"
    fault = Fault(Grade.WARNING, "shape_of_no_length", "shape_id", message)
    yield from name_rows(feed, "shapes", first & mask(frame["shape_id"].map(~moves & ~single)), fault)
