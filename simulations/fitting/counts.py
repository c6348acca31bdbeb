"""How many journeys begin in each half hour of a day, by weekday, holiday and snow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gtfs.service_snow import SnowLevel
from simulations.fitting.calendar import WEEKDAYS, day_features
from simulations.fitting.intervals import NINE_OF_TEN
from simulations.fitting.journeys import ObservedDay
from simulations.learning import require_learning

Float = NDArray[np.float64]
ALPHA = 1e-4
"""Of the pull of each half hour, weekday, holiday and level of snow towards the town's mean half hour."""
SELDOM_SEEN = 0.5
"""Effects of days enter at this size, so that they are pulled four times as much as half hours."""
ENOUGH_DAYS = 20


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


@dataclass(frozen=True)
class CountIntervals:
    """From and to where what was fitted lies in nine of ten cases."""

    expected: Float  # (H,) journeys of a mean wanted day
    low: Float  # (H,)
    high: Float  # (H,)
    effects_low: Float  # (D,) factors of the features of a day
    effects_high: Float  # (D,)


def interval_of_counts(counted: CountedDays, wanted: Sequence[tuple[date, SnowLevel]]) -> CountIntervals:
    """The intervals of a mean wanted day, by half hour, and of what each kind of day makes of it."""
    model = fit_counts(counted)
    halves, (covariance, told_apart) = len(counted.half_hours), _covariances(counted, model)
    told = model.expected(wanted)  # (wanted, H)
    middle = told.mean(axis=0)
    slopes = _design(day_features(wanted), halves).reshape(len(wanted), halves, -1) * told[:, :, None]
    slope = slopes.mean(axis=0)  # (H, H + D)
    spread = np.sqrt(np.einsum("hi,ij,hj->h", slope, covariance, slope))
    width = NINE_OF_TEN * spread / np.maximum(middle, 1e-9)  # counts are never below zero
    of_effects = (
        NINE_OF_TEN
        * SELDOM_SEEN
        * np.sqrt(np.maximum(*(_variance_of_effects(each, halves) for each in (covariance, told_apart))))
    )
    return CountIntervals(
        middle,
        middle * np.exp(-width),
        middle * np.exp(width),
        np.exp(model.effects - of_effects),
        np.exp(model.effects + of_effects),
    )


def _covariances(counted: CountedDays, model: CountModel) -> tuple[Float, Float]:  # (H + D, H + D)
    """Of the coefficients: as days differ, and as little as is known of what was hardly recorded.

    Whole days differ from what is expected of them, not half hours alone: the first is a sandwich clustered
    by day, where enough of them are recorded. The second has the pull towards the mean for what it is, a
    belief, so that a kind of day that was never seen is not thought sure.
    """
    features = day_features(counted.days)
    halves, days = len(counted.half_hours), len(counted.days)
    x = _design(features, halves)  # (days x H, H + D)
    expected = model.expected(counted.days).ravel()
    off = (counted.counts.ravel() - expected)[:, None] * x
    bread = np.asarray(
        np.linalg.inv((x * expected[:, None]).T @ x + ALPHA * len(x) * np.eye(x.shape[1])), np.float64
    )
    if days >= ENOUGH_DAYS:
        by_day = off.reshape(days, halves, -1).sum(axis=1)
        meat = by_day.T @ by_day * days / (days - features.shape[1])
    else:
        meat = off.T @ off
    return np.asarray(bread @ meat @ bread), bread


def _variance_of_effects(covariance: Float, halves: int) -> Float:  # (D,)
    """Of the effects of days; weekdays against their mean, for half hours have what all days share."""
    days = covariance.shape[0] - halves
    against = np.eye(days)
    against[: len(WEEKDAYS), : len(WEEKDAYS)] -= 1 / len(WEEKDAYS)
    return np.asarray(np.diag(against @ covariance[halves:, halves:] @ against.T))


def _design(features: Float, halves: int) -> Float:  # (days x H, H + D)
    by_half = np.tile(np.eye(halves), (len(features), 1))
    return np.hstack([by_half, np.repeat(features * SELDOM_SEEN, halves, axis=0)])
