"""Pictures of a fitted model: what was learnt and how sure it is, and how unseen days were foretold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from simulations.fitting.calendar import WEEKDAYS
from simulations.fitting.fitted_model import FittedModel
from simulations.fitting.held_out import HeldOut
from simulations.fitting.held_out_times import ForetoldMean
from simulations.fitting.sure_figures import OTHERS, SureFigure, list_halves
from simulations.report.drawing import svg
from simulations.report.texts import Text

DAYS = tuple(
    Text(ja, en) for ja, en in zip(WEEKDAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)
)
LEVELS = {
    "normal": Text("なし", "none"),
    "snow": Text("雪", "snow"),
    "heavy_snow": Text("大雪", "heavy snow"),
    "halt": Text("運休", "halt"),
}
VISITS = {
    f"{kind} {whom}": Text(f"{kind_ja}・{whom_ja}", f"{kind_en}, {whom_en}")
    for kind, kind_ja, kind_en in (("board", "乗車", "in"), ("alight", "降車", "out"))
    for whom, whom_ja, whom_en in (
        ("one", "1人", "one"),
        ("several", "2人以上", "several"),
        ("walker", "歩行器", "walker"),
        ("wheelchair", "車いす", "wheelchair"),
    )
}
_HOUR, _JOURNEYS = Text("時", "Hour"), Text("1日の移動(件)", "Journeys a day")
_RECORDED, _EXPECTED = Text("記録", "Recorded"), Text("予測", "Foretold")
_BY_RULES, _BY_NETWORK = Text("運行規程", "By the rules"), Text("道路網", "By the network")
_FACTOR, _SNOW = Text("道路網の時間の何倍か", "Times the network's own"), Text("雪", "Snow")
_TIMES, _SHARE = Text("平均の何倍か", "Times the mean"), Text("割合(%)", "Share (%)")
_SECONDS, _WEEKDAY = Text("秒", "Seconds"), Text("曜日", "Weekday")
_AXES = (_HOUR, _JOURNEYS, _RECORDED, _EXPECTED, _BY_RULES, _BY_NETWORK, _FACTOR, _SNOW, _TIMES, _SHARE)
_WORDS = (*_AXES, _SECONDS, _WEEKDAY, *DAYS, *LEVELS.values(), *VISITS.values())
_WIDTH, _HEIGHT, _ROW = 420, 180, 20
_BLUE, _COLOURS = "#2563a8", ["#1f2933", "#2563a8", "#c2700a"]
_KNOWN_WELL_ENOUGH = 10.0
"""A bar whose ends are farther apart than this many times is of something hardly recorded."""
Picture = tuple[Text, str]
Layers = alt.LayerChart | alt.FacetChart
Rows = list[dict[str, Any]]


def draw_model(
    model: FittedModel, origins: Sequence[SureFigure], destinations: Sequence[SureFigure]
) -> list[Picture]:
    """What was learnt; lines from end to end show where a figure lies in nine of ten cases."""
    sure = model.intervals
    pairs = None if sure is None else sure.weekdays
    snow = {} if sure is None else sure.driving
    weekdays = [
        SureFigure(day, factor, *((None, None) if pairs is None else pairs[n]))
        for n, (day, factor) in enumerate(zip(DAYS, model.demand.weekdays, strict=True))
    ]
    known = [
        day for day in weekdays if not day.low or not day.high or day.high / day.low < _KNOWN_WELL_ENOUGH
    ]
    levels = [
        SureFigure(LEVELS[level], factor, *snow.get(level, (None, None)))
        for level, factor in model.travel.snow.items()
    ]
    drawn = [
        (Text("30分ごとの移動の件数", "Journeys by half hour"), _halves(list_halves(model))),
        (Text("曜日", "Weekdays"), _bars(known, _WEEKDAY, _TIMES)),
        (Text("どこから", "From where"), _ends(origins)),
        (Text("どこへ", "To where"), _ends(destinations)),
        (Text("雪と運転時間", "Snow and driving time"), _bars(levels, _SNOW, _FACTOR)),
    ]
    words = (*_WORDS, *(end.name for end in (*origins, *destinations)))
    return [(title, svg(chart, words)) for title, chart in drawn]


def draw_unseen(checked: HeldOut) -> list[Picture]:
    """Days that the model had not seen, beside what it foretold of them."""
    journeys: Rows = []
    for half in checked.halves:
        journeys.append({"x": half.half_hour / 2, "kind": _RECORDED.en, "n": half.recorded})
        journeys.append({"x": half.half_hour / 2, "kind": _EXPECTED.en, "n": half.expected})
    drawn = [(Text("移動の件数", "Journeys"), _lines(journeys, _JOURNEYS))]
    if checked.drives is not None:
        rows = _told(checked.drives.means, _BY_NETWORK, {f"{hour}": hour for hour in range(24)})
        drawn.append((Text("時刻ごとの運転時間", "Drives by hour"), _lines(rows, _FACTOR, from_zero=False)))
    if checked.visits is not None:
        names = {name: text.en for name, text in VISITS.items()}
        drawn.append((Text("乗り降りの時間", "Boarding and alighting"), _groups(checked.visits.means, names)))
    return [(title, svg(chart, _WORDS)) for title, chart in drawn]


def _halves(figures: Sequence[SureFigure]) -> Layers:
    rows = [
        {"x": int(one.name.en.split(":")[0]) + int(one.name.en.split(":")[1]) / 60, **_ends_of(one)}
        for one in figures
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("x:Q", title=_HOUR.en, scale=alt.Scale(zero=False))
    )
    band = base.mark_area(opacity=0.25, color=_BLUE).encode(y=alt.Y("low:Q", title=_JOURNEYS.en), y2="high:Q")
    line = base.mark_line(point=True, color=_BLUE).encode(y=alt.Y("n:Q", title=_JOURNEYS.en))
    return alt.layer(band, line).properties(width=_WIDTH, height=_HEIGHT)


def _bars(figures: Sequence[SureFigure], x: Text, y: Text) -> Layers:
    rows = [{"x": one.name.en, **_ends_of(one)} for one in figures]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("x:N", title=x.en, sort=None, axis=alt.Axis(labelAngle=0))
    )
    bars = base.mark_bar(color=_BLUE, opacity=0.75).encode(y=alt.Y("n:Q", title=y.en))
    ends = base.mark_rule(strokeWidth=3).encode(y=alt.Y("low:Q", title=y.en), y2="high:Q")
    return alt.layer(bars, ends).properties(width=_WIDTH, height=_HEIGHT)


def _ends(figures: Sequence[SureFigure]) -> Layers:
    rows = [{"y": one.name.en, **_ends_of(one, 100.0)} for one in figures if one.name != OTHERS]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("y:N", title=None, sort=None, axis=alt.Axis(labelLimit=400, minExtent=150))
    )
    bars = base.mark_bar(color=_BLUE, opacity=0.75).encode(x=alt.X("n:Q", title=_SHARE.en))
    ends = base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", title=_SHARE.en), x2="high:Q")
    return alt.layer(bars, ends).properties(width=_WIDTH - 160, height=_ROW * max(1, len(rows)))


def _lines(rows: Rows, y: Text, *, from_zero: bool = True) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(point=True)
        .encode(
            x=alt.X("x:Q", title=_HOUR.en, scale=alt.Scale(zero=False)),
            y=alt.Y("n:Q", title=y.en, scale=alt.Scale(zero=from_zero)),
            color=alt.Color("kind:N", title=None, sort=None, scale=alt.Scale(range=_COLOURS)),
        )
        .properties(width=_WIDTH, height=_HEIGHT)
    )
    return chart


def _groups(means: Iterable[ForetoldMean], names: Mapping[str, str]) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=_told(means, _BY_RULES, names)))
        .mark_bar()
        .encode(
            x=alt.X("x:N", title=None, sort=None, axis=alt.Axis(labelAngle=-35)),
            xOffset=alt.XOffset("kind:N", sort=None),
            y=alt.Y("n:Q", title=_SECONDS.en),
            color=alt.Color("kind:N", title=None, sort=None, scale=alt.Scale(range=_COLOURS)),
        )
        .properties(width=_WIDTH, height=_HEIGHT)
    )
    return chart


def _told(means: Iterable[ForetoldMean], before: Text, names: Mapping[str, Any]) -> Rows:
    return [
        {"x": names[mean.name], "kind": kind.en, "n": value}
        for mean in means
        for kind, value in ((_RECORDED, mean.recorded), (_EXPECTED, mean.expected), (before, mean.before))
    ]


def _ends_of(one: SureFigure, times: float = 1.0) -> dict[str, float]:
    low = one.value if one.low is None else one.low
    high = one.value if one.high is None else one.high
    return {"n": one.value * times, "low": low * times, "high": high * times}
