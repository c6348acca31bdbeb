"""What replays days for planners: handed in by the command line, for the service sees no simulation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from api.desk.town import Town
from api.office_facts import KeptOffice
from api.wire.studies import StudyIn
from dispatch.domain.conditions import Conditions
from dispatch.domain.events import Event
from dispatch.domain.fleet import Vehicle
from dispatch.domain.place import PlaceIndex
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import TimeWindow
from gtfs.service_changes import Changes

Watch = Callable[[int, int, int], None]
"""Told the time of the replayed day, how many requests were answered, and how many are known to come."""


@dataclass(frozen=True)
class DayOrder:
    """What is to be replayed: a service with these rules and vehicles, on a date, for so many riders."""

    folder: Path
    service_date: date
    seed: int
    riders: int
    rules: ServiceRules
    vehicles: tuple[Vehicle, ...]
    conditions: Conditions | None
    """Snow, from the first moment on; None on a usual day."""


class ReplayInto(Protocol):
    """Replays an order into a folder; must be importable by name, for another process calls it."""

    def __call__(self, order: DayOrder, out: Path, watch: Watch) -> None:
        """Write figures.json, film.json, requests.csv, visits.csv and report.html.

        Raises ValueError with one clear line where the order cannot be carried out.
        """
        ...


@dataclass(frozen=True)
class DrivenDay:
    """A day that was driven: its journal, and the rules that were in force."""

    journal: Path
    rules: ServiceRules


@dataclass(frozen=True)
class StudyOrder:
    """What is to be studied about a service, and the real days that it is about."""

    folder: Path
    changes: Changes
    """The rules in force, where they are not those of the folder."""
    asked: StudyIn
    first_date: date
    """From here on days are simulated."""
    driven: Mapping[date, DrivenDay]
    office: KeptOffice | None
    """What is kept of those days beside their events, where the study is about money."""


class StudyInto(Protocol):
    """Carries out a study in a folder; must be importable by name, for another process calls it."""

    def __call__(self, order: StudyOrder, out: Path, watch: Watch) -> None:
        """Write report.html, and all.zip with the report and all data.

        Raises ValueError with one clear line where the study cannot be carried out.
        """
        ...


class WriteJournal(Protocol):
    """Keeps the events of a day in a file that studies read."""

    def __call__(self, events: Iterable[Event], file: Path) -> None: ...


class FilmOf(Protocol):
    """Tells a day as a film: where vehicles drive, and where riders wait and ride."""

    def __call__(
        self,
        events: Sequence[Event],
        hours: TimeWindow,
        town: Town,
        shown: Sequence[PlaceIndex | None],
        *,
        over: bool,
    ) -> Mapping[str, Any]:
        """The film; `shown` says at which public place each place is shown.

        On a day that is `over` nobody is fetched any more.
        """
        ...


@dataclass(frozen=True)
class Laboratory:
    """What planners work with beside the running service."""

    replay_into: ReplayInto
    film_of: FilmOf
    study_into: StudyInto
    write_journal: WriteJournal
