"""What was learnt, as a page: pictures, the held-out check, and how far to trust it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt

from simulations.fitting.calendar import WEEKDAYS
from simulations.fitting.fitted_model import FittedModel
from simulations.fitting.held_out import HeldOut
from simulations.report.drawing import svg
from simulations.report.paper import page
from simulations.report.texts import Text

_HOUR, _JOURNEYS = Text("時", "Hour"), Text("1日の移動(件)", "Journeys a day")
_RECORDED, _EXPECTED = Text("記録", "Recorded"), Text("予測", "Foretold")
_FACTOR, _SNOW = Text("道路網の時間の何倍か", "Times the network's own"), Text("雪", "Snow")
_WEEKDAY, _TIMES = Text("曜日", "Weekday"), Text("平均の何倍か", "Times the mean")
_DAYS = tuple(
    Text(ja, en) for ja, en in zip(WEEKDAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)
)
_LEVELS = {
    "normal": Text("なし", "none"),
    "snow": Text("雪", "snow"),
    "heavy_snow": Text("大雪", "heavy snow"),
    "halt": Text("運休", "halt"),
}
_AXES = (_HOUR, _JOURNEYS, _RECORDED, _EXPECTED, _FACTOR, _SNOW, _WEEKDAY, _TIMES)
_WORDS = (*_AXES, *_DAYS, *_LEVELS.values())
_WIDTH, _HEIGHT = 420, 180
Rows = list[dict[str, Any]]


def write_page(model: FittedModel, checked: HeldOut | None, file: Path) -> None:
    """Write the page; it asks nothing of any network."""
    charts = [
        (Text("30分ごとの移動の件数", "Journeys by half hour"), _halves(model, checked)),
        (Text("曜日", "Weekdays"), _weekdays(model)),
        (Text("雪と運転時間", "Snow and driving time"), _snow(model)),
    ]
    drawn = [(title, svg(chart, _WORDS)) for title, chart in charts]
    html = page(Path(__file__).with_name("fitted.html"), model=model, checked=checked, charts=drawn)
    file.write_text(html, encoding="utf-8")


def _halves(model: FittedModel, checked: HeldOut | None) -> alt.Chart:
    rows: Rows = []
    if checked is None:
        told = zip(model.demand.half_hours, model.demand.per_day, strict=True)
        rows = [{"x": half / 2, "kind": _EXPECTED.en, "n": n} for half, n in told]
    else:
        for half in checked.halves:
            rows.append({"x": half.half_hour / 2, "kind": _RECORDED.en, "n": half.recorded})
            rows.append({"x": half.half_hour / 2, "kind": _EXPECTED.en, "n": half.expected})
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(point=True)
        .encode(
            x=alt.X("x:Q", title=_HOUR.en, scale=alt.Scale(zero=False)),
            y=alt.Y("n:Q", title=_JOURNEYS.en),
            color=alt.Color("kind:N", title=None),
        )
        .properties(width=_WIDTH, height=_HEIGHT)
    )
    return chart


def _weekdays(model: FittedModel) -> alt.Chart:
    days = zip(_DAYS, model.demand.weekdays, strict=True)
    return _bars([{"x": day.en, "n": n} for day, n in days], _WEEKDAY, _TIMES)


def _snow(model: FittedModel) -> alt.Chart:
    rows: Rows = [{"x": _LEVELS[level].en, "n": factor} for level, factor in model.travel.snow.items()]
    return _bars(rows, _SNOW, _FACTOR)


def _bars(rows: Rows, x: Text, y: Text) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color="#2563a8")
        .encode(x=alt.X("x:N", title=x.en, sort=None), y=alt.Y("n:Q", title=y.en))
        .properties(width=_WIDTH, height=_HEIGHT)
    )
    return chart
