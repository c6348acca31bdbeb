"""Two variants of a service on the same riders, and what may be said of the difference."""

from __future__ import annotations

from pathlib import Path

from simulations.comparing.comparison import compare
from simulations.comparing.written import write_comparison
from simulations.studies.ordered import Ordered, Watch, with_levers
from simulations.variants.dates import service_days
from simulations.variants.ground import service_of


def carry_out(order: Ordered, out: Path, watch: Watch) -> Path:
    """Compare the two variants of an order; the report."""
    asked = order.asked
    a, b = with_levers(order, asked.first), with_levers(order, asked.second)
    services = [service_of(one.folder, one.changes) for one in (a, b)]
    dates = service_days(services, asked.days, order.first_date)
    seeds = range(1, asked.seeds + 1)
    found = compare(a, b, dates, seeds, watch=lambda done, total: watch(0, done, total))
    write_comparison(found, out)
    return out / "report.html"
