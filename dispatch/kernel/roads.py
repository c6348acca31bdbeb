"""Travel times laid out for the kernels: driving seconds and latest departures, to the second."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.compiling import borrowing_jit
from dispatch.travel.travel_times import TravelTensor

UNKNOWN_S = -1

Seconds = NDArray[np.int32]  # (K, P, P)
Knots = NDArray[np.int32]  # (K,)

# What a place saves, one row each.
BY_WAY = 0
SETTING_OUT = 1


class Roads(NamedTuple):
    """One version of the travel times, with the transpose that makes both directions one line of memory."""

    seconds: NDArray[np.int32]  # (K, P, P) leaving at knot k, from place, to place
    knot_s: NDArray[np.int32]  # (K,)
    fastest: NDArray[np.int32]  # (P, P) from, to
    fastest_into: NDArray[np.int32]  # (P, P) to, from
    saved_s: NDArray[np.int32]  # (2, P) see find_shortcut_s, find_detour_s; UNKNOWN_S until asked for


def lay_out(travel: TravelTensor) -> Roads:
    """The travel times as the kernels read them; done once per version."""
    into = np.ascontiguousarray(travel.fastest.T)
    into.setflags(write=False)
    saved_s = np.full((2, len(into)), UNKNOWN_S, np.int32)
    return Roads(travel.seconds, travel.knot_s, travel.fastest, into, saved_s)


@borrowing_jit
def drive_between_s(seconds: Seconds, knot_s: Knots, origin: int, destination: int, depart_s: int) -> int:
    """Driving seconds when leaving at `depart_s`: linear between knots, constant outside, rounded up."""
    knots = knot_s.shape[0]
    if knots == 1 or depart_s <= knot_s[0]:
        return int(seconds[0, origin, destination])
    if depart_s >= knot_s[knots - 1]:
        return int(seconds[knots - 1, origin, destination])
    k = 0
    while knot_s[k + 1] <= depart_s:
        k += 1
    before = int(seconds[k, origin, destination])
    fall = before - int(seconds[k + 1, origin, destination])
    left = int(knot_s[k])
    return before - fall * (int(depart_s) - left) // (int(knot_s[k + 1]) - left)


@borrowing_jit
def latest_departure_between_s(
    seconds: Seconds, knot_s: Knots, origin: int, destination: int, arrive_s: int
) -> int:
    """The last second to leave and still arrive by `arrive_s`: the exact inverse of driving."""
    last = knot_s.shape[0] - 1
    for k in range(last, -1, -1):
        took = int(seconds[k, origin, destination])
        left = int(knot_s[k])
        spare = int(arrive_s) - left - took
        if k == last and (spare >= 0 or last == 0):
            return arrive_s - took
        if spare >= 0:
            width = int(knot_s[k + 1]) - left
            gain = width + int(seconds[k + 1, origin, destination]) - took
            return left + spare * width // gain
    return arrive_s - int(seconds[0, origin, destination])


@borrowing_jit
def drive_s(roads: Roads, origin: int, destination: int, depart_s: int) -> int:
    """Driving seconds when leaving at `depart_s`."""
    return int(drive_between_s(roads.seconds, roads.knot_s, origin, destination, depart_s))


@borrowing_jit
def find_shortcut_s(roads: Roads, way: int) -> int:
    """The most seconds any two places come closer by way of a third; 0 where times are of fastest ways."""
    if roads.saved_s[BY_WAY, way] == UNKNOWN_S:
        _look_around(roads, way)
    return int(roads.saved_s[BY_WAY, way])


@borrowing_jit
def find_detour_s(roads: Roads, origin: int) -> int:
    """The most seconds any place comes closer to an origin by way of a third; 0 as for shortcuts."""
    if roads.saved_s[SETTING_OUT, origin] == UNKNOWN_S:
        _look_around(roads, origin)
    return int(roads.saved_s[SETTING_OUT, origin])


@borrowing_jit
def _look_around(roads: Roads, place: int) -> None:
    """Work out what a place saves, once. Two threads may both do so: they write the same numbers."""
    by_way, setting_out = 0, 0
    for near in range(roads.fastest.shape[0]):
        into, out = roads.fastest[near, place], roads.fastest[place, near]
        for far in range(roads.fastest.shape[0]):
            onward = roads.fastest[near, far]
            by_way = max(by_way, onward - into - roads.fastest[place, far])
            setting_out = max(setting_out, roads.fastest[place, far] - out - onward)
    roads.saved_s[BY_WAY, place], roads.saved_s[SETTING_OUT, place] = by_way, setting_out
