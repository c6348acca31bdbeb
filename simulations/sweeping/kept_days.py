"""The days of a sweep that are done, one line of JSON each, kept so that no crash loses or repeats one."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gtfs.service_error import ServiceError
from simulations.sweeping.fingerprint import fingerprint_of, key_of
from simulations.variants.day import DayOfVariant, Figures

DAYS = "days.jsonl"
Line = Mapping[str, str | int | float | None]


class KeptDays:
    """The file of one sweep, held by one process; a line is written whole and is on disk before the next."""

    def __init__(self, file: Path, descriptor: int) -> None:
        """Of a file that `open_kept_days` has opened."""
        self._file, self._descriptor = file, descriptor

    def keys(self) -> set[str]:
        """The keys of all days that are done."""
        return {str(line["key"]) for line in read_lines(self._file)}

    def add(self, line: Line) -> None:
        """Keep a day."""
        os.write(self._descriptor, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        os.fsync(self._descriptor)


def line_of(day: DayOfVariant, figures: Figures) -> Line:
    """A day as it is kept."""
    return {
        "key": key_of(day),
        "inputs": fingerprint_of(day.variant),
        "variant": str(day.variant),
        "service_date": day.service_date.isoformat(),
        "seed": day.seed,
        **figures,
    }


@contextmanager
def open_kept_days(folder: Path) -> Iterator[KeptDays]:
    """Open the days of a sweep's folder to add to them.

    What a killed process left of a last line is taken away. Raises ServiceError where another process
    writes to the folder, or a line is no day.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / DAYS
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise ServiceError(
                f"{folder}: another sweep writes there; wait for it, or give another folder with --out"
            ) from taken
        _take_torn_line_away(file, descriptor)
        yield KeptDays(file, descriptor)
    finally:
        os.close(descriptor)


def read_lines(file: Path) -> Iterator[Line]:
    """Every whole line; a torn last one, which is still being written or was, is left out."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                told = json.loads(line)
                told["key"]
            except (ValueError, KeyError, TypeError) as problem:
                raise ServiceError(
                    f"{file}, line {number}: no day of a sweep; delete the line, its day is replayed again"
                ) from problem
            yield told


def _take_torn_line_away(file: Path, descriptor: int) -> None:
    whole = torn = 0
    with file.open("rb") as lines:
        for line in lines:
            if line.endswith(b"\n"):
                whole += len(line)
            else:
                torn = len(line)
    if torn:
        os.ftruncate(descriptor, whole)
