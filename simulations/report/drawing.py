"""A chart as inline SVG, drawn without a browser, with its words in both languages."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable

import altair as alt
import vl_convert

from simulations.report.texts import Text

INK = "#1f2933"
_ROLES = re.compile(r' (?:role|aria-roledescription)="[^"]*"')
"""The page says what a chart is; marks that claim to be pictures of their own have no words."""
_TEXT = re.compile(r"<text ([^>]*)>([^<]*)</text>")


def svg(chart: alt.Chart | alt.LayerChart | alt.FacetChart, words: Iterable[Text]) -> str:
    """Draw a chart that is laid out in English; each of the words is shown in the page's language."""
    spec = chart.to_dict(validate=False)
    spec["config"] = {
        "aria": False,
        "font": "sans-serif",
        "background": None,
        "view": {"stroke": None},
        "axis": {"labelColor": INK, "titleColor": INK, "labelFontSize": 13, "titleFontSize": 13},
        "legend": {"labelColor": INK, "labelFontSize": 13},
    }
    drawn = vl_convert.vegalite_to_svg(
        json.dumps(spec), vl_version=".".join(alt.SCHEMA_VERSION[1:].split(".")[:2])
    )
    return _in_both_languages(_ROLES.sub("", str(drawn)), {text.en: text for text in words})


def _in_both_languages(drawn: str, words: dict[str, Text]) -> str:
    """Each word becomes two texts, of which the page shows one."""

    def both(one: re.Match[str]) -> str:
        text = words.get(html.unescape(one[2]))
        if text is None:
            return one[0]
        return "".join(
            f'<text class="{language}" lang="{language}" {one[1]}>{html.escape(told)}</text>'
            for language, told in zip(("ja", "en"), text, strict=True)
        )

    return _TEXT.sub(both, drawn)
