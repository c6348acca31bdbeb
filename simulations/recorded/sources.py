"""Where recorded days come from: files and folders that a simulation wrote, or a service's database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from simulations.file_journal import JournalError
from simulations.recorded.recorded_day import EVENTS, RecordedDay, RecordedDays, read_recorded_day

_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True)
class Wanted:
    """Which recorded days are wanted; None: all."""

    area: str | None = None
    """Of a database."""
    first: date | None = None
    last: date | None = None
    seed: int | None = None
    """Of a simulated day, where none stands beside its events."""
    riders: int | None = None
    """How many a simulated day was drawn for, where not as the service says."""

    def holds(self, day: date) -> bool:
        """Whether a date is wanted."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def read_days(
    sources: Sequence[str], service: Path, wanted: Wanted, read_database: RecordedDays
) -> list[RecordedDay]:
    """All wanted days of some sources, in the order of their dates.

    A folder is a day's, or has the folders of days in it. Raises ValueError with one clear line where a
    source cannot be read, a date comes twice, or no day is wanted.
    """
    days = [
        day
        for source in sources
        for day in _read_source(source, service, wanted, read_database)
        if wanted.holds(day.service_date)
    ]
    if not days:
        raise JournalError(f"{', '.join(sources)}: no recorded day of the dates that are asked for")
    days.sort(key=lambda day: day.service_date)
    for one, other in pairwise(days):
        if one.service_date == other.service_date:
            raise JournalError(
                f"{other.source}: {other.service_date} is recorded in {one.source} too; give each date once"
            )
    return days


def _read_source(
    source: str, service: Path, wanted: Wanted, read_database: RecordedDays
) -> Iterator[RecordedDay]:
    path = Path(source)
    if is_kept_in_database(source):
        yield from read_database(source, service, wanted.area, wanted.first, wanted.last)
    elif path.is_dir() and not (path / EVENTS).exists():
        found = sorted(path.glob(f"*/{EVENTS}"))
        if not found:
            raise JournalError(f"{path}: no {EVENTS} in it, nor in a folder in it; give a recorded day")
        for events in found:
            yield read_recorded_day(events, wanted.seed, wanted.riders)
    else:
        yield read_recorded_day(path, wanted.seed, wanted.riders)


def is_kept_in_database(source: str) -> bool:
    """Whether a source names a service's database: an address, or a SQLite file."""
    if "://" in source:
        return True
    try:
        with Path(source).open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False
