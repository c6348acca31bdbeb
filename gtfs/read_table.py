"""One GTFS text file as a table of strings, forgiving what real Japanese feeds do to CSV."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# Python's cp932 codec lets these bytes pass as private characters; no Japanese text holds them.
_NOT_CP932 = frozenset("\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3")


@dataclass(frozen=True)
class ParsedTable:
    """A table as strings, with where each row stood in the file and what had to be forgiven."""

    frame: pd.DataFrame
    line: NDArray[np.int64]  # (rows,) line in the file, the header being line 1
    encoding: str  # "utf-8", "cp932", or "" where the bytes are neither
    ragged_lines: tuple[int, ...]  # more or fewer fields than the header
    broken_quote_lines: tuple[int, ...]
    repeated_columns: tuple[str, ...]


EMPTY_TABLE = ParsedTable(pd.DataFrame(), np.zeros(0, dtype=np.int64), "utf-8", (), (), ())


def parse_table(data: bytes) -> ParsedTable:
    """Reads CSV bytes whole: every value a stripped string, "" where blank or missing; never fails."""
    text, encoding = decode(data)
    lines, rows, broken = _read_rows(text)
    if not rows:
        return ParsedTable(pd.DataFrame(), np.zeros(0, dtype=np.int64), encoding, (), broken, ())
    columns, repeated = _name_columns(rows[0])
    width = len(columns)
    body, line = rows[1:], np.array(lines[1:], dtype=np.int64)
    # A field too many that is blank is only a comma at the end of the line.
    ragged = tuple(
        number
        for number, row in zip(lines[1:], body, strict=True)
        if len(row) != width and (len(row) < width or any(value.strip() for value in row[width:]))
    )
    across = list(zip_longest(*body, fillvalue=""))[:width]
    values = {
        name: [value.strip() for value in column]
        for name, column in zip_longest(columns, across, fillvalue=("",) * len(body))
    }
    frame = pd.DataFrame(values, columns=columns, dtype=str)
    return ParsedTable(frame, line, encoding, ragged, broken, repeated)


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding: UTF-8 with or without BOM, then cp932; encoding "" where neither fits."""
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        text = ""
    if text and _NOT_CP932.isdisjoint(text):
        return text, "cp932"
    return data.decode("utf-8-sig", errors="replace"), ""


def format_table(frame: pd.DataFrame) -> bytes:
    """UTF-8 CSV bytes of a table, lines ended by CRLF as GTFS-JP feeds do."""
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def _read_rows(text: str) -> tuple[list[int], list[list[str]], tuple[int, ...]]:
    """Line numbers and fields of all rows that are not blank, and the lines whose quotes do not close."""
    try:
        numbered = list(_numbered_rows(text))
        broken: tuple[int, ...] = ()
    except csv.Error:
        # One stray quote would swallow the rest of the file, so each line is read on its own.
        numbered, broken = _read_line_by_line(text)
    numbered = [(line, row) for line, row in numbered if any(value.strip() for value in row)]
    return [line for line, _ in numbered], [row for _, row in numbered], broken


def _numbered_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _read_line_by_line(text: str) -> tuple[list[tuple[int, list[str]]], tuple[int, ...]]:
    numbered: list[tuple[int, list[str]]] = []
    broken: list[int] = []
    for number, content in enumerate(text.splitlines(), start=1):
        try:
            row = next(csv.reader([content], strict=True), [])
        except csv.Error:
            broken.append(number)
            row = [value.strip().strip('"') for value in content.split(",")]
        numbered.append((number, row))
    return numbered, tuple(broken)


def _name_columns(header: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Stripped names, each unique: a blank or repeated name gets its position, so no value is lost."""
    names: list[str] = []
    repeated: list[str] = []
    for position, raw in enumerate(header, start=1):
        name = raw.strip().strip("\ufeff").strip()
        if name in names:
            repeated.append(name)
        names.append(name if name and name not in names else f"{name or 'column'}.{position}")
    while names and names[-1] == f"column.{len(names)}":
        names.pop()
    return names, tuple(repeated)
