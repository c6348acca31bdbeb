"""One day of a variant, from its first request to its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dispatch.engine.journal import MemoryJournal
from simulations.day_record import DayRecord
from simulations.measures import measure
from simulations.runner import replay
from simulations.variants.ground import scenario_of, weather_of
from simulations.variants.variant import Variant

OF_THE_MACHINE = "decision_ms"
"""Figures that begin so tell of the machine, never of the day."""


@dataclass(frozen=True)
class DayOfVariant:
    """Which day is replayed."""

    variant: Variant
    service_date: date
    seed: int
    drawn_as: date | None = None
    """The date whose riders they are; None: those of the service date."""


def replay_day(day: DayOfVariant) -> DayRecord:
    """Replay it; raises ServiceError, ScenarioError and DemandError, all ValueErrors."""
    scenario = scenario_of(day.variant, day.service_date, day.seed, day.drawn_as)
    return replay(scenario, MemoryJournal(), disruptions=weather_of(day.variant))


def figures_of_day(day: DayOfVariant) -> Mapping[str, float | None]:
    """The figures of a day by their codes, the same on every machine; None where nothing was to divide by."""
    measures = measure(replay_day(day))
    return {kpi.code: kpi.value for kpi in measures.kpis if not kpi.code.startswith(OF_THE_MACHINE)}
