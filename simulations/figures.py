"""The figures of a replayed day as a page reads them: definitions, spreads, refusals, unmet demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from gtfs.local_metres import LocalMetres
from simulations.day_record import DayRecord
from simulations.measures import Kpi, Measures
from simulations.measures.distributions import (
    DETOUR_STEP,
    MOST_DETOUR,
    MOST_WAIT_MIN,
    WAIT_STEP_MIN,
    Steps,
    count_aboard,
    count_outcomes,
    count_steps,
)
from simulations.measures.history import DayHistory
from simulations.measures.of_rides import list_detours, waits_min
from simulations.measures.unmet_squares import LEAST, list_unmet_squares
from simulations.report.texts import CLASSES, OUTCOMES, REASONS, UNITS, Text


def figures_of(
    record: DayRecord, history: DayHistory, measures: Measures, plane: LocalMetres
) -> Mapping[str, Any]:
    """Every figure by its written definition, and what the page draws; `plane` lays the squares."""
    carried = [booking for booking in history.bookings.values() if booking.completed]
    now, ahead = waits_min(record, carried)
    detours = list_detours(record, carried)
    unmet = list_unmet_squares(record, history, plane)
    return {
        "kpis": [_kpi(kpi) for kpi in measures.kpis],
        "outcomes": [_named(outcome.value, told) for outcome, told in OUTCOMES.items()],
        "by_hour": [
            {"hour": hour, "counts": [counts[outcome] for outcome in OUTCOMES]}
            for hour, counts in count_outcomes(history).items()
        ],
        "waits_now": _steps(count_steps(now, WAIT_STEP_MIN, MOST_WAIT_MIN)),
        "waits_ahead": _steps(count_steps(ahead, WAIT_STEP_MIN, MOST_WAIT_MIN)),
        "detours": _steps(count_steps(detours, DETOUR_STEP, MOST_DETOUR)),
        "aboard": _steps(count_aboard(history)),
        "refusals": [
            _named(reason.value, REASONS[reason]) | {"of_class": _both(CLASSES[reason.reason_class]), "n": n}
            for reason, n in measures.refusals.items()
        ],
        "unmet": {**asdict(unmet), "least": LEAST},
    }


def _both(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def _kpi(kpi: Kpi) -> dict[str, Any]:
    told = kpi.definition
    return {
        "code": kpi.code,
        "name": {"ja": told.name_ja, "en": told.name_en},
        "unit": _both(UNITS[told.unit]),
        "definition": {"ja": told.definition_ja, "en": told.definition_en},
        "value": kpi.value,
        "shown": kpi.shown(),
    }


def _named(code: str, text: Text) -> dict[str, Any]:
    return {"code": code, "name": _both(text)}


def _steps(steps: Steps) -> Sequence[tuple[float, int]]:
    return [(begins, n) for begins, n in steps]
