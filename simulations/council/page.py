"""The report for the council as one page that prints and asks nothing of any network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulations.council.contents import Contents
from simulations.council.figures import HIDDEN
from simulations.council.money_sheets import ASSUMED_NOTE
from simulations.council.period import Period
from simulations.council.sheet import Sheet
from simulations.council.sheets import HIDING
from simulations.council.unmet_map import draw_squares

HEADLINES = (
    *("passengers", "booking_success", "unmet_needs", "promise_kept"),
    *("wait_adv_mean", "loaded_km_ratio", "cost_per_ride", "cost_recovery"),
)
_OWN_PAGE = ("outcomes", "mesh", "costs", "feeder")


def pages() -> Environment:
    """The templates of the pages of a pack."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def report_page(contents: Contents, sheets: Sequence[Sheet]) -> str:
    """The page of the report."""
    period = contents.period
    header = (period.service, "運行実績報告書", dates_of(period), period.label)
    return (
        pages()
        .get_template("report.html")
        .render(
            period=period,
            dates=dates_of(period),
            basis=basis_of(period),
            header=css_string(" ".join(filter(None, header))),
            headlines=[contents.figures[code] for code in HEADLINES],
            assumed=ASSUMED_NOTE if contents.costs.assumed else "",
            sheets=sheets,
            hiding=HIDING,
            hidden=HIDDEN,
            own_page=_OWN_PAGE,
            map=draw_squares(contents),
        )
    )


def css_string(text: str) -> str:
    r"""Words as a string of a style sheet, whatever is in them.

    >>> css_string('a "b"')
    '"a \\22 b\\22 "'
    """
    safe = "".join(f"\\{ord(one):x} " if one in '"\\<>&\n\r\f' else one for one in text)
    return f'"{safe}"'


def dates_of(period: Period) -> str:
    """The dates a period covers, as people read them."""
    if period.first == period.last:
        return _japanese(period.first)
    return f"{_japanese(period.first)}から{_japanese(period.last)}まで"


def basis_of(period: Period) -> str:
    """What the figures rest on."""
    days = len(period.days)
    if period.simulated:
        return f"計算で再現した{days}日分の記録による。実際の運行の記録ではありません。"
    return f"運行した{days}日分の記録による。"


def _japanese(date: str) -> str:
    year, month, day = (int(part) for part in date.split("-"))
    return f"{year}年{month}月{day}日"
