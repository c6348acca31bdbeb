"""A day as its journal tells it, and what must be known beside the events to decide it anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from dispatch.domain.events import DayOpened, Event
from dispatch.domain.rules import ServiceRules
from simulations.file_journal import JournalError, read_journal
from simulations.scenario import LIVE_SEED

EVENTS = "events.jsonl"
KPIS = "kpis.json"


@dataclass(frozen=True)
class RecordedDay:
    """One area and service date, from its opening on."""

    service_date: date
    events: tuple[Event, ...]
    source: str
    """Where it was read, as a message names it."""
    seed: int = LIVE_SEED
    """Of the dispatcher's own draws."""
    riders: int | None = None
    """How many the dispatcher expected; None: as the service says."""
    rules: ServiceRules | None = None
    """Those in force on the date; None: those of the service folder."""

    @property
    def opened(self) -> DayOpened:
        """How the day began."""
        first = self.events[0]
        assert isinstance(first, DayOpened), "see `recorded_day`"
        return first


class RecordedDays(Protocol):
    """Reads the days of a database; handed in by the command line, for no simulation sees the service."""

    def __call__(
        self, database: str, service: Path, area: str | None, first: date | None, last: date | None
    ) -> Iterator[RecordedDay]:
        """Days in the order of their dates; raises ValueError with one clear line."""
        ...


def recorded_day(
    events: Iterable[Event], source: str, seed: int = LIVE_SEED, riders: int | None = None
) -> RecordedDay:
    """A day of events; raises JournalError where they do not begin with a day's opening."""
    kept = tuple(events)
    if not kept or not isinstance(kept[0], DayOpened):
        raise JournalError(
            f"{source}: does not begin with the opening of a day; give an events.jsonl, or a folder with one"
        )
    return RecordedDay(date.fromisoformat(kept[0].service_date), kept, source, seed, riders)


def read_recorded_day(path: Path, seed: int | None = None, riders: int | None = None) -> RecordedDay:
    """A day as `noriai simulate` writes it: its folder, or the events.jsonl in it.

    The seed of a simulated day stands beside its events. Raises JournalError.
    """
    events = path / EVENTS if path.is_dir() else path
    told = _told(events.with_name(KPIS))
    known = told.get("seed", LIVE_SEED) if seed is None else seed
    return recorded_day(
        read_journal(events), str(events), known if isinstance(known, int) else LIVE_SEED, riders
    )


def _told(kpis: Path) -> dict[str, object]:
    try:
        content = json.loads(kpis.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
