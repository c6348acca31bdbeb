"""What must be there: files, columns and values."""

from collections.abc import Iterator

from gtfs.checks.profile import Profile, Standard
from gtfs.checks.rows import Fault, column, has_columns, mask, name_rows
from gtfs.checks.standard_fields import (
    EXPECTED_COLUMNS,
    EXPECTED_FILES,
    EXPECTED_FILES_IN_JAPAN,
    EXPECTED_IN_JAPAN,
    EXPECTED_IN_V4,
    FLEX_INSTEAD,
    NEEDED_COLUMNS,
    NEVER_BLANK,
)
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade


def check_required_files(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Tables without which there is no network or no service day, and those the standard asks for."""
    if not len(feed.table("trips")):
        why = "is there but has no rows" if feed.has("trips") else "is missing"
        message = f"no trips: trips.txt {why}, so nothing runs; ask the publisher for the full feed"
        yield Finding(Grade.ERROR, "no_trips", "trips.txt", None, "", message)
    for table in ("stops", "routes", "stop_times"):
        if not feed.has(table):
            yield _missing(table, Grade.ERROR, "it is needed to build a network")
        elif not len(feed.table(table)):
            message = f"{table}.txt has no rows; ask the publisher for the full feed"
            yield Finding(Grade.ERROR, "empty_file", f"{table}.txt", None, "", message)
    if not len(feed.table("calendar")) and not len(feed.table("calendar_dates")):
        message = (
            "neither calendar.txt nor calendar_dates.txt has a row, so no trip runs on any date; add one"
        )
        yield Finding(Grade.ERROR, "no_calendar", "calendar.txt", None, "", message)
    for table in (*EXPECTED_FILES, *(EXPECTED_FILES_IN_JAPAN if standard.japanese else ())):
        if not feed.has(table):
            rule = "GTFS-JP" if table in EXPECTED_FILES_IN_JAPAN else "GTFS"
            yield _missing(table, Grade.WARNING, f"{rule} requires it")


def check_required_columns(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Columns that a table must have, and values that must not be blank."""
    for table, needed in NEEDED_COLUMNS.items():
        yield from _missing_columns(feed, table, needed, Grade.ERROR)
    expected = [EXPECTED_COLUMNS]
    expected += [EXPECTED_IN_JAPAN] if standard.japanese else []
    expected += [EXPECTED_IN_V4] if standard.profile is Profile.V4 else []
    for wishes in expected:
        for table, wished in wishes.items():
            yield from _missing_columns(feed, table, wished, Grade.WARNING)
    for table, fields in NEVER_BLANK.items():
        for name in fields:
            yield from _blank_values(feed, table, name)
    if standard.profile is Profile.V4 and has_columns(feed, "stops", "location_type"):
        blank = mask(column(feed, "stops", "location_type") == "")
        message = (
            "stop {stop_id} has no location_type; GTFS-JP version 4 wants 0 for a pole, 1 for a stop place"
        )
        yield from name_rows(
            feed, "stops", blank, Fault(Grade.WARNING, "blank_value", "location_type", message)
        )


def _missing(table: str, grade: Grade, why: str) -> Finding:
    message = f"{table}.txt is missing; {why}: add it, or ask the publisher for the full feed"
    return Finding(grade, "missing_file", f"{table}.txt", None, "", message)


def _missing_columns(feed: Feed, table: str, names: tuple[str, ...], grade: Grade) -> Iterator[Finding]:
    present = set(feed.table(table).columns)
    if not present:
        return
    for name in names:
        instead = FLEX_INSTEAD.get(name, ()) if table == "stop_times" else ()
        if name not in present and not present.intersection(instead):
            message = (
                f"{table}.txt has no column {name}; its header reads {', '.join(sorted(present)[:8])}: add it"
            )
            yield Finding(grade, "missing_column", f"{table}.txt", 1, name, message)


def _blank_values(feed: Feed, table: str, name: str) -> Iterator[Finding]:
    if not has_columns(feed, table, name):
        return
    blank = mask(column(feed, table, name) == "")
    for other in FLEX_INSTEAD.get(name, ()) if table == "stop_times" else ():
        blank &= mask(column(feed, table, other) == "")
    message = f"{name} is blank; every row of {table}.txt needs one: fill it in or delete the row"
    yield from name_rows(feed, table, blank, Fault(Grade.ERROR, "blank_value", name, message))
