"""One day of a variant, from its first request to its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dispatch.engine.journal import MemoryJournal
from simulations.costs import fare_revenue_yen, work_of
from simulations.day_record import DayRecord
from simulations.measures import measure
from simulations.measures.definitions import DEFINITIONS
from simulations.measures.history import read_history
from simulations.measures.of_needs import list_needs
from simulations.runner import replay
from simulations.scenario import Scenario
from simulations.variants.ground import as_ridden, door_to_door, service_of, weather_of
from simulations.variants.same_riders import asked_by_riders_of
from simulations.variants.variant import Variant

OF_THE_MACHINE = "decision_ms"
"""Figures that begin so tell of the machine, never of the day."""
Figures = Mapping[str, float | None]
"""The figures of a day by their codes; None where nothing was to divide by."""


FIGURES = (
    *(one.code for one in DEFINITIONS if not one.code.startswith(OF_THE_MACHINE)),
    *("needs", "vehicles", "vehicle_hours", "fare_revenue_yen"),
)
"""Every figure of a day; the last four are what its cost and revenue are reckoned from."""


@dataclass(frozen=True)
class DayOfVariant:
    """Which day is replayed."""

    variant: Variant
    service_date: date
    seed: int
    drawn_as: date | None = None
    """The date whose riders they are; None: those of the service date."""
    riders_of: Variant | None = None
    """Whose riders ask; None for the variant's own."""
    chance: int | None = None
    """Another chance for the same riders: other tempers, other true roads, other draws of the dispatcher."""


def scenario_of_day(day: DayOfVariant) -> Scenario:
    """The day ready to be replayed; raises ServiceError, ScenarioError and DemandError, all ValueErrors."""
    on, seed = day.service_date, day.seed
    ours = door_to_door(day.variant, on, seed if day.chance is None else day.chance, day.drawn_as)
    if day.riders_of is not None or day.chance is not None:
        ours = asked_by_riders_of(door_to_door(day.riders_of or day.variant, on, seed, day.drawn_as), ours)
    return as_ridden(day.variant, ours)


def replay_day(day: DayOfVariant) -> DayRecord:
    """Replay it; raises ServiceError, ScenarioError and DemandError, all ValueErrors."""
    return replay(scenario_of_day(day), MemoryJournal(), disruptions=weather_of(day.variant))


def figures_of_day(day: DayOfVariant) -> Figures:
    """The figures of a day, the same on every machine, with what its cost is reckoned from."""
    record = replay_day(day)
    history = read_history(record)
    work = work_of(record, history)
    tariff = service_of(day.variant.folder, day.variant.changes).fares
    known = {
        **{kpi.code: kpi.value for kpi in measure(record, history).kpis},
        "needs": len(list_needs(record, history.inquiries)),
        "vehicles": work.vehicles,
        "vehicle_hours": work.vehicle_hours,
        "fare_revenue_yen": fare_revenue_yen(record, history, tariff),
    }
    return {code: known[code] for code in FIGURES}
