"""Drives and boardings of days that a model has not seen, beside what was foretold of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.load import Load
from dispatch.domain.route import VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.travel.travel_times import TravelTimes
from gtfs.network import Network
from simulations.fitting.boarding import fit_boarding, list_visits, planned_s
from simulations.fitting.driving import Driven, fit_driving, list_driven
from simulations.recorded.read_day import ReadDay
from simulations.report.texts import Text

Float = NDArray[np.float64]
WHOM = ("one", "several", "walker", "wheelchair")
FEW_VISITS, FEW_DRIVES = 200, 200
CLOSE = 0.1
"""Nearer to the recorded mean than this is near enough to plan with."""


@dataclass(frozen=True)
class ForetoldMean:
    """Some drives or visits of unseen days: their mean, and what was foretold of it."""

    name: str
    recorded: float
    expected: float
    before: float
    """By the network's times, or by the rules."""
    many: int


@dataclass(frozen=True)
class ForetoldTimes:
    """How well single drives or visits of unseen days are foretold, and their means by kind."""

    many: int
    learnt_from: int
    off: float
    """Mean error of one: a share of a drive, seconds of a visit."""
    off_before: float
    mean_off: float
    """Of the mean of all, as a share."""
    means: tuple[ForetoldMean, ...]


def foretell_visits(
    kept: Sequence[ReadDay], unseen: Sequence[ReadDay], rules: ServiceRules
) -> ForetoldTimes | None:
    """Boardings and alightings of unseen days, in seconds; None where there are none."""
    learnt, visits = list_visits(kept), list_visits(unseen)
    if not learnt or not visits:
        return None
    model = fit_boarding(learnt, rules)
    took = np.array([visit.took_s for visit in visits], np.float64)
    told = np.array([model.expected_s(visit, rules) for visit in visits])
    planned = np.array([planned_s(visit, rules) for visit in visits], np.float64)
    names = [f"{visit.kind.value} {_whom(visit.party)}" for visit in visits]
    order = [f"{kind.value} {whom}" for kind in (VisitKind.BOARD, VisitKind.ALIGHT) for whom in WHOM]
    return ForetoldTimes(
        len(visits),
        len(learnt),
        float(np.abs(took - told).mean()),
        float(np.abs(took - planned).mean()),
        float(abs(told.sum() - took.sum()) / took.sum()),
        tuple(_means(names, order, took, told, planned)),
    )


def foretell_drives(
    kept: Sequence[ReadDay], unseen: Sequence[ReadDay], network: Network, travel: TravelTimes
) -> ForetoldTimes | None:
    """Drives of unseen days, as times what the network says; None where there are none."""
    learnt = list_driven([day.recorded for day in kept], network, travel)
    model = fit_driving(learnt)
    driven: Driven = list_driven([day.recorded for day in unseen], network, travel)
    if model is None or not len(driven.log_factor):
        return None
    took, told = np.exp(driven.log_factor), np.exp(model.log_factors(driven))
    names = [f"{hour}" for hour in driven.hours.tolist()]
    order = [f"{hour}" for hour in range(24)]
    return ForetoldTimes(
        len(took),
        len(learnt.log_factor),
        float(np.abs(took / told - 1).mean()),
        float(np.abs(took - 1).mean()),
        float(abs(told.sum() - took.sum()) / took.sum()),
        tuple(_means(names, order, took, told, np.ones(len(took)))),
    )


def trust_in_visits(found: ForetoldTimes) -> Text:
    """How far to trust the times of boarding and alighting."""
    ja = (
        f"見せていない日の乗り降り{found.many}回で、1回の誤差は平均{found.off:.0f}秒"
        f"（運行規程の値のままなら{found.off_before:.0f}秒）、平均のずれは{found.mean_off:.0%}でした。"
    )
    en = (
        f"Of {found.many} boardings and alightings of unseen days one is off by {found.off:.0f} s on average "
        f"(by the rules, {found.off_before:.0f} s), their mean by {found.mean_off:.0%}. "
    )
    return _verdict(
        found,
        FEW_VISITS,
        ja,
        en,
        Text("乗降時間の計画に使えます。", "Fit for planning how long boarding takes."),
        Text("運行規程の値と見比べてから使ってください。", "Set it beside the rules before you use it."),
    )


def trust_in_drives(found: ForetoldTimes) -> Text:
    """How far to trust the times of drives."""
    ja = (
        f"見せていない日の運転{found.many}回で、1回の所要時間の誤差は平均{found.off:.1%}"
        f"（道路網の時間のままなら{found.off_before:.1%}）、平均のずれは{found.mean_off:.1%}でした。"
    )
    en = (
        f"Of {found.many} drives of unseen days one is off by {found.off:.1%} on average (by the network's "
        f"own times, {found.off_before:.1%}), their mean by {found.mean_off:.1%}. "
    )
    return _verdict(
        found,
        FEW_DRIVES,
        ja,
        en,
        Text("所要時間の計画に使えます。", "Fit for planning how long drives take."),
        Text(
            "道路網の時間と見比べてから使ってください。",
            "Set it beside the network's times before you use it.",
        ),
    )


def _verdict(found: ForetoldTimes, few: int, ja: str, en: str, good: Text, poor: Text) -> Text:
    if found.learnt_from < few:
        return Text(
            f"{ja}記録が{found.learnt_from}回分しかないので、目安としてだけ使ってください。",
            f"{en}Only {found.learnt_from} were learnt from: take it as a rough guide.",
        )
    close = found.mean_off <= CLOSE and found.off <= found.off_before * (1 + CLOSE)
    return Text(ja + (good if close else poor).ja, en + (good if close else poor).en)


def _means(
    names: Sequence[str], order: Sequence[str], took: Float, told: Float, before: Float
) -> Iterator[ForetoldMean]:
    named = np.array(names)
    for name in order:
        mine = named == name
        if mine.any():
            recorded, expected, usual = (float(each[mine].mean()) for each in (took, told, before))
            yield ForetoldMean(name, recorded, expected, usual, int(mine.sum()))


def _whom(party: Load) -> str:
    if party.wheelchairs:
        return "wheelchair"
    if party.walkers:
        return "walker"
    return "one" if party.seats <= 1 else "several"
