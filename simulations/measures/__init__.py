"""The figures of a replayed day, from its events alone, each with its written definition."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from dispatch.domain.reason import Reason, ReasonClass
from gtfs.road_graph import RoadSource
from simulations.day_record import DayRecord
from simulations.measures.definitions import DEFINITIONS, Definition
from simulations.measures.history import DayHistory, read_history
from simulations.measures.of_driving import km_by_source, measure_driving
from simulations.measures.of_needs import count_refusals, count_unmet_by_class, list_needs, measure_needs
from simulations.measures.of_rides import measure_rides
from simulations.measures.statistics import mean, percentile

NOT_KNOWN = "–"
"""Shown for a ratio with nothing to divide by."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure; None where there was nothing to divide by."""

    definition: Definition
    value: float | None

    @property
    def code(self) -> str:
        """How the figure is called in files."""
        return self.definition.code

    def shown(self) -> str:
        """The figure as people read it, without its unit."""
        if self.value is None:
            return NOT_KNOWN
        whole = self.definition.unit in ("count", "persons")
        return f"{self.value:,.{0 if whole else self.definition.digits}f}"


@dataclass(frozen=True)
class Measures:
    """All figures of a day."""

    kpis: tuple[Kpi, ...]
    refusals: Mapping[Reason, int]
    """Refused requests by reason, before attempts are counted once."""
    unmet: Mapping[ReasonClass, int]
    """Unmet needs by the class of the last refusal."""
    km_by_source: Mapping[RoadSource, float]
    """Driven kilometres by how their roads are known."""

    def get_value(self, code: str) -> float | None:
        """A figure by its code; throws KeyError for a code that no figure has."""
        return {kpi.code: kpi.value for kpi in self.kpis}[code]


def measure(record: DayRecord, history: DayHistory | None = None) -> Measures:
    """Every figure that a replayed day can know."""
    told = history or read_history(record)
    values = {
        **measure_needs(record, told),
        **measure_rides(record, told),
        **measure_driving(record, told),
        **_decision_times(record),
    }
    return Measures(
        kpis=tuple(Kpi(definition, values[definition.code]) for definition in DEFINITIONS),
        refusals=count_refusals(told.inquiries),
        unmet=count_unmet_by_class(list_needs(record, told.inquiries)),
        km_by_source=km_by_source(told),
    )


def write_kpis(record: DayRecord, measures: Measures, path: Path) -> None:
    """Write kpis.json: every figure by its code, with its unit and definitions."""
    content = {
        "service": record.service_name,
        "label": record.label,
        "date": record.date,
        "seed": record.seed,
        "kpis": {kpi.code: {"value": kpi.value, **_told(kpi.definition)} for kpi in measures.kpis},
        "refusals_by_reason": {reason.value: count for reason, count in measures.refusals.items()},
        "refusals_by_class": _by_class(measures.refusals),
        "unmet_needs_by_class": {one.value: count for one, count in measures.unmet.items()},
        "driven_km_by_road": {
            source.name.lower(): round(km, 3) for source, km in measures.km_by_source.items()
        },
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _told(definition: Definition) -> dict[str, str]:
    return {name: text for name, text in asdict(definition).items() if name != "code"}


def _by_class(refusals: Mapping[Reason, int]) -> dict[str, int]:
    return {
        one.value: sum(count for reason, count in refusals.items() if reason.reason_class is one)
        for one in ReasonClass
    }


def _decision_times(record: DayRecord) -> dict[str, float | None]:
    milliseconds = [1000 * seconds for seconds in record.decision_cpu_s]
    return {
        "decision_ms_mean": mean(milliseconds),
        **{f"decision_ms_p{p}": percentile(milliseconds, p) for p in (50, 95, 99)},
    }
