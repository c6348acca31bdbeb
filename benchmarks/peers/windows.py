"""What the windows and the ride limit of an instance imply, in whole numbers: the form the peers take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.darp.instance import Doubles, Instance

SCALE = 1000
"""Units of a peer's whole numbers to one minute."""

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class WholeNumbers:
    """An instance in whole thousandths of a minute, rounded so that what fits here fits the instance.

    Drives and services are rounded up, windows and limits inwards. Windows are tightened by what the ride
    limit and the direct drive imply, which loses no solution.
    """

    drive: Whole  # (2n + 2, 2n + 2)
    service: Whole  # (2n + 2,), and so are the next three
    load: Whole
    early: Whole
    late: Whole
    max_ride: int
    max_duration: int


def in_whole_numbers(instance: Instance) -> WholeNumbers:
    """The instance as peers without fractions take it."""
    early, late = tightened(instance)
    return WholeNumbers(
        _up(instance.distance),
        _up(instance.service),
        instance.load.astype(np.int64),
        _up(early),
        _down(late),
        int(_down(np.array(instance.max_ride))),
        int(_down(np.array(instance.max_duration))),
    )


def tightened(instance: Instance) -> tuple[Doubles, Doubles]:  # (2n + 2,), (2n + 2,)
    """Windows without the moments that depot hours, direct drive or ride limit exclude anyway."""
    n, t = instance.requests, instance.distance
    up, down = slice(1, n + 1), slice(n + 1, 2 * n + 1)
    direct = t[np.arange(1, n + 1), np.arange(n + 1, 2 * n + 1)]
    boarding = instance.service[up]
    early = np.maximum(instance.early, instance.early[0] + instance.service[0] + t[0])
    late = np.minimum(instance.late, instance.late[-1] - instance.service - t[:, -1])
    early[0], late[-1] = instance.early[0], instance.late[-1]
    early[up] = np.maximum(early[up], early[down] - instance.max_ride - boarding)
    late[up] = np.minimum(late[up], late[down] - direct - boarding)
    early[down] = np.maximum(early[down], early[up] + boarding + direct)
    late[down] = np.minimum(late[down], late[up] + boarding + instance.max_ride)
    return early, late


def _up(values: Doubles) -> Whole:
    return np.ceil(values * SCALE - 1e-6).astype(np.int64)


def _down(values: Doubles) -> Whole:
    return np.floor(values * SCALE + 1e-6).astype(np.int64)


@dataclass(frozen=True, eq=False)
class SafeWindows:
    """Windows of which every ride inside is short enough, for solvers with no word for a ride limit."""

    early: Whole  # (2n + 2,)
    late: Whole


def safe_windows(instance: Instance, whole: WholeNumbers, opens: Whole) -> SafeWindows:
    """Safe windows by when each pickup window `opens` (n,): the last alighting follows from it."""
    n = instance.requests
    early, late = whole.early.copy(), whole.late.copy()
    up, down = slice(1, n + 1), slice(n + 1, 2 * n + 1)
    direct = np.diagonal(whole.drive, n)[1 : n + 1]
    early[up] = np.maximum(early[up], opens)
    late[down] = np.minimum(late[down], early[up] + whole.service[up] + whole.max_ride)
    late[up] = np.minimum(late[up], late[down] - direct - whole.service[up])
    early[down] = np.maximum(early[down], early[up] + whole.service[up] + direct)
    return SafeWindows(early, late)


def openings(instance: Instance, whole: WholeNumbers) -> tuple[Whole, Whole]:  # (n,), (n,)
    """The first and the last useful moment to open each pickup window for safe windows."""
    n = instance.requests
    first = whole.early[1 : n + 1]
    last = whole.late[n + 1 : 2 * n + 1] - whole.max_ride - whole.service[1 : n + 1]
    return first, np.maximum(first, last)


def widest_openings(instance: Instance, whole: WholeNumbers) -> Whole:  # (n,)
    """Keep the narrower of a request's two given windows whole and cut the other."""
    n = instance.requests
    first, last = openings(instance, whole)
    given = instance.late - instance.early
    return np.where(given[1 : n + 1] <= given[n + 1 : 2 * n + 1], first, last)


def openings_around(instance: Instance, whole: WholeNumbers, begins: Whole, share: Doubles) -> Whole:  # (n,)
    """Openings that keep visits beginning at `begins` (2n + 2,), placed by `share` (n,) of their freedom.

    A ride that is too long as it stands cannot be kept: then the freedom is the whole range of openings.
    """
    n = instance.requests
    first, last = openings(instance, whole)
    lower = np.maximum(first, begins[n + 1 : 2 * n + 1] - whole.service[1 : n + 1] - whole.max_ride)
    upper = np.minimum(last, begins[1 : n + 1])
    kept = lower <= upper
    lower, upper = np.where(kept, lower, first), np.where(kept, upper, last)
    return lower + np.floor((upper - lower) * share).astype(np.int64)
