"""Snow, closures, slower boarding: the day's conditions turn travel times into a new version."""

from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.conditions import Conditions, ConditionsError, LocalSpeed
from dispatch.travel.closed_roads import without_roads
from dispatch.travel.local_speeds import shares_near
from dispatch.travel.travel_times import (
    UNREACHABLE_S,
    MatrixTravelTimes,
    TravelTensor,
    TravelTimes,
    first_in_first_out,
)

SHORTEST_CHANGE_S = 900
"""Roads slow down and recover over a quarter of an hour at least, never at a stroke."""


def under(base: TravelTimes, conditions: Conditions) -> MatrixTravelTimes:
    """The travel times under these conditions, as a new version; the base stays as it was.

    Round an edge of a window the seconds change linearly and end their change on the edge: a long drive that
    begins before the edge already meets what comes after it. Drivers keep to their usual ways where those are
    slower near some places. Raises ConditionsError for closed places and roads that are not there,
    TravelTimesError where windows follow so closely that a later start would arrive earlier.
    """
    tensor = base.tensor()
    _check_places(conditions, tensor.metres.shape[0])
    if conditions.closed_roads:
        tensor = without_roads(tensor, conditions.closed_roads)
    longest_s = _longest_s(tensor.seconds)
    everywhere = _slowness(conditions, longest_s)
    near = [_slowness(local, longest_s) for local in conditions.local_speeds]
    knots = {knot for slowness in (everywhere, *near) if len(slowness) > 1 for knot, _ in slowness}
    knots_s = sorted({int(knot) for knot in tensor.knot_s} | knots)
    shares = shares_near(base, [local.places for local in conditions.local_speeds]) if near else None
    slices = []
    for knot in knots_s:
        slowness: float | NDArray[np.float64] = _at(everywhere, knot)
        if shares is not None:
            more = [_at(slower, knot) - 1 for slower in near]
            slowness = slowness * (1 + np.tensordot(more, shares, axes=1))
        slices.append(_one_departure(_seconds_at(tensor, knot), slowness, conditions))
    times = np.array(slices) if shares is None else first_in_first_out(slices, knots_s)
    return MatrixTravelTimes.of(
        times, tensor.metres, knot_s=knots_s, version=_version(base.version, conditions)
    )


def _check_places(conditions: Conditions, places: int) -> None:
    ends = {place for road in conditions.closed_roads for place in (road.origin, road.destination)}
    local = {place for each in conditions.local_speeds for place in each.places}
    named_places = {"closed place": conditions.closed_places, "end of a closed road": ends}
    for name, named in (named_places | {"place of local_speeds": local}).items():
        for place in sorted(named):
            if not 0 <= place < places:
                raise ConditionsError(
                    f"conditions {conditions.name!r}: {name} {place} is not one of the {places} places"
                )


def _longest_s(seconds: NDArray[np.int32]) -> int:
    reachable = seconds[seconds < UNREACHABLE_S]
    return int(reachable.max()) if reachable.size else 0


def _slowness(roads: Conditions | LocalSpeed, longest_s: int) -> list[tuple[int, float]]:
    # (departure, times the usual seconds), linear in between: each change ends on the edge of its window
    usual = 1 / roads.speed
    levels = [(-UNREACHABLE_S, usual)]
    for window in roads.windows:
        if levels[-1][0] == window.from_s:
            levels.pop()
        levels += [(window.from_s, 1 / window.speed), (window.until_s, usual)]
    changes: list[tuple[int, float]] = []
    for (since_s, old), (edge_s, new) in pairwise(levels):
        lasts_s = max(SHORTEST_CHANGE_S, int(longest_s * (old - new)) + 2)
        changes += [(max(since_s, edge_s - lasts_s), old), (edge_s, new)]
    return sorted(set(changes)) or [(0, usual)]


def _at(slowness: list[tuple[int, float]], depart_s: int) -> float:
    departures, times = zip(*slowness, strict=True)
    return float(np.interp(depart_s, departures, times))


def _seconds_at(tensor: TravelTensor, depart_s: int) -> NDArray[np.int64]:  # (P, P)
    knots, seconds = tensor.knot_s, tensor.seconds
    after = int(np.searchsorted(knots, depart_s))
    if after == 0 or after == len(knots):
        return np.asarray(seconds[min(after, len(knots) - 1)], np.int64)
    left, right = int(knots[after - 1]), int(knots[after])
    fall = seconds[after - 1].astype(np.int64) - seconds[after]
    return np.asarray(seconds[after - 1] - fall * (depart_s - left) // (right - left), np.int64)


def _one_departure(
    usual_s: NDArray[np.int64], slowness: float | NDArray[np.float64], conditions: Conditions
) -> NDArray[np.int64]:  # (P, P)
    # the small shift keeps 100 s x 1.1 at 110 s, whatever the last bit says
    seconds = np.ceil(usual_s * slowness - 1e-6).astype(np.int64) + conditions.extra_s
    seconds = np.minimum(seconds, UNREACHABLE_S)
    seconds[usual_s >= UNREACHABLE_S] = UNREACHABLE_S
    seconds[:, sorted(conditions.closed_places)] = UNREACHABLE_S
    np.fill_diagonal(seconds, 0)
    return np.asarray(seconds, np.int64)


def _version(base_version: str, conditions: Conditions) -> str:
    content: tuple[object, ...] = (
        conditions.speed,
        [(window.from_s, window.until_s, window.speed) for window in conditions.windows],
        sorted(conditions.closed_places),
        conditions.extra_s,
        *sorted((road.origin, road.destination) for road in conditions.closed_roads),
    )
    if conditions.local_speeds:  # nothing is added where there are none: old versions stay what they were
        content += (
            [
                (sorted(each.places), each.speed, [(w.from_s, w.until_s, w.speed) for w in each.windows])
                for each in conditions.local_speeds
            ],
        )
    return f"{base_version}+{blake2b(repr(content).encode(), digest_size=4).hexdigest()}"
