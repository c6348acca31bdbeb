"""A journal in a file: one event a line, written before anyone is told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dispatch.domain.events import DayOpened, Event
from dispatch.engine.event_codec import FORMAT, UnknownEvent, event_from_json, event_to_json
from dispatch.engine.journal import VersionConflict


class JournalError(ValueError):
    """A file is no journal that this version reads; the message says which line and why."""


class FileJournal:
    """Events of one area and service date in a file of JSON lines; the day's opening carries the format."""

    def __init__(self, path: Path) -> None:
        """Continue the journal in this file, or begin one; a last line torn by a power cut is given up."""
        self.path = path
        path.touch()
        content = path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        self._version = whole.count(b"\n")
        self._file = path.open("r+b")
        self._file.seek(len(whole))
        self._file.truncate()

    @property
    def version(self) -> int:
        """How many events are kept."""
        return self._version

    def append(self, events: Sequence[Event], *, expected_version: int) -> int:
        """Keep the events and return the new version."""
        if expected_version != self._version:
            raise VersionConflict(f"expected version {expected_version}, found {self._version}")
        self._file.write(b"".join(_line(event) for event in events))
        self._file.flush()
        self._version += len(events)
        return self._version

    def read(self, *, after: int = 0) -> Iterator[Event]:
        """The events after a version, in order."""
        return _events(self.path, after)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def write_journal(events: Iterable[Event], file: Path) -> None:
    """Write the events of a day, as another store has kept them, in a journal of their own."""
    file.write_bytes(b"".join(_line(event) for event in events))


def read_journal(path: Path) -> Iterator[Event]:
    """The events of a journal's file, which stays as it is; raises JournalError."""
    try:
        yield from _events(path)
    except OSError as problem:
        raise JournalError(
            f"{path}: cannot be read ({problem.strerror or problem}); give an events.jsonl"
        ) from problem


def _events(path: Path, after: int = 0) -> Iterator[Event]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if number > after:
                yield _event(line, f"{path}, line {number}")


def _line(event: Event) -> bytes:
    values = event_to_json(event)
    if isinstance(event, DayOpened):
        values["format"] = FORMAT
    return (json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _event(line: bytes, where: str) -> Event:
    try:
        values: dict[str, Any] = json.loads(line)
        if values.pop("format", FORMAT) != FORMAT:
            raise JournalError(f"{where}: a format this version does not read; it reads {FORMAT}")
        return event_from_json(values)
    except (ValueError, AttributeError, UnknownEvent) as fault:
        if isinstance(fault, JournalError):
            raise
        raise JournalError(f"{where}: not an event ({fault})") from fault
