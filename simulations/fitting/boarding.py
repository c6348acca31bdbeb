"""How long boarding and alighting take beside what the rules plan, by who boards and under which snow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.load import Load
from dispatch.domain.route import VisitKind
from dispatch.domain.rules import ServiceRules
from gtfs.service_snow import SnowLevel
from simulations.fitting.intervals import NINE_OF_TEN, Interval
from simulations.fitting.journeys import snow_of
from simulations.learning import require_learning
from simulations.recorded.read_day import ReadDay

Float = NDArray[np.float64]
ALPHA = 10.0
"""Of the pull towards what the rules plan, in visits."""
OF_WHOM = ("anybody", "extra_rider", "walker", "wheelchair")
LEAST_S, MOST_S = 1, 1800
"""Shorter or longer visits were reported by mistake."""


@dataclass(frozen=True)
class Visited:
    """A recorded boarding or alighting."""

    kind: VisitKind
    party: Load
    took_s: int
    snow: SnowLevel


@dataclass(frozen=True)
class BoardingModel:
    """Seconds more than the rules plan: of anybody, and of each further rider, walker and wheelchair."""

    board_s: Mapping[str, float]
    alight_s: Mapping[str, float]
    dwell: Mapping[SnowLevel, float]
    """Times as long as without snow."""
    visits: int
    spread_s: float
    """Standard deviation of a single visit."""
    board_interval: Mapping[str, Interval]
    alight_interval: Mapping[str, Interval]

    def expected_s(self, visit: Visited, rules: ServiceRules) -> float:
        """What the model expects a visit to last."""
        more = self.board_s if visit.kind is VisitKind.BOARD else self.alight_s
        usual_s = planned_s(visit, rules) + float(np.dot(_features(visit.party), [more[w] for w in OF_WHOM]))
        return usual_s * self.dwell.get(visit.snow, 1.0)


def planned_s(visit: Visited, rules: ServiceRules) -> int:
    """What the rules plan for a visit on a day without snow."""
    plan = rules.boarding_s if visit.kind is VisitKind.BOARD else rules.alighting_s
    return plan(visit.party)


def list_visits(days: Sequence[ReadDay]) -> list[Visited]:
    """The boardings and alightings of recorded days."""
    return [
        Visited(kind, ride.promise.party, took_s, snow)
        for day in days
        for snow in (snow_of(day.recorded.events),)
        for ride in day.facts.rides.values()
        for kind, took_s in ride.took_s.items()
        if LEAST_S <= took_s <= MOST_S
    ]


def fit_boarding(visits: Sequence[Visited], rules: ServiceRules) -> BoardingModel:
    """A ridge regression of what visits lasted beyond the rules, on days without snow."""
    usual = [visit for visit in visits if visit.snow is SnowLevel.NORMAL]
    board, alight = (
        _more([visit for visit in usual if visit.kind is kind], lambda each: planned_s(each, rules))
        for kind in (VisitKind.BOARD, VisitKind.ALIGHT)
    )
    dwell = {}
    for level in dict.fromkeys(visit.snow for visit in visits):
        mine = [visit for visit in visits if visit.snow is level]
        dwell[level] = sum(each.took_s for each in mine) / max(
            1, sum(planned_s(each, rules) for each in mine)
        )
    without = dwell.get(SnowLevel.NORMAL, 1.0)
    relative = {level: factor / without for level, factor in dwell.items()}
    off = np.concatenate([board.off_s, alight.off_s])
    spread_s = float(off.std()) if len(off) else 0.0
    told = board.seconds, alight.seconds, relative, len(visits), spread_s
    return BoardingModel(*told, board.intervals, alight.intervals)


@dataclass(frozen=True)
class _More:
    seconds: Mapping[str, float]
    intervals: Mapping[str, Interval]
    off_s: Float


def _more(visits: Sequence[Visited], plan: Callable[[Visited], int]) -> _More:
    if not visits:
        nothing = dict.fromkeys(OF_WHOM, 0.0)
        return _More(nothing, {}, np.zeros(0))
    require_learning()
    from sklearn.linear_model import Ridge

    x = np.array([_features(visit.party) for visit in visits])
    beyond = np.array([visit.took_s - plan(visit) for visit in visits], np.float64)
    model = Ridge(alpha=ALPHA, fit_intercept=False).fit(x, beyond)
    off = beyond - model.predict(x)
    # the pull towards the rules counts as ALPHA visits that lasted as planned
    wide = NINE_OF_TEN * np.sqrt(np.diag(np.linalg.inv(x.T @ x + ALPHA * np.eye(x.shape[1])))) * off.std()
    found = list(zip(OF_WHOM, model.coef_.tolist(), wide.tolist(), x.sum(axis=0).tolist(), strict=True))
    return _More(
        {whom: seconds for whom, seconds, *_ in found},
        {whom: (seconds - width, seconds + width) for whom, seconds, width, seen in found if seen},
        off,
    )


def _features(party: Load) -> tuple[float, float, float, float]:
    return 1.0, party.seats + party.wheelchairs - 1.0, float(party.walkers), float(party.wheelchairs)
