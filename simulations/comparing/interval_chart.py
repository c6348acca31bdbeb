"""Differences and their intervals drawn: a row a figure, each on a scale of its own round no difference."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from simulations.comparing.differences import Difference
from simulations.comparing.verdicts import amount

_ROW, _NAMES, _WIDTH, _NUMBERS = 30, 250, 400, 270
_HALF = _WIDTH / 2


def draw_intervals(differences: Sequence[Difference]) -> str:
    """The SVG of those of which an interval is known."""
    known = [one for one in differences if one.low is not None and one.high is not None]
    height = _ROW * len(known) + 26
    rows = "".join(_row(one, 26 + _ROW * number) for number, one in enumerate(known))
    zero = _NAMES + _HALF
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_NAMES + _WIDTH + _NUMBERS} {height}"'
        ' class="intervals" role="img" aria-labelledby="intervals-caption">'
        f'<path class="zero" d="M{zero} 20V{height}"/>'
        f"{_words(zero, 14, 'middle', '差なし', 'no difference')}"
        f"{_words(zero - 70, 14, 'end', '← Bが小さい', '← B lower')}"
        f"{_words(zero + 70, 14, 'start', 'Bが大きい →', 'B higher →')}{rows}</svg>"
    )


def _row(one: Difference, top: float) -> str:
    low, high, middle = one.low or 0.0, one.high or 0.0, one.difference or 0.0
    reach = max(abs(low), abs(high)) or 1.0
    at = [_NAMES + _HALF + 0.9 * _HALF * value / reach for value in (low, middle, high)]
    y, kind = top + _ROW / 2, "shown" if one.shown else "not-shown"
    said = f"{amount(one, middle)} ({amount(one, low)} … {amount(one, high)})"
    ends = f"M{at[0]:.1f} {y}H{at[2]:.1f}M{at[0]:.1f} {y - 5}v10M{at[2]:.1f} {y - 5}v10"
    return (
        f"{_words(_NAMES - 10, y + 5, 'end', one.definition.name_ja, one.definition.name_en)}"
        f'<g class="{kind}"><path d="{ends}"/><circle cx="{at[1]:.1f}" cy="{y}" r="4.5"/></g>'
        f'<text x="{_NAMES + _WIDTH + 8}" y="{y + 5}">{escape(said)}</text>'
    )


def _words(x: float, y: float, anchor: str, ja: str, en: str) -> str:
    at = f'x="{x}" y="{y}" text-anchor="{anchor}"'
    return "".join(
        f'<text class="{language}" lang="{language}" {at}>{escape(words)}</text>'
        for language, words in (("ja", ja), ("en", en))
    )
