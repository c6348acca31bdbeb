"""A sweep as files: every variant, the frontier, and a page that prints."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from simulations.measures.definitions import DEFINITIONS, OF_MONEY
from simulations.report.paper import page
from simulations.report.texts import UNITS
from simulations.sweeping.cost_chart import draw_costs
from simulations.sweeping.frontier import Summary
from simulations.sweeping.results import MONEY, Results
from simulations.variants.day import FIGURES

SHOWN = ("booking_success", "wait_now_mean", "passengers", "public_cost_per_ride")
"""The figures of the page's table, beside cost and refusals."""


def write_summary(results: Results, summaries: Sequence[Summary], out: Path) -> None:
    """Write variants.csv, frontier.csv and report.html."""
    _write_csv(out / "variants.csv", results, summaries)
    _write_csv(out / "frontier.csv", results, [one for one in summaries if one.on_frontier])
    (out / "report.html").write_text(report_of(results, summaries), encoding="utf-8")


def report_of(results: Results, summaries: Sequence[Summary]) -> str:
    """The page, in Japanese and English."""
    by_code = {one.code: one for one in (*DEFINITIONS, *OF_MONEY)}
    return page(
        Path(__file__).with_name("page.html"),
        told=results.told,
        done=results.done,
        total=results.total,
        chart=draw_costs(summaries),
        summaries=summaries,
        named=any(not one.on_axes for one in summaries),
        columns=[by_code[code] for code in SHOWN],
        defined=[by_code[code] for code in ("operating_cost_yen", *SHOWN)],
        units=UNITS,
    )


def _write_csv(file: Path, results: Results, summaries: Iterable[Summary]) -> None:
    own = ("refused_percent", "refused_low_95", "refused_high_95", "cost_low_95", "cost_high_95")
    axes = results.told["axes"]
    with file.open("w", encoding="utf-8-sig", newline="") as table:  # spreadsheets know UTF-8 by its mark
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["number", "variant", "on_frontier", "days", *axes, *own, *FIGURES, *MONEY])
        for one in summaries:
            refused, cost = one.refused_percent, one.cost_yen
            rows.writerow(
                [
                    *(one.number, one.name, one.on_frontier, one.days),
                    *(value for _, value in one.settings),
                    *(refused.value, refused.low, refused.high, cost.low, cost.high),
                    *(one.means[code] for code in (*FIGURES, *MONEY)),
                ]
            )
