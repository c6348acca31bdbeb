"""How the tables are written: encoding, ragged rows, quotes and column names."""

from collections.abc import Iterator

import numpy as np

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, Mask, mask, name_rows
from gtfs.checks.standard_fields import KNOWN_TABLES, NEEDED_COLUMNS
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade


def check_written_text(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Bytes that are neither UTF-8 nor cp932, rows longer or shorter than the header, stray quotes."""
    for table in feed.list_tables():
        if table not in KNOWN_TABLES:
            continue
        yield from _encoding(feed, table)
        yield from _rows(feed, table)


def _encoding(feed: Feed, table: str) -> Iterator[Finding]:
    parsed = feed.parsed(table)
    file = f"{table}.txt"
    if parsed.encoding == "cp932":
        message = f"{file} is written in cp932 (Shift_JIS) and was read as such; save it as UTF-8"
        yield Finding(Grade.WARNING, "encoding_cp932", file, None, "", message)
    if parsed.encoding:
        return
    grade = Grade.ERROR if table in NEEDED_COLUMNS else Grade.WARNING
    text = "holds bytes of no known encoding, read as {value!r}; write the value anew in UTF-8"
    harmed = {
        name: mask(parsed.frame[name].str.contains("\ufffd", regex=False)) for name in parsed.frame.columns
    }
    for name, rows in harmed.items():
        yield from name_rows(feed, table, rows, Fault(grade, "undecodable_text", name, text))
    if not any(rows.any() for rows in harmed.values()):
        message = f"{file} is neither UTF-8 nor cp932, so its header is lost; save it as UTF-8"
        yield Finding(grade, "undecodable_text", file, 1, "", message)


def _rows(feed: Feed, table: str) -> Iterator[Finding]:
    parsed = feed.parsed(table)
    file = f"{table}.txt"
    if len(parsed.ragged_lines):
        at: Mask = np.isin(parsed.line, parsed.ragged_lines)
        width = len(parsed.frame.columns)
        message = f"the row has more or fewer fields than the {width} of the header; check its commas"
        yield from name_rows(feed, table, at, Fault(Grade.WARNING, "ragged_row", "", message))
    for line in parsed.broken_quote_lines:
        message = (
            'a quote " opens or closes in the middle of a value; write each value as "..." or without quotes'
        )
        yield Finding(Grade.WARNING, "broken_quotes", file, line, "", message)
    for name in parsed.repeated_columns:
        message = f"column {name or '(no name)'} is in the header twice; the first is read: rename the other"
        yield Finding(Grade.WARNING, "repeated_column", file, 1, name, message)
