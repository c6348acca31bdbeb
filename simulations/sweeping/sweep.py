"""Replay every variant of a grid on every day, and keep what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from itertools import product
from pathlib import Path

from simulations.sweeping.fingerprint import key_of
from simulations.sweeping.grid import Grid
from simulations.sweeping.kept_days import line_of, open_kept_days
from simulations.sweeping.results import Results, describe, open_results, write_parquet
from simulations.variants.day import DayOfVariant, figures_of_day
from simulations.variants.many_days import UNDER_WAY, each_done

Watch = Callable[[int, int], None]
"""Told how many days are done, of how many."""


def days_of(grid: Grid) -> Iterator[DayOfVariant]:
    """Every day of a sweep; all variants of a day come together, so that half a sweep compares fairly too."""
    for seed, on, variant in product(grid.seeds, grid.dates, grid.variants):
        yield DayOfVariant(variant, on, seed)


def sweep(
    grid: Grid,
    into: Path,
    *,
    executor: Executor | None = None,
    watch: Watch = lambda done, total: None,
    under_way: int = UNDER_WAY,
) -> Results:
    """Replay the days that the folder does not hold yet, each kept at once; then open the results.

    May be ended at any moment and begun again. On the executor, else one after the other in this process.
    Raises ServiceError, ScenarioError and DemandError, all ValueErrors.
    """
    total = len(grid.variants) * len(grid.dates) * len(grid.seeds)
    with open_kept_days(into) as kept:
        describe(grid, into)
        known = kept.keys()
        done = sum(key_of(day) in known for day in days_of(grid))
        missing = (day for day in days_of(grid) if key_of(day) not in known)
        watch(done, total)
        for day, figures in each_done(executor, figures_of_day, missing, under_way):
            kept.add(line_of(day, figures))
            done += 1
            watch(done, total)
        write_parquet(into)
    return open_results(into)
