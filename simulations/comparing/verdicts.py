"""What a difference comes to, in plain sentences."""

from __future__ import annotations

from simulations.comparing.differences import Difference
from simulations.report.texts import UNITS, Text

NOT_SHOWN = Text("違いがあるとは言えません", "No difference can be shown")
LOOKS_LIKE_ONE = Text(
    "この指標だけなら差に見えますが、多くの指標を見れば偶然でも起こります",
    "alone it looks like one, but of many figures some do so by chance",
)
_ALIKE = Text("どの日も同じです", "The same on every day")
_UNKNOWN = Text("両方に値のある日がなく、比べられません", "Cannot be compared: on no day have both a value")
_TOO_FEW = Text("日数が足りず、偶然かどうか分かりません", "Too few days to tell it from chance")


def verdict(difference: Difference, looked_at: int) -> Text:
    """What may be said of B against A; `looked_at` is how many figures were tested together."""
    if difference.difference is None:
        return _UNKNOWN
    if difference.p is None:
        return _TOO_FEW
    if difference.low == difference.high == 0:
        return _ALIKE
    if difference.shown:
        return _more_or_less(difference)
    if difference.seems:
        return Text(
            f"{NOT_SHOWN.ja}({LOOKS_LIKE_ONE.ja}。ここでは{looked_at}の指標)",
            f"{NOT_SHOWN.en} ({LOOKS_LIKE_ONE.en}; here {looked_at} figures)",
        )
    return NOT_SHOWN


def in_short(difference: Difference) -> Text:
    """The same in a word; a star where a figure would look different to who looked at it alone."""
    if difference.shown:
        return Text("大きい", "B higher") if (difference.difference or 0) > 0 else Text("小さい", "B lower")
    star = "*" if difference.seems else ""
    return Text(f"言えません{star}", f"not shown{star}")


def amount(difference: Difference, value: float | None) -> str:
    """A difference as people read it, with its sign."""
    return "–" if value is None else f"{value:+,.{difference.definition.digits}f}".replace("-", "−")


def _more_or_less(difference: Difference) -> Text:
    by = difference.difference or 0.0
    more = by > 0
    shown = amount(difference, abs(by)).lstrip("+")
    unit = UNITS[difference.definition.unit]
    if difference.definition.unit == "%":
        unit = Text("ポイント", " points")
    space = " " if unit.en and not unit.en.startswith(" ") else ""
    return Text(
        f"Bのほうが{shown}{unit.ja}{'大きい' if more else '小さい'}",
        f"B is {'higher' if more else 'lower'} by {shown}{space}{unit.en}",
    )
