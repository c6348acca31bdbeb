"""Rows of a table as a check sees them: columns that may be absent, numbers, and faults named by line."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from string import Formatter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gtfs.feed import Feed
from gtfs.findings import Finding, Grade

Mask = NDArray[np.bool_]  # (rows,)


@dataclass(frozen=True)
class Fault:
    """What may be wrong with a row; the message may quote {value} of the field and any {column}."""

    grade: Grade
    code: str
    field: str
    message: str

    def graded(self, grade: Grade) -> "Fault":
        """The same fault where it matters more, or less."""
        return Fault(grade, self.code, self.field, self.message)


def column(feed: Feed, table: str, name: str) -> pd.Series:
    """One column of strings; all blank where the feed leaves it out."""
    frame = feed.table(table)
    if name in frame.columns:
        return frame[name]
    return pd.Series([""] * len(frame), index=frame.index, dtype=str)


def has_columns(feed: Feed, table: str, *names: str) -> bool:
    """Whether the table has all these columns, so that a check on them makes sense."""
    return set(names) <= set(feed.table(table).columns)


def values(feed: Feed, table: str, name: str) -> set[str]:
    """The distinct values of a column that are not blank."""
    return set(column(feed, table, name).unique()) - {""}


def mask(condition: pd.Series) -> Mask:
    """A column of truths as an array."""
    return condition.to_numpy(dtype=bool, copy=True)


def fits(texts: pd.Series, rule: Callable[[str], bool]) -> Mask:
    """Which values of a column a rule holds for; pandas' own map forgets the type of an empty column."""
    return np.fromiter((rule(text) for text in texts), dtype=bool, count=len(texts))


def numbers(texts: pd.Series) -> NDArray[np.float64]:
    """Finite numbers; NaN where blank or not a number."""
    found = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(found), found, np.nan)


def whole_numbers(texts: pd.Series) -> NDArray[np.float64]:
    """Whole numbers from zero up; NaN for everything else."""
    found = numbers(texts)
    with np.errstate(invalid="ignore"):
        return np.where((found >= 0) & (found == np.floor(found)), found, np.nan)


def name_rows(feed: Feed, table: str, bad: Mask, fault: Fault) -> Iterator[Finding]:
    """One finding for each row marked bad, naming its line in the file."""
    positions = np.flatnonzero(bad)
    if not len(positions):
        return
    parsed = feed.parsed(table)
    quoted = {name for _, name, _, _ in Formatter().parse(fault.message) if name}
    shown = [name for name in parsed.frame.columns if name in quoted or name == fault.field]
    records = parsed.frame[shown].iloc[positions].to_dict("records")
    for line, record in zip(parsed.line[positions].tolist(), records, strict=True):
        words = defaultdict(str, {str(key): value for key, value in record.items()})
        words["value"] = words[fault.field]
        message = fault.message.format_map(words)
        yield Finding(fault.grade, fault.code, f"{table}.txt", line, fault.field, message)


def name_file(file: str, fault: Fault) -> Finding:
    """A finding about a file as a whole."""
    return Finding(fault.grade, fault.code, file, None, fault.field, fault.message)
