"""The same riders on a day of summer and a day of winter, side by side."""

from __future__ import annotations

from pathlib import Path

from simulations.studies.ordered import Ordered, Watch, with_levers
from simulations.variants.ground import service_of
from simulations.winter.page import write_page
from simulations.winter.two_days import in_winter, replay_two_days

PAGE = "winter.html"


def carry_out(order: Ordered, out: Path, watch: Watch) -> Path:
    """Replay both days of an order; the report."""
    asked, variant = order.asked, with_levers(order, order.asked.levers)
    words = in_winter(variant).weather
    days = replay_two_days(
        variant,
        asked.summer,
        asked.winter,
        range(1, asked.seeds + 1),
        words,
        lambda done, total: watch(0, done, total),
    )
    write_page(days, service_of(variant.folder, variant.changes), words.sources if words else (), out / PAGE)
    return out / PAGE
