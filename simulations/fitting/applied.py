"""A service as a fitted model has it: its roads, how long boarding takes, its snow, and how riders behave."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.conditions import Conditions
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HALF_HOUR_S, HOUR_S
from dispatch.travel.travel_times import UNREACHABLE_S, MatrixTravelTimes
from gtfs.network import Network, synthetic_share
from gtfs.road_graph import RoadSource
from gtfs.service import Service
from gtfs.service_snow import SnowLevel
from simulations.drivers import MEAN_OF_BELIEVED
from simulations.fitting.fitted_model import FittedModel, FittedTravel, read_fitted

Float = NDArray[np.float64]
LEAST_TOLD = 0.02
"""Roads and hours that differ by less from the town's mean are driven like all others."""
BEHAVIOUR = ("cancel_share", "no_show_share", "late_share", "late_min")
"""Keys of `[demand]` that a model knows better."""
SPEEDS = 0.05, 20.0
FITTED = "+fit"
"""In the version of travel times that a model made."""


def model_of(service: Service) -> FittedModel | None:
    """The model that the service draws its riders from, if it names one; raises ServiceError."""
    file = service.demand.model
    return None if file is None else read_fitted(service.folder / file)


def as_fitted(service: Service, model: FittedModel | None, said: Collection[str] = ()) -> Service:
    """The service with boarding, snow and riders as they were recorded.

    Keys of service.toml that are `said` besides, such as demand.no_show_share, hold against the model.
    """
    if model is None:
        return service
    known = {key: getattr(model.demand, key) for key in BEHAVIOUR if f"demand.{key}" not in said}
    usual = service.conditions
    return replace(
        service,
        rules=fitted_rules(service.rules, model.travel),
        snow=fitted_snow(service.snow, model.travel, said),
        demand=service.demand.model_copy(update=known),
        # the usual drive was recorded under the usual conditions: what they cost is in it
        conditions=usual and replace(usual, speed=1.0, windows=(), extra_s=0, local_speeds=()),
    )


def fitted_snow(
    agreed: Mapping[SnowLevel, Conditions], travel: FittedTravel, said: Collection[str] = ()
) -> Mapping[SnowLevel, Conditions]:
    """The levels of snow mode, each as slow as it truly is where days of it were recorded.

    Windows, booking and closures stay as the town has agreed.
    """
    usual, found = travel.snow.get(SnowLevel.NORMAL.value), dict(agreed)
    for level, conditions in agreed.items():
        recorded, dwell = travel.snow.get(level.value), travel.dwell.get(level.value)
        if level is SnowLevel.NORMAL:
            continue
        if usual and recorded and f"snow.{level}.speed" not in said:
            speed = min(SPEEDS[1], max(SPEEDS[0], usual / recorded))
            conditions = replace(conditions, speed=speed, windows=(), extra_s=0, local_speeds=())
        if dwell and f"snow.{level}.dwell" not in said:
            conditions = replace(conditions, dwell=min(SPEEDS[1], max(SPEEDS[0], dwell)))
        found[level] = conditions
    return found


def fitted_times(base: MatrixTravelTimes, network: Network, travel: FittedTravel) -> MatrixTravelTimes:
    """The travel times that a dispatcher believes on roads as they are driven, as a new version.

    Simulated drives last a little less than believed, so as much more is believed.
    """
    tensor = base.tensor()
    factor = np.full(tensor.metres.shape, travel.factor / MEAN_OF_BELIEVED)
    for source in RoadSource:
        of_road = travel.roads.get(source.name.lower(), 1.0)
        if abs(of_road - 1) > LEAST_TOLD:
            factor = factor * np.exp(np.log(of_road) * synthetic_share(network, sources=frozenset({source})))
    hours = {int(hour): of for hour, of in travel.hours.items() if abs(of - 1) > LEAST_TOLD}
    knots = sorted({*map(int, tensor.knot_s), *(hour * HOUR_S + HALF_HOUR_S for hour in hours)})
    slices = [
        _at(tensor.knot_s, tensor.seconds, knot) * factor * hours.get(knot // 3600, 1.0) for knot in knots
    ]
    seconds = np.minimum(np.ceil(np.array(slices) - 1e-6), UNREACHABLE_S).astype(np.int64)
    seconds[:, tensor.seconds[0] >= UNREACHABLE_S] = UNREACHABLE_S
    digest = blake2b(travel.model_dump_json().encode(), digest_size=4).hexdigest()
    return MatrixTravelTimes.of(
        seconds, tensor.metres, knot_s=knots, version=f"{base.version}{FITTED}{digest}"
    )


def fitted_rules(rules: ServiceRules, travel: FittedTravel) -> ServiceRules:
    """The rules, with boarding and alighting planned as long as they truly take."""
    board, alight = travel.board_more_s, travel.alight_more_s

    def more(planned_s: int, seconds: float) -> int:
        return max(0, round(planned_s + seconds))

    return replace(
        rules,
        board_s=more(rules.board_s, board.get("anybody", 0)),
        board_extra_rider_s=more(rules.board_extra_rider_s, board.get("extra_rider", 0)),
        walker_s=more(rules.walker_s, board.get("walker", 0)),
        wheelchair_s=more(rules.wheelchair_s, board.get("wheelchair", 0)),
        alight_s=more(rules.alight_s, alight.get("anybody", 0)),
        alight_extra_rider_s=more(rules.alight_extra_rider_s, alight.get("extra_rider", 0)),
    )


def _at(knot_s: NDArray[np.int32], seconds: NDArray[np.int32], at_s: int) -> Float:
    """Seconds at a moment between two knots."""
    after = int(np.searchsorted(knot_s, at_s))
    if after == 0 or after == len(knot_s):
        return np.asarray(seconds[min(after, len(knot_s) - 1)], np.float64)
    share = (at_s - knot_s[after - 1]) / (knot_s[after] - knot_s[after - 1])
    return np.asarray(seconds[after - 1] * (1 - share) + seconds[after] * share, np.float64)
