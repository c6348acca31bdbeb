"""The smallest fleet and shifts that keep a level of service, with drivers' hours held."""

from __future__ import annotations

from pathlib import Path

from dispatch.policy.or_tools import OptimizerMissing
from simulations.scenario import ScenarioError
from simulations.shifts.day_plan import Level
from simulations.shifts.driver_hours import driver_hours
from simulations.shifts.page import write_page
from simulations.shifts.planning import plan_shifts
from simulations.shifts.written import write_fleets, write_roster
from simulations.studies.ordered import Ordered, Watch, with_levers
from simulations.variants.dates import service_days
from simulations.variants.ground import service_of

KPI = "success_within_30"
PAGE = "shifts.html"
NOBODY_KNOWS = 0
"""How many days the search will replay shows as it goes."""


def carry_out(order: Ordered, out: Path, watch: Watch) -> Path:
    """Plan the shifts of an order; the report."""
    asked, variant = order.asked, with_levers(order, order.asked.levers)
    service = service_of(variant.folder, variant.changes)
    tried = [(day, 1) for day in service_days([service], asked.days, order.first_date)]
    level, hours = Level(KPI, 100 * asked.success_within_30), driver_hours()
    try:
        plan = plan_shifts(
            variant, tried, level, hours, told=lambda _, replayed: watch(0, replayed, NOBODY_KNOWS)
        )
    except OptimizerMissing as missing:
        raise ScenarioError(str(missing)) from missing
    watch(0, plan.replayed, plan.replayed)
    write_fleets(plan, service.places, out)
    write_roster(plan, out / "roster.csv")
    write_page(plan, service, hours, out / PAGE)
    return out / PAGE
