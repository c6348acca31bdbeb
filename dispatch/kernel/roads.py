"""Travel times laid out for the kernels: driving seconds and latest departures, to the second."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dispatch.travel.travel_times import TravelTensor

UNKNOWN_S = -1


class Roads(NamedTuple):
    """One version of the travel times, with the transpose that makes both directions one line of memory."""

    seconds: NDArray[np.int32]  # (K, P, P) leaving at knot k, from place, to place
    knot_s: NDArray[np.int32]  # (K,)
    fastest: NDArray[np.int32]  # (P, P) from, to
    fastest_into: NDArray[np.int32]  # (P, P) to, from
    shortcut_s: NDArray[np.int32]  # (P,) see find_shortcut_s; UNKNOWN_S until it is asked for


def lay_out(travel: TravelTensor) -> Roads:
    """The travel times as the kernels read them; done once per version."""
    into = np.ascontiguousarray(travel.fastest.T)
    into.setflags(write=False)
    shortcuts = np.full(len(into), UNKNOWN_S, np.int32)
    return Roads(travel.seconds, travel.knot_s, travel.fastest, into, shortcuts)


@njit(cache=True, nogil=True)
def drive_s(roads: Roads, origin: int, destination: int, depart_s: int) -> int:
    """Driving seconds when leaving at `depart_s`: linear between knots, constant outside, rounded up."""
    knots = roads.knot_s.shape[0]
    if knots == 1 or depart_s <= roads.knot_s[0]:
        return int(roads.seconds[0, origin, destination])
    if depart_s >= roads.knot_s[knots - 1]:
        return int(roads.seconds[knots - 1, origin, destination])
    k = 0
    while roads.knot_s[k + 1] <= depart_s:
        k += 1
    before = int(roads.seconds[k, origin, destination])
    fall = before - int(roads.seconds[k + 1, origin, destination])
    left = int(roads.knot_s[k])
    return before - fall * (int(depart_s) - left) // (int(roads.knot_s[k + 1]) - left)


@njit(cache=True, nogil=True)
def latest_departure_s(roads: Roads, origin: int, destination: int, arrive_s: int) -> int:
    """The last second to leave and still arrive by `arrive_s`: the exact inverse of driving."""
    last = roads.knot_s.shape[0] - 1
    for k in range(last, -1, -1):
        took = int(roads.seconds[k, origin, destination])
        left = int(roads.knot_s[k])
        spare = int(arrive_s) - left - took
        if k == last and (spare >= 0 or last == 0):
            return arrive_s - took
        if spare >= 0:
            width = int(roads.knot_s[k + 1]) - left
            gain = width + int(roads.seconds[k + 1, origin, destination]) - took
            return left + spare * width // gain
    return arrive_s - int(roads.seconds[0, origin, destination])


@njit(cache=True, nogil=True)
def find_shortcut_s(roads: Roads, way: int) -> int:
    """The most seconds any two places come closer by way of a third; 0 where times are of fastest ways.

    Worked out once for a place and kept. Two threads may both do so: they write the same number.
    """
    known = roads.shortcut_s[way]
    if known != UNKNOWN_S:
        return int(known)
    most = 0
    places = roads.fastest.shape[0]
    for origin in range(places):
        to_way = roads.fastest[origin, way]
        for destination in range(places):
            direct = roads.fastest[origin, destination]
            most = max(most, direct - to_way - roads.fastest[way, destination])
    roads.shortcut_s[way] = most
    return most
