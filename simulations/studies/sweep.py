"""Every combination of some settings: what each costs, and whom it refuses."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from gtfs.service_changes import Changes, Value
from simulations.scenario import ScenarioError
from simulations.studies.ordered import LEVERS, Ordered, Watch, as_it_is
from simulations.sweeping.frontier import summaries_of
from simulations.sweeping.grid import AS_IS, Grid
from simulations.sweeping.sweep import sweep
from simulations.sweeping.written import write_summary
from simulations.town_costs import rates_of
from simulations.variants.dates import service_days
from simulations.variants.ground import service_of

MOST_DAYS = 5_000
"""Days of all variants together: beside a running service they are replayed one after the other."""


def carry_out(order: Ordered, out: Path, watch: Watch) -> Path:
    """Sweep the axes of an order; the report."""
    asked, usual = order.asked, as_it_is(order)
    listed = ((LEVERS[name], getattr(asked, name, ())) for name in LEVERS)
    axes: tuple[tuple[str, tuple[Value, ...]], ...] = tuple(
        (key, tuple(dict.fromkeys(values))) for key, values in listed if values
    )
    keys = [key for key, _ in axes]
    points = [
        Changes(tuple(zip(keys, point, strict=True))) for point in product(*(values for _, values in axes))
    ]
    days = len(points) * asked.days * asked.seeds
    if days > MOST_DAYS:
        raise ScenarioError(f"{days:,} days in all, {MOST_DAYS:,} at most: thin the values, days or draws")
    variants = tuple(usual.changed(point, str(point) or AS_IS) for point in points)
    services = [service_of(one.folder, one.changes) for one in variants]
    dates = service_days(services, asked.days, order.first_date)
    rates, seeds = rates_of(order.folder), tuple(range(1, asked.seeds + 1))
    grid = Grid(usual.name, variants, axes, dates, seeds, rates.model, rates.note)
    results = sweep(grid, out, watch=lambda done, total: watch(0, done, total))
    write_summary(results, summaries_of(results), out)
    return out / "report.html"
