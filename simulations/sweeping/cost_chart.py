"""Cost against refusals, a point a variant, the frontier of each circumstance drawn through its points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from simulations.report.drawing import INK, svg
from simulations.report.texts import Text
from simulations.sweeping.frontier import Summary

_COST = Text("運行経費(千円/日)", "Operating cost (thousand yen a day)")
_REFUSED = Text("断られた移動希望(%)", "Needs refused (%)")
_USUAL = Text("いつもの日", "usual days")
_COLOURS = ("#1b5e8c", "#c2700a", "#1b6e4a", "#6d3fb0", "#b3261e")


def draw_costs(summaries: Sequence[Summary]) -> str | None:
    """The SVG; None where no variant has both a cost and a share of refusals."""
    rows = [
        _row(one)
        for one in summaries
        if one.cost_yen.value is not None and one.refused_percent.value is not None
    ]
    if not rows:
        return None
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    scale = alt.Scale(domain=kinds, range=[_COLOURS[n % len(_COLOURS)] for n in range(len(kinds))])
    legend = alt.Legend(title=None, orient="top", labelLimit=300) if len(kinds) > 1 else None
    x = alt.X("x:Q", axis=alt.Axis(title=_COST.en), scale=alt.Scale(zero=False, padding=20))
    y = alt.Y(
        "y:Q",
        axis=alt.Axis(title=_REFUSED.en),
        scale=alt.Scale(domain=[0, 1.08 * max(row["high"] for row in rows) or 1]),
    )
    colour = alt.Color("kind:N", scale=scale, legend=legend)
    all_rows, best = alt.InlineData(values=rows), alt.InlineData(values=[row for row in rows if row["best"]])
    drawn = alt.layer(
        alt.Chart(best).mark_line(interpolate="step-after", strokeWidth=2).encode(x=x, y=y, color=colour),
        alt.Chart(all_rows).mark_rule(opacity=0.5).encode(x=x, y="low:Q", y2="high:Q", color=colour),
        alt.Chart(all_rows).mark_rule(opacity=0.5).encode(x="left:Q", x2="right:Q", y=y, color=colour),
        alt.Chart(all_rows).mark_point(filled=False, size=90, strokeWidth=2).encode(x=x, y=y, color=colour),
        alt.Chart(best).mark_point(filled=True, size=110, opacity=1).encode(x=x, y=y, color=colour),
        alt.Chart(all_rows)
        .mark_text(dx=11, dy=-9, fontSize=13, fontWeight="bold", color=INK)
        .encode(x=x, y=y, text="number:N"),
    ).properties(width=620, height=340)
    return svg(drawn, (_COST, _REFUSED, _USUAL))


def _row(one: Summary) -> dict[str, Any]:
    refused = one.refused_percent
    cost, least, most = (value or 0.0 for value in (one.cost_yen.value, one.cost_yen.low, one.cost_yen.high))
    alone = one.cost_yen.low is None  # of a single unit nothing is known of chance
    return {
        "number": str(one.number),
        "kind": one.circumstances or _USUAL.en,
        "best": one.on_frontier,
        "x": cost / 1000,
        "left": (cost if alone else least) / 1000,
        "right": (cost if alone else most) / 1000,
        "y": refused.value,
        "low": refused.value if refused.low is None else max(0.0, refused.low),
        "high": refused.value if refused.high is None else refused.high,
    }
