"""From where and to where riders travel: places seldom seen are drawn to the mean of places of their kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma

from gtfs.service import Service
from simulations.fitting.intervals import HIGH, LOW, CountedShare, Interval

Float = NDArray[np.float64]
POLE = "pole"
FIRM, LOOSE = 25.0, 0.3
"""How firmly places of a kind may be drawn together (they differ by a fifth at least), and how loosely."""


@dataclass(frozen=True)
class PlaceShares:
    """The share of journeys at each place, and between what it lies in nine of ten cases."""

    share: Float  # (P,)
    low: Float  # (P,)
    high: Float  # (P,)
    kinds: Mapping[str, Interval]
    """Between what the share of all places of a kind together lies."""
    shape: Float  # (P,) of the Gamma of each share
    scale: Float  # (P,)

    def interval_of(self, places: Sequence[int]) -> Interval:
        """Between what the share of some places of one kind together lies: of one scale, Gammas add up."""
        chosen = np.asarray(places, np.int64)
        low, high = (
            float(gamma.ppf(at, self.shape[chosen].sum(), scale=self.scale[chosen[0]])) for at in (LOW, HIGH)
        )
        return min(1.0, low), min(1.0, high)


def kinds_of(service: Service) -> list[str]:
    """The kind of every place: a stop pole, or what a door leads into."""
    doors = [kind.value for kind in service.doors.kinds]
    return [POLE] * (len(service.places) - len(doors)) + doors


def fit_places(places: Sequence[int], kinds: Sequence[str]) -> PlaceShares:
    """Shares of recorded ends, one entry for each journey.

    How often a place is an end is Poisson, and the rates of places of one kind are Gamma round their mean,
    as spread as the records show: the posterior of each place is a Gamma again. scikit-learn has no such
    model.
    """
    counts = np.bincount(np.asarray(places, np.int64), minlength=len(kinds)).astype(np.float64)
    shape, scale = np.zeros(len(kinds)), np.ones(len(kinds))
    together: dict[str, Interval] = {}
    total = max(1.0, counts.sum())
    named = np.asarray(kinds)
    for kind in dict.fromkeys(kinds):
        mine = named == kind
        usual = counts[mine].mean()
        if usual == 0:
            continue
        seen = counts[mine].var()
        # how spread they are is not known well itself: rather too loose than too sure
        spread = max(0.0, seen - usual) + seen * np.sqrt(2 / mine.sum())
        firm = np.clip(usual**2 / max(spread, usual**2 / FIRM), LOOSE, FIRM)
        shape[mine], scale[mine] = counts[mine] + firm, 1 / (1 + firm / usual) / total
        together[kind] = CountedShare(float(counts[mine].sum()), float(total)).interval
    low, high = (
        np.where(shape > 0, gamma.ppf(at, np.maximum(shape, 1e-9), scale=scale), 0) for at in (LOW, HIGH)
    )
    return PlaceShares(shape * scale, low, np.minimum(1, high), together, shape, scale)
