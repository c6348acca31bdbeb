"""Values that must come from a short list, and amounts of money."""

from collections.abc import Iterator

import numpy as np

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, column, has_columns, mask, name_rows, numbers
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade

_ALLOWED: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("stop_times", "pickup_type", ("", "0", "1", "2", "3"), "0, 1, 2 (phone) or 3 (ask the driver)"),
    ("stop_times", "drop_off_type", ("", "0", "1", "2", "3"), "0, 1, 2 (phone) or 3 (ask the driver)"),
    ("stop_times", "timepoint", ("", "0", "1"), "0 or 1"),
    ("trips", "direction_id", ("", "0", "1"), "0 (復路) or 1 (往路)"),
    ("trips", "wheelchair_accessible", ("", "0", "1", "2"), "0, 1 (yes) or 2 (no)"),
    ("trips", "bikes_allowed", ("", "0", "1", "2"), "0, 1 (yes) or 2 (no)"),
    ("stops", "wheelchair_boarding", ("", "0", "1", "2"), "0, 1 (yes) or 2 (no)"),
    ("frequencies", "exact_times", ("", "0", "1"), "0 or 1"),
    ("fare_attributes", "payment_method", ("0", "1"), "0 (on board) or 1 (beforehand)"),
    ("fare_attributes", "transfers", ("", "0", "1", "2"), "0, 1, 2 or blank"),
    ("transfers", "transfer_type", ("", "0", "1", "2", "3", "4", "5"), "0 to 5"),
)


def check_values(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Codes GTFS does not know, and prices that are no amount."""
    for table, name, allowed, expected in _ALLOWED:
        if has_columns(feed, table, name):
            message = f"{name} {{value!r}} is unknown; expected {expected}"
            fault = Fault(Grade.WARNING, "unknown_value", name, message)
            yield from name_rows(feed, table, mask(~column(feed, table, name).isin(allowed)), fault)
    if has_columns(feed, "fare_attributes", "price"):
        price = numbers(column(feed, "fare_attributes", "price"))
        message = "price {value!r} of fare {fare_id} is not an amount of 0 or more; correct it"
        fault = Fault(Grade.WARNING, "bad_price", "price", message)
        yield from name_rows(feed, "fare_attributes", np.isnan(price) | (price < 0), fault)
    if has_columns(feed, "routes", "route_type"):
        kind = numbers(column(feed, "routes", "route_type"))
        message = "route_type {value!r} of line {route_id} is not a number; a bus is 3"
        fault = Fault(Grade.WARNING, "unknown_value", "route_type", message)
        yield from name_rows(feed, "routes", np.isnan(kind), fault)
