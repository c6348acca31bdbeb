"""A comparison as files: tables, figures for programs, and a page that prints."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from simulations.comparing.comparison import COMPARED, Comparison
from simulations.comparing.differences import Difference
from simulations.comparing.interval_chart import draw_intervals
from simulations.comparing.verdicts import amount, verdict
from simulations.report.paper import page
from simulations.report.texts import UNITS
from simulations.town_costs import TownRates
from simulations.variants.ground import service_of

HEADLINES = (
    "booking_success",
    "success_within_30",
    "unmet_needs",
    "shift_min_mean",
    "wait_now_mean",
    "promise_kept",
    "detour_mean",
    "passengers",
    "driven_km",
    "operating_cost_yen",
    "public_cost_per_ride",
)
"""The figures that are drawn."""
COLUMNS = ("code", "name_ja", "name_en", "unit", "a", "b", "difference", "low_95", "high_95")
TESTED = ("p", "p_of_all", "shown", "pairs", "units")
SAID = ("verdict_ja", "verdict_en", "definition_ja", "definition_en")
WRITTEN = (*COLUMNS, *TESTED, *SAID)


def write_comparison(comparison: Comparison, out: Path) -> None:
    """Write compare.csv, compare.json, days.csv and report.html."""
    out.mkdir(parents=True, exist_ok=True)
    rows = [_row(one, comparison) for one in comparison.differences]
    _write_csv(out / "compare.csv", WRITTEN, rows)
    days = (
        [day.service_date, day.seed, side, *(figures.get(one.code) for one in COMPARED)]
        for day in comparison.days
        for side, figures in (("a", day.a), ("b", day.b))
    )
    _write_csv(out / "days.csv", ("service_date", "seed", "side", *(one.code for one in COMPARED)), days)
    (out / "compare.json").write_text(_json(comparison, rows), encoding="utf-8")
    (out / "report.html").write_text(report_of(comparison), encoding="utf-8")


def report_of(comparison: Comparison) -> str:
    """The page, in Japanese and English."""
    told = [_told(one, comparison) for one in comparison.differences]
    return page(
        Path(__file__).with_name("page.html"),
        a=comparison.a,
        b=comparison.b,
        dates=comparison.dates,
        seeds=comparison.seeds,
        same_riders=comparison.same_riders,
        label=service_of(comparison.a.folder, comparison.a.changes).label,
        shown=[row for row, one in zip(told, comparison.differences, strict=True) if one.shown],
        chart=draw_intervals([comparison.get(code) for code in HEADLINES]),
        rows=told,
        rates=_rates(comparison),
    )


def value(one: Difference, side: float | None) -> str:
    """A mean of one side as people read it."""
    return "–" if side is None else f"{side:,.{one.definition.digits}f}"


def tested(comparison: Comparison) -> int:
    """How many figures were tested together."""
    return sum(one.p is not None for one in comparison.differences)


def _told(one: Difference, comparison: Comparison) -> dict[str, object]:
    unknown = one.low is None
    return {
        "one": one,
        "unit": UNITS[one.definition.unit],
        "a": value(one, one.mean_a),
        "b": value(one, one.mean_b),
        "by": amount(one, one.difference),
        "interval": "" if unknown else f"({amount(one, one.low)} … {amount(one, one.high)})",
        "verdict": verdict(one, tested(comparison)),
        "missing": len(comparison.days) - one.pairs,
    }


def _rates(comparison: Comparison) -> list[tuple[str, TownRates]]:
    """The prices of both sides, told once where they are the same."""
    a, b = comparison.rates
    return [("", a)] if a == b else [("A", a), ("B", b)]


def _row(one: Difference, comparison: Comparison) -> list[object]:
    said, told = verdict(one, tested(comparison)), one.definition
    return [
        *(told.code, told.name_ja, told.name_en, told.unit),
        *(one.mean_a, one.mean_b, one.difference, one.low, one.high),
        *(one.p, one.p_of_all, one.shown, one.pairs, one.units),
        *(said.ja, said.en, told.definition_ja, told.definition_en),
    ]


def _json(comparison: Comparison, rows: Iterable[Sequence[object]]) -> str:
    sides = {"a": comparison.a, "b": comparison.b}
    content = {
        **{side: {"name": one.name, "changes": str(one)} for side, one in sides.items()},
        "dates": [on.isoformat() for on in comparison.dates],
        "seeds": comparison.seeds,
        "same_riders": comparison.same_riders,
        "costs": {side: rates.model.model_dump() for side, rates in zip("ab", comparison.rates, strict=True)},
        "differences": [dict(zip(WRITTEN, row, strict=True)) for row in rows],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _write_csv(file: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as table:  # spreadsheets know UTF-8 by its mark
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
