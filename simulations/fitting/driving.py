"""How long driving takes beside what the network says: by kind of road, hour and snow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import HOUR_S
from dispatch.travel.travel_times import TravelTimes
from gtfs.network import Network, path
from gtfs.road_graph import RoadSource
from gtfs.service_snow import SnowLevel
from simulations.fitting.intervals import NINE_OF_TEN
from simulations.fitting.journeys import level_of
from simulations.learning import require_learning
from simulations.recorded.pace import LEAST_BELIEVED_S, read_legs
from simulations.recorded.recorded_day import RecordedDay

Float = NDArray[np.float64]
HOURS = tuple(range(24))
ALPHA = 10.0
"""Of the pull of every kind of road and hour towards the town's mean, in legs."""
FIRMLY = 10.0
"""Levels of snow are pulled a hundred times less: they are meant to differ."""


@dataclass(frozen=True)
class Driven:
    """Recorded legs beside what the network says of them on a usual day."""

    log_factor: Float  # (N,)
    roads: Float  # (N, R) share of the metres on each kind of road
    hours: NDArray[np.int64]  # (N,)
    snow: tuple[SnowLevel, ...]
    day: NDArray[np.int64]  # (N,)


@dataclass(frozen=True)
class DrivingModel:
    """Times the usual drive: of the town, and what roads, hours and snow make of it."""

    factor: float
    roads: Mapping[RoadSource, float]
    hours: Mapping[int, float]
    snow: Mapping[SnowLevel, tuple[float, float, float]]
    """By level the factor of a mean drive, from and to where it lies in nine of ten cases."""
    spread: float
    """Standard deviation of the log factor of a single drive."""

    def log_factors(self, driven: Driven) -> Float:
        """What the model expects of recorded legs."""
        roads = np.log([self.roads.get(source, 1.0) for source in RoadSource])
        hours = np.log([self.hours.get(hour, 1.0) for hour in HOURS])
        levels = np.array(
            [np.log(self.snow[level][0]) if level in self.snow else 0.0 for level in driven.snow]
        )
        return np.asarray(driven.roads @ roads + hours[driven.hours] + levels)


def list_driven(days: Sequence[RecordedDay], network: Network, travel: TravelTimes) -> Driven:
    """The legs of recorded days that were driven without a turn, whatever was believed of them."""
    known: dict[tuple[PlaceIndex, PlaceIndex], Float] = {}
    rows: list[tuple[float, Float, int, SnowLevel, int]] = []
    for number, day in enumerate(days):
        legs, _ = read_legs(day.events, travel)
        for leg in legs:
            usual_s = travel.seconds(leg.origin, leg.destination, leg.left_s)
            if usual_s < LEAST_BELIEVED_S:
                continue
            ends = leg.origin, leg.destination
            if ends not in known:
                known[ends] = _road_shares(network, *ends)
            factor = np.log(leg.factor * leg.believed_s / usual_s)
            rows.append((factor, known[ends], leg.left_s // HOUR_S % 24, level_of(leg.conditions), number))
    return Driven(
        np.array([row[0] for row in rows]),
        np.array([row[1] for row in rows]).reshape(len(rows), len(RoadSource)),
        np.array([row[2] for row in rows], np.int64),
        tuple(row[3] for row in rows),
        np.array([row[4] for row in rows], np.int64),
    )


def fit_driving(driven: Driven) -> DrivingModel | None:
    """A ridge regression of the log factors; None without a leg."""
    require_learning()
    from sklearn.linear_model import Ridge

    if not len(driven.log_factor):
        return None
    levels = tuple(dict.fromkeys((SnowLevel.NORMAL, *driven.snow)))
    x = _design(driven, levels)
    model = Ridge(alpha=ALPHA)
    model.fit(x, driven.log_factor)
    roads, hours, snow = np.split(
        model.coef_ * _scale(levels), [len(RoadSource), len(RoadSource) + len(HOURS)]
    )
    off = driven.log_factor - model.predict(x)
    spread = float(np.std(off))
    mean_road = float((driven.roads @ roads).mean() + hours[driven.hours].mean())
    found = {}
    for n, level in enumerate(levels):
        mine = np.array([each is level for each in driven.snow])
        if not mine.any():
            continue
        at = float(model.intercept_) + mean_road + float(snow[n]) + spread**2 / 2
        width = NINE_OF_TEN * spread / np.sqrt(mine.sum())
        found[level] = (float(np.exp(at)), float(np.exp(at - width)), float(np.exp(at + width)))
    centred_roads = roads - (driven.roads @ roads).mean()
    centred_hours = hours - hours[driven.hours].mean()
    used = driven.roads.sum(axis=0) > 0
    seen = set(driven.hours.tolist())
    return DrivingModel(
        found.get(SnowLevel.NORMAL, next(iter(found.values())))[0],
        {s: float(np.exp(c)) for s, c, u in zip(RoadSource, centred_roads, used, strict=True) if u},
        {hour: float(np.exp(centred_hours[hour])) for hour in HOURS if hour in seen},
        found,
        spread,
    )


def _design(driven: Driven, levels: Sequence[SnowLevel]) -> Float:
    hours = np.eye(len(HOURS))[driven.hours]
    snow = np.array([[float(each is level) for level in levels] for each in driven.snow])
    return np.hstack([driven.roads, hours, snow]) * _scale(levels)


def _scale(levels: Sequence[SnowLevel]) -> Float:
    return np.concatenate([np.ones(len(RoadSource) + len(HOURS)), np.full(len(levels), FIRMLY)])


def _road_shares(network: Network, origin: PlaceIndex, destination: PlaceIndex) -> Float:  # (R,)
    metres = path(network, origin, destination).metres
    row = np.array([metres.get(source, 0.0) for source in RoadSource])
    return np.asarray(row / max(1.0, row.sum()))
