"""Snow and closures in a film: what was switched when, and the way that vehicles took round a closed road."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.conditions import ClosedRoad, Conditions
from dispatch.domain.disruptions import ConditionsChanged
from dispatch.domain.events import Event
from dispatch.domain.place import PlaceIndex
from dispatch.travel.travel_times import TravelTimes

USUAL = "normal"


class Drawing(Protocol):
    """What draws places and ways so that no home is shown."""

    def public(self, place: PlaceIndex) -> bool: ...
    def point(self, place: PlaceIndex) -> tuple[float, float]: ...
    def way(self, *stations: PlaceIndex) -> int: ...


def weather_of(events: Iterable[Event], drawing: Drawing) -> Iterator[dict[str, Any]]:
    """From when it was so: the level, the speed of the roads, what is closed, and where they are slower."""
    for at_s, conditions in _switched(events):
        now = conditions or Conditions(USUAL)
        roads = {frozenset((road.origin, road.destination)) for road in now.closed_roads}
        ends = [sorted(road) for road in roads if all(map(drawing.public, road))]
        yield {
            "from_s": at_s,
            "level": now.name,
            "speed": now.speed,
            "halted": now.halted,
            "closed_ways": [drawing.way(*road) for road in sorted(ends)],
            "closed_at": [
                drawing.point(place) for place in sorted(now.closed_places) if drawing.public(place)
            ],
            "slow": [
                {
                    "speed": local.speed,
                    "at": [drawing.point(place) for place in sorted(local.places) if drawing.public(place)],
                }
                for local in now.local_speeds
            ],
        }


class ClosedWays:
    """Which way a drive took, by what was closed when it began."""

    def __init__(
        self, events: Iterable[Event], travel: TravelTimes, public: Callable[[PlaceIndex], bool]
    ) -> None:
        """The times are those of a usual day; ways lead round by public places only."""
        self._closed = [
            (at_s, () if now is None else tuple(now.closed_roads)) for at_s, now in _switched(events)
        ]
        self._travel = travel
        self._public = public

    def driven(self, origin: PlaceIndex, to: PlaceIndex, at_s: int) -> tuple[PlaceIndex, ...]:
        """The places that a drive led by: its ends, and one more where the road between them was closed."""
        number = bisect_right([from_s for from_s, _ in self._closed], at_s)
        closed = self._closed[number - 1][1] if number else ()
        if not closed:
            return origin, to
        seconds = self._travel.tensor().fastest
        if not _over(seconds, closed, seconds[origin, to], [origin], [to]).any():
            return origin, to
        everywhere = list(range(len(seconds)))
        barred = _over(seconds, closed, seconds[[origin], :], [origin], everywhere).ravel()
        barred |= _over(seconds, closed, seconds[:, [to]], everywhere, [to]).ravel()
        barred |= ~np.array([self._public(PlaceIndex(place)) for place in everywhere])
        by_way_s = np.where(barred, np.inf, seconds[origin].astype(float) + seconds[:, to])
        via = PlaceIndex(int(by_way_s.argmin()))
        return (origin, via, to) if np.isfinite(by_way_s[via]) and via not in (origin, to) else (origin, to)


def _over(
    seconds: NDArray[Any],  # (P, P)
    closed: Sequence[ClosedRoad],
    direct_s: NDArray[Any],  # (O, D)
    origins: Sequence[int],
    destinations: Sequence[int],
) -> NDArray[np.bool_]:  # (O, D)
    """Whether the usual ways lead over a closed road: by way of it they are no second longer."""
    barred = np.zeros((len(origins), len(destinations)), np.bool_)
    for road in closed:
        before = seconds[list(origins), road.origin].astype(np.int64)
        after = seconds[road.destination, list(destinations)].astype(np.int64)
        over_s = before[:, None] + int(seconds[road.origin, road.destination]) + after[None, :]
        barred |= over_s <= direct_s
    return barred


def _switched(events: Iterable[Event]) -> Iterator[tuple[int, Conditions | None]]:
    for event in events:
        if isinstance(event, ConditionsChanged):
            yield event.at_s, event.conditions
