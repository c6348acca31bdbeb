"""Keys that must be unique within their table."""

from collections.abc import Iterator

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, has_columns, mask, name_rows
from gtfs.checks.standard_fields import KEYS, NEEDED_COLUMNS
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade


def check_identifiers(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Rows that repeat a key: word for word is a warning, contradicting an earlier row an error."""
    for table, keys in KEYS.items():
        if not has_columns(feed, table, *keys):
            continue
        frame = feed.table(table)
        # A blank first key is another fault; only agency_id may stay blank, where there is one agency.
        named = mask(frame[keys[0]] != "")
        again = mask(frame.duplicated(list(keys))) & named
        if not again.any():
            continue
        same = again & mask(frame.duplicated())
        quoted = ", ".join(f"{key} {{{key}!r}}" for key in keys)
        word = f"{quoted} is repeated word for word; the first row is read: delete this one"
        yield from name_rows(feed, table, same, Fault(Grade.WARNING, "repeated_row", keys[-1], word))
        clash = f"{quoted} is in {table}.txt already with other values; give this row a key of its own"
        grade = Grade.ERROR if table in NEEDED_COLUMNS else Grade.WARNING
        yield from name_rows(feed, table, again & ~same, Fault(grade, "duplicate_key", keys[-1], clash))
