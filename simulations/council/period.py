"""The days a pack tells of, each with its two tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulations.council.office_records import Abnormality, CheckRecord, list_abnormalities
from simulations.council.rows import RideRow, TableError, VisitRow, read_rides, read_visits
from simulations.day_facts import FILE, DayFacts, NamedPlace, read_day_facts
from simulations.file_journal import read_journal

REQUESTS, VISITS, EVENTS = "requests.csv", "visits.csv", "events.jsonl"


@dataclass(frozen=True)
class Day:
    """One service day: what became of each request and what each vehicle did."""

    key: str
    """Its date, and its seed where one date was simulated more than once."""
    facts: DayFacts
    rides: tuple[RideRow, ...]
    visits: tuple[VisitRow, ...]
    folder: Path
    abnormal: tuple[Abnormality, ...] = ()
    checks: tuple[CheckRecord, ...] = ()
    """The check records that were handed in; a simulated day has none."""


@dataclass(frozen=True)
class Period:
    """Days of one service in the order of their dates; at least one."""

    days: tuple[Day, ...]
    registered: int | None = None
    """Riders registered when it ends; None where the office's books are not at hand."""
    pass_sales_yen: int = 0

    @property
    def service(self) -> str:
        """The name of the service."""
        return self.days[-1].facts.service

    @property
    def label(self) -> str:
        """What the service is shown with, such as that it is illustrative."""
        return self.days[-1].facts.label

    @property
    def first(self) -> str:
        """The first date."""
        return self.days[0].facts.date

    @property
    def last(self) -> str:
        """The last date."""
        return self.days[-1].facts.date

    @property
    def simulated(self) -> bool:
        """Whether any of its days was drawn by a seed: its riders are nobody."""
        return any(day.facts.seed is not None for day in self.days)

    @property
    def places(self) -> dict[str, NamedPlace]:
        """Every public place by its id."""
        return {place.place_id: place for day in self.days for place in day.facts.places}


def read_period(folders: Sequence[Path]) -> Period:
    """The days of these folders, or of the folders in them; raises TableError and DayFactsError."""
    if not folders:
        raise TableError("no day given; give at least one folder that `noriai simulate` wrote")
    days = [read_day_folder(folder) for given in folders for folder in list_day_folders(given)]
    return period_of(days)


def period_of(days: Sequence[Day]) -> Period:
    """The days in the order of their dates; raises TableError where they do not go together."""
    first = days[0].folder
    services = sorted({day.facts.service for day in days})
    if len(services) > 1:
        raise TableError(
            f"{first}: days of several services ({', '.join(services)}); make a pack for each of them"
        )
    keys = [day.key for day in days]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise TableError(f"{first}: the day {twice[0]} is given twice; give each day once")
    return Period(tuple(sorted(days, key=lambda day: (day.facts.date, day.facts.seed or 0))))


def list_day_folders(given: Path) -> list[Path]:
    """The folder of a day, or the folders of days in it."""
    if (given / FILE).exists() or not given.is_dir():
        return [given]
    inside = sorted(file.parent for file in given.glob(f"*/{FILE}"))
    return inside or [given]


def read_day_folder(folder: Path) -> Day:
    """The day of a folder; raises TableError and DayFactsError."""
    if not folder.is_dir():
        raise TableError(f"{folder}: no such day folder; give one that `noriai simulate` wrote")
    facts = read_day_facts(folder / FILE)
    key = facts.date if facts.seed is None else f"{facts.date}-{facts.seed}"
    rides, visits = read_rides(folder / REQUESTS), read_visits(folder / VISITS)
    return Day(key, facts, rides, visits, folder, _abnormal(folder / EVENTS))


def _abnormal(events: Path) -> tuple[Abnormality, ...]:
    return tuple(list_abnormalities(read_journal(events))) if events.exists() else ()
