"""Compare two services on the same days, asked by the same riders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date

from simulations.comparing.differences import Difference, differences_of
from simulations.costs import money_of
from simulations.measures.definitions import DEFINITIONS, OF_MONEY, Definition
from simulations.town_costs import TownRates, rates_of
from simulations.variants.day import OF_THE_MACHINE, DayOfVariant, Figures, figures_of_day
from simulations.variants.ground import service_of
from simulations.variants.many_days import each_done
from simulations.variants.variant import Variant

COMPARED: tuple[Definition, ...] = tuple(
    one
    for one in (*DEFINITIONS, *OF_MONEY)
    if not one.code.startswith(OF_THE_MACHINE) and one.code != "vehicle_hours"
)
"""The figures that are compared, in the order of the report; a fleet's hours are planned, not found."""
Watch = Callable[[int, int], None]
"""Told how many days are replayed, of how many."""


@dataclass(frozen=True)
class PairOfDays:
    """One day of each service."""

    service_date: date
    seed: int
    a: Figures
    b: Figures


@dataclass(frozen=True)
class Comparison:
    """Two services, the days they were replayed on, and how they differ."""

    a: Variant
    b: Variant
    days: tuple[PairOfDays, ...]
    """By date and seed."""
    differences: tuple[Difference, ...]
    """In the order of `COMPARED`."""

    @property
    def dates(self) -> tuple[date, ...]:
        """The service days."""
        return tuple(sorted({day.service_date for day in self.days}))

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of each."""
        return tuple(sorted({day.seed for day in self.days}))

    @property
    def rates(self) -> tuple[TownRates, TownRates]:
        """What a day of A and a day of B are reckoned by; raises ServiceError."""
        return rates_of(self.a.folder), rates_of(self.b.folder)

    @property
    def shown(self) -> tuple[Difference, ...]:
        """The differences that can be shown."""
        return tuple(one for one in self.differences if one.shown)

    @property
    def same_riders(self) -> bool:
        """Whether the very same riders ask both; not where B changes the demand itself."""
        asking = riders_for(self.a, self.b).changes.only("demand")
        return asking == self.a.in_its_season.only("demand")

    def get(self, code: str) -> Difference:
        """The difference in a figure; raises KeyError for a code that no figure has."""
        return {one.definition.code: one for one in self.differences}[code]


def compare(
    a: Variant,
    b: Variant,
    dates: Sequence[date],
    seeds: Sequence[int],
    *,
    executor: Executor | None = None,
    watch: Watch = lambda done, total: None,
    chance_of_b: int | None = None,
) -> Comparison:
    """Replay both on each date and seed, asked by the riders of A as B's changes of demand change them.

    With `chance_of_b`, which is added to each seed, the days of B have another chance than those of A.
    Raises ServiceError, ScenarioError and DemandError, all ValueErrors.
    """
    service_of(a.folder, a.changes), service_of(b.folder, b.changes)  # wrong input is told before any day
    prices = {one.folder: rates_of(one.folder).model for one in (a, b)}
    asking = riders_for(a, b)
    pairs = {
        (on, seed): (
            DayOfVariant(a, on, seed),
            DayOfVariant(
                b, on, seed, riders_of=asking, chance=None if chance_of_b is None else seed + chance_of_b
            ),
        )
        for on in dates
        for seed in seeds
    }
    orders = [order for pair in pairs.values() for order in pair]
    found: dict[DayOfVariant, Figures] = {}
    watch(0, len(orders))
    for order, figures in each_done(executor, figures_of_day, orders):
        found[order] = {**figures, **money_of(figures, prices[order.variant.folder])}
        watch(len(found), len(orders))
    days = (PairOfDays(*when, found[of_a], found[of_b]) for when, (of_a, of_b) in pairs.items())
    return comparison_of(a, b, tuple(days))


def comparison_of(a: Variant, b: Variant, days: Sequence[PairOfDays]) -> Comparison:
    """The differences between two services whose days are known."""
    told = [(day.service_date, day.a, day.b) for day in days]
    return Comparison(a, b, tuple(days), differences_of(COMPARED, told))


def riders_for(a: Variant, b: Variant) -> Variant:
    """Whose riders ask B: those of A, as B's changes of demand, and its season, change them."""
    return Variant(a.name, a.folder, a.in_its_season.and_then(b.in_its_season.only("demand")))
