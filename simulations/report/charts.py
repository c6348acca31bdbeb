"""The charts of the report as inline SVG, drawn without a browser, with words in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import altair as alt

from simulations.day_record import DayRecord
from simulations.measures import Measures
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
from simulations.report.drawing import svg
from simulations.report.texts import OUTCOMES, REASONS, Text

WAIT_COLOURS = ("#2563a8", "#c2700a")
COLOURS = ("#1b6e4a", "#b3261e", "#9a6700", "#6b7280", "#6d3fb0")
_WIDTH, _HEIGHT = 380, 170

_HOUR = Text("時", "Hour")
_REQUESTS = Text("申込", "Requests")
_BOOKINGS = Text("予約", "Bookings")
_PEOPLE = Text("人", "People")
_WAIT = Text("待ち(分、2分きざみ)", "Wait (min, steps of 2)")
_TIMES = Text("直行の何倍か", "Times the direct drive")
_NOW, _AHEAD = Text("今すぐ", "Ride now"), Text("事前予約", "Booked ahead")
_AXES = (_HOUR, _REQUESTS, _BOOKINGS, _PEOPLE, _WAIT, _TIMES, _NOW, _AHEAD)
_WORDS = (*_AXES, *OUTCOMES.values(), *REASONS.values())

Rows = list[dict[str, Any]]


def draw_charts(record: DayRecord, history: DayHistory, measures: Measures) -> list[tuple[Text, Text, str]]:
    """Title, what it shows in words, and SVG of each chart for which the day has something to show."""
    carried = [booking for booking in history.bookings.values() if booking.completed]
    now, ahead = waits_min(record, carried)
    detours = list_detours(record, carried)
    drawn = [
        (
            Text("時間帯別の申込と結果", "Requests by hour and outcome"),
            Text("希望時刻の1時間ごとの申込件数。", "Number of requests per hour of the wished time."),
            _outcomes(history),
        ),
        (
            Text("待ち時間", "Waits"),
            Text(
                f"運んだ予約の待ち時間の分布({len(now) + len(ahead)}件)。",
                f"Waits of carried bookings ({len(now) + len(ahead)}).",
            ),
            _waits(now, ahead),
        ),
        (
            Text("車内の人数の推移", "People on board over the day"),
            Text("5分ごとに全車両に乗っている人数。", "People on board all vehicles, every 5 minutes."),
            _aboard(history),
        ),
        (
            Text("断りの理由", "Refusals by reason"),
            Text("断って終わった申込の件数。", "Number of requests that ended in a refusal."),
            _refusals(measures),
        ),
        (
            Text("乗車時間比", "Ride time ÷ direct time"),
            Text(f"運んだ予約の分布({len(detours)}件)。", f"Carried bookings ({len(detours)})."),
            _detours(detours),
        ),
    ]
    return [(title, told, svg(chart, _WORDS)) for title, told, chart in drawn if chart is not None]


def _outcomes(history: DayHistory) -> alt.Chart | None:
    counted = count_outcomes(history)
    rows: Rows = [
        {"x": hour, "kind": told.en, "n": counted[hour][outcome]}
        for outcome, told in OUTCOMES.items()
        for hour in counted
    ]
    return _bars(rows, "x:O", _HOUR, _REQUESTS, [t.en for t in OUTCOMES.values()])


def _waits(now: Sequence[float], ahead: Sequence[float]) -> alt.Chart | None:
    kinds = _NOW, _AHEAD
    rows: Rows = []
    for kind, waits in zip(kinds, (now, ahead), strict=True):
        rows += _rows(count_steps(waits, WAIT_STEP_MIN, MOST_WAIT_MIN), kind.en)
    return _bars(
        rows,
        "x:O",
        _WAIT,
        _BOOKINGS,
        [k.en for k in kinds],
        WAIT_COLOURS,
    )


def _detours(detours: Sequence[float]) -> alt.Chart | None:
    rows = _rows(count_steps(detours, DETOUR_STEP, MOST_DETOUR), "")
    return _bars(rows, "x:O", _TIMES, _BOOKINGS)


def _refusals(measures: Measures) -> alt.Chart | None:
    rows: Rows = [{"x": REASONS[reason].en, "n": n} for reason, n in measures.refusals.items()]
    if not rows:
        return None
    axis = alt.Axis(title=None, labelLimit=200, minExtent=150)
    drawn: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color=COLOURS[1])
        .encode(y=alt.Y("x:N", sort="-x", axis=axis), x=alt.X("n:Q", axis=_counts(_REQUESTS, rows)))
        .properties(width=_WIDTH - 120, height=24 * len(rows) + 20)
    )
    return drawn


def _aboard(history: DayHistory) -> alt.Chart | None:
    rows: Rows = [{"x": at_s / 3600, "n": n} for at_s, n in count_aboard(history)]
    if not rows:
        return None
    x = alt.X("x:Q", axis=alt.Axis(title=_HOUR.en, format="d", tickMinStep=1, grid=False))
    drawn: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_area(color="#2563a8", opacity=0.75, interpolate="step-after")
        .encode(x=x.scale(zero=False, nice=False), y=alt.Y("n:Q", axis=_counts(_PEOPLE, rows)))
        .properties(width=_WIDTH, height=_HEIGHT)
    )
    return drawn


def _bars(
    rows: Rows,
    x: str,
    x_title: Text,
    y_title: Text,
    kinds: Sequence[str] = (),
    colours: Sequence[str] = COLOURS,
) -> alt.Chart | None:
    if not rows:
        return None
    axis = alt.Axis(title=x_title.en, labelAngle=0, labelOverlap=True)
    encoded: dict[str, Any] = {
        "x": alt.X(x, axis=axis),
        "y": alt.Y("n:Q", stack=True, axis=_counts(y_title, rows)),
    }
    if kinds:
        scale = alt.Scale(domain=list(kinds), range=list(colours[: len(kinds)]))
        legend = alt.Legend(
            title=None, orient="top", labelLimit=160, columns=3, columnPadding=24, symbolSize=90
        )
        encoded["color"] = alt.Color("kind:N", scale=scale, legend=legend)
    plain = alt.Chart(alt.InlineData(values=rows)).mark_bar(color="#2563a8")
    drawn: alt.Chart = plain.encode(**encoded).properties(width=_WIDTH, height=_HEIGHT)
    return drawn


def _counts(title: Text, rows: Rows) -> alt.Axis:
    """An axis of whole numbers; where they are few every one is written, none between."""
    heights: Counter[float | str] = Counter()
    for row in rows:
        heights[row["x"]] += row["n"]
    top = max(heights.values(), default=0)
    each = list(range(top + 1)) if top <= 5 else alt.Undefined
    return alt.Axis(title=title.en, format="d", tickMinStep=1, tickCount=5, values=each)


def _rows(steps: Steps, kind: str) -> Rows:
    return [{"x": begins, "kind": kind, "n": n} for begins, n in steps]
