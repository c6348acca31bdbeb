"""How long it takes to drive between places: immutable, versioned, linear between departure knots."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dispatch.domain.place import PlaceIndex

UNREACHABLE_S = 1_000_000
"""Seconds between places that no road joins: eleven days, longer than any service day, safe to add up."""


class TravelTimesError(ValueError):
    """The given matrices cannot be travel times; the message says which pair and why."""


@dataclass(frozen=True)
class TravelTensor:
    """Travel times as the kernels read them; every array is read-only."""

    seconds: NDArray[np.int32]  # (K, P, P) leaving at knot k, from place, to place
    metres: NDArray[np.int32]  # (P, P) along the fastest way
    fastest: NDArray[np.int32]  # (P, P) least over the knots
    knot_s: NDArray[np.int32]  # (K,) departures, rising


class TravelTimes(Protocol):
    """Driving times by place; leaving later never arrives earlier."""

    def __hash__(self) -> int:
        """What is reckoned from travel times may be kept beside them."""
        ...

    @property
    def version(self) -> str:
        """Recorded with every decision that was taken on these times."""
        ...

    def seconds(self, origin: PlaceIndex, destination: PlaceIndex, depart_s: int) -> int:
        """Driving seconds when leaving at `depart_s`."""
        ...

    def latest_departure(self, origin: PlaceIndex, destination: PlaceIndex, arrive_s: int) -> int:
        """The last second to leave and still arrive by `arrive_s`."""
        ...

    def metres(self, origin: PlaceIndex, destination: PlaceIndex) -> int:
        """Metres along the fastest way."""
        ...

    def waypoint_at(
        self, origin: PlaceIndex, destination: PlaceIndex, elapsed_s: int, depart_s: int = 0
    ) -> tuple[PlaceIndex, int]:
        """The next place ahead of a vehicle on its way, and the seconds from the origin to it."""
        ...

    def tensor(self) -> TravelTensor:
        """The same times as arrays."""
        ...


@dataclass(frozen=True, eq=False)
class MatrixTravelTimes:
    """Travel times held as matrices: one for all day, or one per departure knot."""

    version: str
    matrices: TravelTensor

    @classmethod
    def of(
        cls, seconds: ArrayLike, metres: ArrayLike, *, knot_s: ArrayLike = (0,), version: str | None = None
    ) -> Self:
        """Travel times from whole seconds (P, P) or (K, P, P) and metres (P, P).

        The version is a digest of the content when none is given. Raises TravelTimesError for shapes that
        disagree, times below zero, a place away from itself, or a later departure that would arrive earlier.
        """
        times = _whole(seconds, "seconds")
        if times.ndim == 2:
            times = times[None]
        knots, lengths = _whole(knot_s, "knot_s"), _whole(metres, "metres")
        _check_shapes(times, lengths, knots)
        _check_first_in_first_out(times, knots)
        fastest = times[0] if len(times) == 1 else times.min(axis=0)
        tensor = TravelTensor(*(_frozen(array) for array in (times, lengths, fastest, knots)))
        return cls(version or _digest(tensor), tensor)

    def tensor(self) -> TravelTensor:
        """The same times as arrays."""
        return self.matrices

    def metres(self, origin: PlaceIndex, destination: PlaceIndex) -> int:
        """Metres along the fastest way."""
        return int(self.matrices.metres[origin, destination])

    def seconds(self, origin: PlaceIndex, destination: PlaceIndex, depart_s: int) -> int:
        """Driving seconds when leaving at `depart_s`: linear between knots, constant outside, rounded up."""
        times, knots = self.matrices.seconds, self.matrices.knot_s
        if len(knots) == 1 or depart_s <= knots[0]:
            return int(times[0, origin, destination])
        if depart_s >= knots[-1]:
            return int(times[-1, origin, destination])
        k = int(np.searchsorted(knots, depart_s, side="right")) - 1
        before, after = int(times[k, origin, destination]), int(times[k + 1, origin, destination])
        return before - (before - after) * (depart_s - int(knots[k])) // int(knots[k + 1] - knots[k])

    def latest_departure(self, origin: PlaceIndex, destination: PlaceIndex, arrive_s: int) -> int:
        """The last second to leave and still arrive by `arrive_s`; the exact inverse of `seconds`."""
        times, knots = self.matrices.seconds, self.matrices.knot_s
        for k in range(len(knots) - 1, -1, -1):
            knot, took = int(knots[k]), int(times[k, origin, destination])
            spare = arrive_s - knot - took
            if spare < 0:
                continue
            if k == len(knots) - 1:
                return arrive_s - took
            # while departure rises by `width` arrival rises by `gain`; floor undoes the rounding up
            width = int(knots[k + 1]) - knot
            gain = width + int(times[k + 1, origin, destination]) - took
            return knot + spare * width // gain
        return arrive_s - int(times[0, origin, destination])

    def waypoint_at(
        self, origin: PlaceIndex, destination: PlaceIndex, elapsed_s: int, depart_s: int = 0
    ) -> tuple[PlaceIndex, int]:
        """The next place ahead of a vehicle that left `origin` `elapsed_s` ago, and its seconds from there.

        A place counts when driving by way of it costs no second more. The destination always does, also when
        the vehicle should be there already. `depart_s` matters only where there are several knots.
        """
        reached, onward = self._by_way_of_each(origin, destination, depart_s)
        total = int(reached[destination])
        ahead = ((reached >= elapsed_s) & (reached + onward == total)).nonzero()[0]
        if not len(ahead):
            return destination, total
        nearest = int(ahead[reached[ahead].argmin()])
        if reached[nearest] == total:
            return destination, total
        return PlaceIndex(nearest), int(reached[nearest])

    def _by_way_of_each(
        self, origin: PlaceIndex, destination: PlaceIndex, depart_s: int
    ) -> tuple[NDArray[np.integer], NDArray[np.integer]]:  # (P,), (P,)
        """Seconds from the origin to every place, and from there on to the destination."""
        seconds, knots = self.matrices.seconds, self.matrices.knot_s
        if len(knots) == 1:
            return seconds[0, origin], seconds[0, :, destination]
        leaving_s = np.full(seconds.shape[1], depart_s, np.int64)
        reached = _between_knots(seconds[:, origin].astype(np.int64), knots, leaving_s)
        onward = _between_knots(seconds[:, :, destination].astype(np.int64), knots, leaving_s + reached)
        return reached, onward


def first_in_first_out(slices: Sequence[NDArray[np.int64]], knot_s: Sequence[int]) -> NDArray[np.int64]:
    """Times (P, P) by departure knot, where who would arrive earlier by leaving later waits: (K, P, P)."""
    waiting = list(slices)
    for k in range(len(waiting) - 2, -1, -1):
        waiting[k] = np.minimum(waiting[k], waiting[k + 1] + int(knot_s[k + 1] - knot_s[k]))
    return np.array(waiting)


def _between_knots(
    times: NDArray[np.int64], knots: NDArray[np.int32], depart_s: NDArray[np.int64]
) -> NDArray[np.int64]:  # (K, P), (K,), (P,) -> (P,)
    column = np.arange(times.shape[1])
    k = np.clip(np.searchsorted(knots, depart_s, side="right") - 1, 0, len(knots) - 2)
    left, right = knots[k].astype(np.int64), knots[k + 1].astype(np.int64)
    before, after = times[k, column], times[k + 1, column]
    since = np.clip(depart_s, left, right) - left
    return np.asarray(before - (before - after) * since // (right - left), np.int64)


def _whole(values: ArrayLike, name: str) -> NDArray[np.int32]:
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        raise TravelTimesError(f"{name}: whole numbers expected, got {array.dtype}; round seconds up first")
    limits = np.iinfo(np.int32)
    if array.size and (array.min() < limits.min or array.max() > limits.max):
        raise TravelTimesError(f"{name}: {array.max()} does not fit 32 bits")
    return array.astype(np.int32)


def _check_shapes(times: NDArray[np.int32], metres: NDArray[np.int32], knots: NDArray[np.int32]) -> None:
    if times.ndim != 3 or times.shape[1] != times.shape[2]:
        raise TravelTimesError(f"seconds: (K, P, P) expected, got {times.shape}")
    if metres.shape != times.shape[1:]:
        raise TravelTimesError(f"metres: {times.shape[1:]} expected as for seconds, got {metres.shape}")
    if knots.shape != times.shape[:1] or not len(knots):
        raise TravelTimesError(f"knot_s: {times.shape[0]} departures expected, got {knots.shape}")
    if (np.diff(knots) <= 0).any():
        raise TravelTimesError(f"knot_s: rising departures expected, got {knots.tolist()}")
    for name, array in (("seconds", times), ("metres", metres[None])):
        if (array < 0).any():
            _, origin, destination = (int(i) for i in np.argwhere(array < 0)[0])
            raise TravelTimesError(f"{name}: below zero from place {origin} to place {destination}")
        if np.diagonal(array, axis1=1, axis2=2).any():
            place = int(np.argwhere(np.diagonal(array, axis1=1, axis2=2))[0, 1])
            raise TravelTimesError(f"{name}: place {place} must be at 0 from itself")


def _check_first_in_first_out(times: NDArray[np.int32], knots: NDArray[np.int32]) -> None:
    for k in range(len(knots) - 1):
        width = int(knots[k + 1]) - int(knots[k])
        drop = times[k] - times[k + 1]  # (P, P)
        if drop.size and drop.max() > width:
            origin, destination = (int(i) for i in np.unravel_index(int(drop.argmax()), drop.shape))
            raise TravelTimesError(
                f"from place {origin} to place {destination}, leaving at {int(knots[k + 1])} s would arrive "
                f"{int(drop.max()) - width} s before leaving at {int(knots[k])} s; "
                "spread the departure knots further apart or smooth the seconds between them"
            )


def _frozen(array: NDArray[np.int32]) -> NDArray[np.int32]:
    held = np.ascontiguousarray(array)
    held.setflags(write=False)
    return held


def _digest(tensor: TravelTensor) -> str:
    content = blake2b(digest_size=8)
    for array in (tensor.knot_s, tensor.seconds, tensor.metres):
        content.update(str(array.shape).encode())
        content.update(array.data)
    return content.hexdigest()
