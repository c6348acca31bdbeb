"""Closed roads: every way that led over one goes round it by other places, or there is none."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.conditions import ClosedRoad, ConditionsError
from dispatch.domain.place import PlaceIndex
from dispatch.travel.travel_times import (
    UNREACHABLE_S,
    MatrixTravelTimes,
    TravelTensor,
    first_in_first_out,
)


def without_roads(usual: TravelTensor, closed: Iterable[ClosedRoad]) -> TravelTensor:
    """The travel times where some roads cannot be driven.

    All that is known of the roads are the times between places, so a way leads over the road from A to B
    where driving by way of both costs no second more; the way round is the shortest of those that are left.
    Raises ConditionsError where another place lies on the road, since only a part of it may be closed.
    """
    roads = sorted((road.origin, road.destination) for road in closed)
    slices, metres = [], usual.metres.astype(np.int64)
    for k, seconds in enumerate(usual.seconds.astype(np.int64)):
        barred = np.zeros(seconds.shape, np.bool_)
        for origin, destination in roads:
            _check_neighbours(seconds, origin, destination)
            direct_s = seconds[origin, destination]
            barred |= seconds[:, origin, None] + direct_s + seconds[None, destination, :] <= seconds
        left = np.where(barred, UNREACHABLE_S, seconds)
        round_s, round_m = _ways_round(left, usual.metres.astype(np.int64))
        slices.append(round_s)
        metres = round_m if k == 0 else metres
    times = first_in_first_out(slices, usual.knot_s.tolist())
    return MatrixTravelTimes.of(times, metres, knot_s=usual.knot_s).tensor()


def find_between(usual: TravelTensor, road: ClosedRoad) -> PlaceIndex | None:
    """A place that lies on the way from one end of a road to the other, at any time of day."""
    found = (_between(slice_s.astype(np.int64), road.origin, road.destination) for slice_s in usual.seconds)
    return next((place for place in found if place is not None), None)


def _between(seconds: NDArray[np.int64], origin: PlaceIndex, destination: PlaceIndex) -> PlaceIndex | None:
    before, after = seconds[origin], seconds[:, destination]
    between = (before > 0) & (after > 0) & (before + after == seconds[origin, destination])
    return PlaceIndex(int(between.argmax())) if between.any() else None


def _check_neighbours(seconds: NDArray[np.int64], origin: PlaceIndex, destination: PlaceIndex) -> None:
    between = _between(seconds, origin, destination)
    if between is not None:
        raise ConditionsError(
            f"closed road from place {origin} to place {destination}: place {between} lies on "
            "the way; name the part that is closed, before it or after it"
        )


def _ways_round(
    seconds: NDArray[np.int64], metres: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # (P, P), (P, P)
    """The shortest ways over those that are left, and their metres.

    What is left are shortest ways already, so that only pairs without one are looked at, by way of one more
    place each round, until nothing is shorter.
    """
    seconds, metres = seconds.copy(), metres.copy()
    np.fill_diagonal(seconds, 0)
    barred = seconds >= UNREACHABLE_S
    shorter = True
    while shorter:
        shorter = False
        for origin in np.flatnonzero(barred.any(axis=1)):
            ends = np.flatnonzero(barred[origin])
            by_way_s = seconds[origin][:, None] + seconds[:, ends]  # (P, n)
            via = by_way_s.argmin(axis=0)
            round_s = by_way_s[via, np.arange(len(ends))]
            better = round_s < seconds[origin, ends]
            if better.any():
                shorter = True
                found, via = ends[better], via[better]
                seconds[origin, found] = round_s[better]
                metres[origin, found] = metres[origin, via] + metres[via, found]
    return np.minimum(seconds, UNREACHABLE_S), metres
