"""What a date is to riders: its weekday, and whether it is a holiday in Japan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gtfs.service_snow import SnowLevel
from simulations.learning import LearningMissing

WEEKDAYS = ("月", "火", "水", "木", "金", "土", "日")


def is_holiday(day: date) -> bool:
    """Whether it is a public holiday; raises LearningMissing where jpholiday is not installed."""
    try:
        import jpholiday
    except ImportError as problem:
        raise LearningMissing("jpholiday") from problem
    return bool(jpholiday.is_holiday(day))


def day_features(days: Sequence[tuple[date, SnowLevel]]) -> NDArray[np.float64]:  # (days, D)
    """Weekday, holiday and level of snow, each a column of ones and noughts."""
    levels = [level for level in SnowLevel if level is not SnowLevel.NORMAL]
    return np.array(
        [
            [
                *(float(day.weekday() == weekday) for weekday in range(len(WEEKDAYS))),
                float(is_holiday(day)),
                *(float(snow is level) for level in levels),
            ]
            for day, snow in days
        ],
        np.float64,
    ).reshape(len(days), len(WEEKDAYS) + 1 + len(levels))
