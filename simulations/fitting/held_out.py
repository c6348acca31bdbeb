"""A model held against days that it has not seen, and a plain sentence on how far to trust it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.domain.rules import ServiceRules
from dispatch.travel.travel_times import TravelTimes
from gtfs.network import Network
from simulations.fitting.counts import CountedDays, count_days, fit_counts
from simulations.fitting.held_out_times import ForetoldTimes, foretell_drives, foretell_visits
from simulations.fitting.journeys import observe
from simulations.recorded.read_day import ReadDay
from simulations.report.texts import Text

ONE_IN = 5
"""So many days to one that is held out, drawn by a seed: each fifth could be the one on which it snows."""
FEW_DAYS, ENOUGH_DAYS = 14, 40
CLOSE = 0.1


@dataclass(frozen=True)
class HeldOutHalf:
    """A half hour of the days that were held out."""

    half_hour: int
    recorded: float
    """Journeys a day."""
    expected: float


@dataclass(frozen=True)
class HeldOut:
    """How well days are foretold that were kept from the model; a share of the error that is taken away."""

    days: int
    learnt_from: int
    halves: tuple[HeldOutHalf, ...]
    off: float
    """By what share of the recorded journeys the expected ones are off, over all held-out days."""
    drives: ForetoldTimes | None
    visits: ForetoldTimes | None
    """Boardings and alightings."""

    @property
    def sentence(self) -> Text:
        """How far to trust the model."""
        if self.learnt_from < FEW_DAYS:
            return Text(
                f"記録が{self.learnt_from}日分しかありません。目安としてだけ使ってください。",
                f"Only {self.learnt_from} days were learnt from: take this as a rough guide.",
            )
        close = self.off <= CLOSE
        if close and self.learnt_from >= ENOUGH_DAYS:
            return Text(
                f"見せていない{self.days}日の移動の件数を{self.off:.1%}の誤差で当てました。"
                "同じ季節・同じ運行時間なら計画に使えます。",
                f"Journeys of {self.days} unseen days were foretold within {self.off:.1%}: fit for planning "
                "in the same season and hours.",
            )
        return Text(
            f"見せていない{self.days}日の移動の件数とのずれは{self.off:.1%}でした。大まかな比較に使い、"
            "細かい時間帯は信じすぎないでください。",
            f"Journeys of {self.days} unseen days were off by {self.off:.1%}: use it for broad comparisons, "
            "not for single half hours.",
        )


def hold_out(
    days: Sequence[ReadDay], network: Network, travel: TravelTimes, rules: ServiceRules
) -> HeldOut | None:
    """Learn from four days in five and foretell the others; None where there are fewer than five days."""
    drawn = np.random.default_rng(0).permutation(len(days))[: len(days) // ONE_IN].tolist()
    if not drawn:
        return None
    kept = [day for n, day in enumerate(days) if n not in drawn]
    unseen = [day for n, day in enumerate(days) if n in drawn]
    counted = count_days([observe(day) for day in kept])
    others = [observe(day) for day in unseen]
    expected = fit_counts(counted).expected([(day.service_date, day.snow) for day in others]).sum(axis=0)
    recorded = _counts_as(counted, [[j.out.half_hour for j in day.journeys] for day in others])
    halves = tuple(
        HeldOutHalf(half, float(found) / len(unseen), float(told) / len(unseen))
        for half, found, told in zip(counted.half_hours, recorded, expected, strict=True)
    )
    total = sum(len(day.journeys) for day in others)
    off = abs(float(expected.sum()) - total) / max(1, total)
    drives = foretell_drives(kept, unseen, network, travel)
    visits = foretell_visits(kept, unseen, rules)
    return HeldOut(len(unseen), len(kept), halves, off, drives, visits)


def _counts_as(counted: CountedDays, days: Sequence[Sequence[int]]) -> Sequence[int]:
    return [sum(day.count(half) for day in days) for half in counted.half_hours]
