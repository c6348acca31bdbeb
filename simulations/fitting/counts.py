"""How many journeys begin in each half hour of a day, by weekday, holiday and snow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gtfs.service_snow import SnowLevel
from simulations.fitting.calendar import day_features
from simulations.fitting.journeys import ObservedDay
from simulations.learning import require_learning

Float = NDArray[np.float64]
ALPHA = 1e-4
"""Of the pull of each half hour, weekday, holiday and level of snow towards the town's mean half hour."""
SELDOM_SEEN = 0.5
"""Effects of days enter at this size, so that they are pulled four times as much as half hours."""
ENOUGH_DAYS = 20
NINE_OF_TEN = 1.645
"""Standard deviations to either side."""


@dataclass(frozen=True)
class CountModel:
    """Expected journeys by half hour: a mean day, and what each kind of day makes of it."""

    half_hours: tuple[int, ...]
    log_mean: Float  # (H,) of a day without any feature
    effects: Float  # (D,) log factors of the features of a day, see `day_features`

    def expected(self, days: Sequence[tuple[date, SnowLevel]]) -> Float:  # (days, H)
        """How many journeys are expected in each half hour of each day."""
        return np.exp(self.log_mean[None, :] + (day_features(days) @ self.effects)[:, None])


@dataclass(frozen=True)
class CountedDays:
    """Journeys of recorded days, counted."""

    days: tuple[tuple[date, SnowLevel], ...]
    half_hours: tuple[int, ...]
    counts: Float  # (days, H)


def count_days(observed: Sequence[ObservedDay]) -> CountedDays:
    """Ways out by the half hour of their wish, over all half hours in which anybody ever wished to leave."""
    asked = [[journey.out.half_hour for journey in day.journeys] for day in observed]
    half_hours = tuple(sorted({half for day in asked for half in day}))
    counts = np.array([[day.count(half) for half in half_hours] for day in asked], np.float64)
    return CountedDays(
        tuple((day.service_date, day.snow) for day in observed), half_hours, counts.reshape(len(asked), -1)
    )


def fit_counts(counted: CountedDays) -> CountModel:
    """A Poisson regression; sparse half hours and kinds of day are drawn to the town's average."""
    require_learning()
    from sklearn.linear_model import PoissonRegressor

    halves = len(counted.half_hours)
    model = PoissonRegressor(alpha=ALPHA, max_iter=300, solver="newton-cholesky")
    model.fit(_design(day_features(counted.days), halves), counted.counts.ravel())
    coefficients = np.asarray(model.coef_, np.float64)
    return CountModel(
        counted.half_hours,
        float(model.intercept_) + coefficients[:halves],
        coefficients[halves:] * SELDOM_SEEN,
    )


def interval_of_counts(counted: CountedDays, wanted: Sequence[tuple[date, SnowLevel]]) -> tuple[Float, Float]:
    """From and to where the expected journeys of a mean wanted day lie, by half hour, in nine of ten cases.

    Whole days differ from what is expected of them, not half hours alone: the spread is that of the days
    (a sandwich clustered by day), where enough of them are recorded.
    """
    model, features = fit_counts(counted), day_features(counted.days)
    halves, days = len(counted.half_hours), len(counted.days)
    x = _design(features, halves)  # (days x H, H + D)
    expected = model.expected(counted.days).ravel()
    off = (counted.counts.ravel() - expected)[:, None] * x
    bread = np.linalg.inv((x * expected[:, None]).T @ x + ALPHA * len(x) * np.eye(x.shape[1]))
    if days >= ENOUGH_DAYS:
        by_day = off.reshape(days, halves, -1).sum(axis=1)
        meat = by_day.T @ by_day * days / (days - features.shape[1])
    else:
        meat = off.T @ off
    covariance = bread @ meat @ bread
    told = model.expected(wanted)  # (wanted, H)
    middle = told.mean(axis=0)
    slopes = _design(day_features(wanted), halves).reshape(len(wanted), halves, -1) * told[:, :, None]
    slope = slopes.mean(axis=0)  # (H, H + D)
    spread = np.sqrt(np.einsum("hi,ij,hj->h", slope, covariance, slope))
    width = NINE_OF_TEN * spread / np.maximum(middle, 1e-9)  # counts are never below zero
    return middle * np.exp(-width), middle * np.exp(width)


def _design(features: Float, halves: int) -> Float:  # (days x H, H + D)
    by_half = np.tile(np.eye(halves), (len(features), 1))
    return np.hstack([by_half, np.repeat(features * SELDOM_SEEN, halves, axis=0)])
