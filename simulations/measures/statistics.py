"""Shares, means and percentiles that are unknown, not zero, where there is nothing to divide by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def share(part: float, whole: float) -> float | None:
    """Part ÷ whole; None where the whole is nothing.

    >>> share(1, 4), share(0, 0)
    (0.25, None)
    """
    return part / whole if whole else None


def percent(part: float, whole: float) -> float | None:
    """Part ÷ whole in percent; None where the whole is nothing."""
    ratio = share(part, whole)
    return None if ratio is None else 100 * ratio


def mean(values: Sequence[float]) -> float | None:
    """The mean; None of nothing."""
    return float(np.mean(values)) if values else None


def percentile(values: Sequence[float], percent: float) -> float | None:
    """A percentile, linear between neighbours; None of nothing."""
    return float(np.percentile(values, percent)) if values else None
