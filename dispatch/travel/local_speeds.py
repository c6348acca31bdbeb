"""How much of each way lies near some places: what a drive meets of roads that are slow only there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.place import PlaceIndex
from dispatch.travel.travel_times import TravelTimes

_ROUNDED_UP_S = 1
"""Times are whole seconds, rounded up: two legs may take a second more than the way they make."""


def shares_near(
    travel: TravelTimes, groups: Sequence[frozenset[PlaceIndex]]
) -> NDArray[np.float64]:  # (G, P, P)
    """The share of each way's seconds that is driven near the places of each group, 0 to 1.

    A way goes from place to place; half of each leg between two neighbours is near the one, half the other.
    """
    seconds = travel.tensor().fastest.astype(np.float64)
    before = _places_before(travel)
    origins = np.arange(len(seconds))[:, None]
    leg_s = seconds[before, np.arange(len(seconds))[None, :]]  # (P, P) from the place before
    parts = [leg_s]
    for group in groups:
        near = np.zeros(len(seconds))
        near[sorted(group)] = 0.5
        parts.append(leg_s * (near[before] + near[None, :]))
    sums = np.array(parts)
    while (before != origins).any():  # each round doubles how many legs are summed up
        sums = sums + sums[:, origins, before]
        before = before[origins, before]
    whole = np.where(sums[0] > 0, sums[0], 1.0)
    return np.asarray(sums[1:] / whole, np.float64)


@lru_cache(maxsize=4)
def _places_before(travel: TravelTimes) -> NDArray[np.int64]:  # (P, P)
    """On the way from one place to another, the last before the other; the first, where none is between.

    A place is on the way where driving by way of it costs no second more than rounding does.
    """
    seconds = travel.tensor().fastest
    before = np.empty(seconds.shape, np.int64)
    for origin, reached in enumerate(seconds):  # (P,)
        between = reached[:, None] + seconds <= reached[None, :] + _ROUNDED_UP_S
        between &= reached[:, None] < reached[None, :]
        before[origin] = np.where(between, reached[:, None], -1).argmax(axis=0)
        before[origin][~between.any(axis=0)] = origin
    before.setflags(write=False)
    return before
