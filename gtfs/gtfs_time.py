"""Times of a GTFS service day: seconds after noon minus twelve hours, so 25:30:00 is valid."""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

BLANK_S = -1
MALFORMED_S = -2

_TIME = re.compile(r"\s*(\d{1,3}):([0-5]\d):([0-5]\d)\s*", re.ASCII)


def parse_time_s(text: str) -> int:
    """Service-day seconds of a GTFS time, H:MM:SS or HH:MM:SS; raises ValueError for anything else."""
    seconds = _find_time_s(text)
    if seconds is None:
        raise ValueError(f"{text!r} is not a GTFS time: expected H:MM:SS or HH:MM:SS, for example 8:05:00")
    return seconds


def format_time_s(time_s: int) -> str:
    """A GTFS time, HH:MM:SS, of service-day seconds; hours run on past 24."""
    if time_s < 0:
        raise ValueError(f"{time_s} s is before the service day began; GTFS has no negative times")
    minutes, seconds = divmod(time_s, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"


def parse_times_s(texts: pd.Series) -> NDArray[np.int64]:
    """A whole column of GTFS times: seconds, BLANK_S where there is none, MALFORMED_S where it is no time."""
    codes, distinct = pd.factorize(texts.astype(object))
    seconds = np.array([_seconds_or_mark(str(text)) for text in distinct], dtype=np.int64)
    return seconds[codes] if len(seconds) else np.zeros(0, dtype=np.int64)


def _find_time_s(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = (int(part) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def _seconds_or_mark(text: str) -> int:
    if not text.strip():
        return BLANK_S
    seconds = _find_time_s(text)
    return MALFORMED_S if seconds is None else seconds
