"""The days a pack tells of, each with its two tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulations.council.rows import RideRow, TableError, VisitRow, read_rides, read_visits
from simulations.day_facts import FILE, DayFacts, NamedPlace, read_day_facts

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


@dataclass(frozen=True)
class Period:
    """Days of one service in the order of their dates; at least one."""

    days: tuple[Day, ...]

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
    days = [_read_day(folder) for given in folders for folder in _day_folders(given)]
    services = sorted({day.facts.service for day in days})
    if len(services) > 1:
        raise TableError(
            f"{folders[0]}: days of several services ({', '.join(services)}); make a pack for each of them"
        )
    keys = [day.key for day in days]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise TableError(f"{folders[0]}: the day {twice[0]} is given twice; give each day once")
    return Period(tuple(sorted(days, key=lambda day: (day.facts.date, day.facts.seed or 0))))


def _day_folders(given: Path) -> list[Path]:
    if (given / FILE).exists() or not given.is_dir():
        return [given]
    inside = sorted(file.parent for file in given.glob(f"*/{FILE}"))
    return inside or [given]


def _read_day(folder: Path) -> Day:
    if not folder.is_dir():
        raise TableError(f"{folder}: no such day folder; give one that `noriai simulate` wrote")
    facts = read_day_facts(folder / FILE)
    key = facts.date if facts.seed is None else f"{facts.date}-{facts.seed}"
    return Day(key, facts, read_rides(folder / REQUESTS), read_visits(folder / VISITS), folder)
