"""One self-contained page that shows a replayed day, in Japanese and English, on screen and on paper."""

from __future__ import annotations

from pathlib import Path

from gtfs.network import SYNTHETIC
from simulations.day_record import DayRecord
from simulations.measures import Measures
from simulations.measures.history import DayHistory, read_history
from simulations.report.charts import draw_charts
from simulations.report.network_map import draw_map
from simulations.report.paper import page
from simulations.report.texts import CLASSES, REASONS, ROADS, SAMPLE, UNITS
from simulations.report.timeline import draw_timelines

HEADLINES = (
    "booking_success",
    "promise_kept",
    "unmet_needs",
    "wait_adv_mean",
    "passengers",
    "loaded_km_ratio",
    "pooling_riders",
    "synthetic_km_share",
)
"""The figures shown large, at the top."""


def write_report(
    record: DayRecord, measures: Measures, path: Path, history: DayHistory | None = None
) -> None:
    """Write the page; it asks nothing of any network."""
    told = history or read_history(record)
    by_code = {kpi.code: kpi for kpi in measures.kpis}
    html = page(
        Path(__file__).with_name("page.html"),
        record=record,
        sample=SAMPLE,
        headlines=[by_code[code] for code in HEADLINES],
        kpis=measures.kpis,
        units=UNITS,
        charts=draw_charts(record, told, measures),
        refusals=_refusal_rows(measures),
        classes=CLASSES,
        unmet=measures.unmet,
        roads=_road_rows(measures),
        driven_km=by_code["driven_km"],
        synthetic=by_code["synthetic_km_share"],
        assumed=by_code["assumed_reverse_km_share"],
        map=draw_map(record, told),
        timelines=draw_timelines(record, told),
        attribution=record.network.graph.attribution,
    )
    path.write_text(html, encoding="utf-8")


def _refusal_rows(measures: Measures) -> list[dict[str, object]]:
    return [
        {
            "code": reason.value,
            "name": REASONS[reason],
            "class": CLASSES[reason.reason_class],
            "count": measures.refusals[reason],
        }
        for reason in measures.refusals
    ]


def _road_rows(measures: Measures) -> list[dict[str, object]]:
    driven_km = sum(measures.km_by_source.values())
    return [
        {
            "name": ROADS[source],
            "km": f"{km:,.1f}",
            "share": f"{100 * km / driven_km:.1f}",
            "synthetic": source in SYNTHETIC,
        }
        for source, km in measures.km_by_source.items()
    ]
