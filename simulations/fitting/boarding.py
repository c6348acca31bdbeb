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
class BoardingModel:
    """Seconds more than the rules plan: of anybody, and of each further rider, walker and wheelchair."""

    board_s: Mapping[str, float]
    alight_s: Mapping[str, float]
    dwell: Mapping[SnowLevel, float]
    """Times as long as without snow."""
    visits: int


def fit_boarding(days: Sequence[ReadDay], rules: ServiceRules) -> BoardingModel:
    """A ridge regression of what visits lasted beyond the rules, on days without snow."""
    rows = [row for day in days for row in _visits(day)]
    plans: dict[VisitKind, Callable[[Load], int]] = {
        VisitKind.BOARD: rules.boarding_s,
        VisitKind.ALIGHT: rules.alighting_s,
    }
    more = {}
    for kind, plan in plans.items():
        mine = [
            (party, took_s) for each, party, took_s, snow in rows if each is kind and snow is SnowLevel.NORMAL
        ]
        more[kind] = _more(mine, plan)
    dwell = {}
    for level in dict.fromkeys(snow for *_, snow in rows):
        took = [(took_s, plans[kind](party)) for kind, party, took_s, snow in rows if snow is level]
        dwell[level] = sum(each for each, _ in took) / max(1, sum(planned for _, planned in took))
    without = dwell.get(SnowLevel.NORMAL, 1.0)
    relative = {level: factor / without for level, factor in dwell.items()}
    return BoardingModel(more[VisitKind.BOARD], more[VisitKind.ALIGHT], relative, len(rows))


def _visits(day: ReadDay) -> list[tuple[VisitKind, Load, int, SnowLevel]]:
    snow = snow_of(day.recorded.events)
    return [
        (kind, ride.promise.party, took_s, snow)
        for ride in day.facts.rides.values()
        for kind, took_s in ride.took_s.items()
        if LEAST_S <= took_s <= MOST_S
    ]


def _more(visits: Sequence[tuple[Load, int]], plan: Callable[[Load], int]) -> dict[str, float]:
    if not visits:
        return dict.fromkeys(OF_WHOM, 0.0)
    require_learning()
    from sklearn.linear_model import Ridge

    features = [
        (1.0, party.seats + party.wheelchairs - 1.0, float(party.walkers), float(party.wheelchairs))
        for party, _ in visits
    ]
    beyond = [took_s - plan(party) for party, took_s in visits]
    model = Ridge(alpha=ALPHA, fit_intercept=False).fit(np.array(features), np.array(beyond, np.float64))
    return {whom: float(seconds) for whom, seconds in zip(OF_WHOM, model.coef_, strict=True)}
