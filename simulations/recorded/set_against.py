"""Replayed days set against the recorded ones, figure by figure, and who has a ride that had none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from simulations.day_record import DayRecord
from simulations.measures import Kpi, measure
from simulations.measures.definitions import Definition
from simulations.measures.history import read_history
from simulations.measures.of_needs import list_needs
from simulations.measures.statistics import mean
from simulations.recorded.decided_anew import DecidedAnew
from simulations.recorded.replaying import ReplayedDay
from simulations.recorded.resited import Sited
from simulations.variants.day import OF_THE_MACHINE

Figures = Mapping[str, Kpi]
SUMMED = ("count", "persons", "km")
"""Figures in these units are added up over the days; of all others the mean of a day is told."""


@dataclass(frozen=True)
class FiguresOfDay:
    """The figures of one day as recorded, as replayed unchanged, and as changed."""

    date: str
    anew: DecidedAnew
    recorded: Figures
    unchanged: Figures
    changed: Figures | None
    won: int
    """Needs that are met by the change and were not without it."""
    lost: int
    """Needs that are met without the change only."""
    sited: tuple[Sited, ...] | None = None
    """Its needs on other places; None: on those of then."""


@dataclass(frozen=True)
class Line:
    """One figure over all days; None where there was nothing to divide by."""

    definition: Definition
    recorded: float | None
    unchanged: float | None
    changed: float | None

    @property
    def difference(self) -> float | None:
        """What the change makes of it, beside the same day replayed unchanged."""
        if self.changed is None or self.unchanged is None:
            return None
        return self.changed - self.unchanged

    def shown(self, value: float | None) -> str:
        """A value as people read it."""
        return Kpi(self.definition, value).shown()


@dataclass
class SetAgainst:
    """The figures of all days, as they come in."""

    days: list[FiguresOfDay] = field(default_factory=list)

    def add(self, day: ReplayedDay) -> FiguresOfDay:
        """Take in a day, and let go of its events."""
        won = lost = 0
        if day.changed is not None:
            before, after = _met(day.unchanged), _met(day.changed)
            won, lost = len(after - before), len(before - after)
        figures = FiguresOfDay(
            day.recorded.date,
            day.anew,
            _figures(day.recorded),
            _figures(day.unchanged),
            None if day.changed is None else _figures(day.changed),
            won,
            lost,
            None if day.resited is None else tuple(day.resited.needs.values()),
        )
        self.days.append(figures)
        return figures

    @property
    def sited(self) -> tuple[Sited, ...]:
        """The needs of all days on other places, where they were replayed on such."""
        return tuple(each for day in self.days for each in day.sited or ())

    def lines(self) -> Iterator[Line]:
        """Every figure over all days."""
        for code, kpi in self.days[0].recorded.items():
            changed = [day.changed[code] for day in self.days if day.changed is not None]
            yield Line(
                kpi.definition,
                _over_days(day.recorded[code] for day in self.days),
                _over_days(day.unchanged[code] for day in self.days),
                _over_days(changed),
            )


def _figures(record: DayRecord) -> Figures:
    return {kpi.code: kpi for kpi in measure(record).kpis if not kpi.code.startswith(OF_THE_MACHINE)}


def _over_days(kpis: Iterable[Kpi]) -> float | None:
    known = [kpi for kpi in kpis if kpi.value is not None]
    values = [kpi.value for kpi in known if kpi.value is not None]
    if not known:
        return None
    return sum(values) if known[0].definition.unit in SUMMED else mean(values)


def _met(record: DayRecord) -> frozenset[str]:
    met = (need for need in list_needs(record, read_history(record).inquiries) if need.confirmed)
    return frozenset(record.asked[need.attempts[0].request.request_id].need for need in met)
