"""What is unlike a usual day: snow, closed roads and places, slower boarding."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import LAST_SECOND_S


class ConditionsError(ValueError):
    """The conditions contradict themselves or name a place that is not there."""


@dataclass(frozen=True, slots=True)
class SpeedWindow:
    """Between two times of the service day roads are driven at `speed` times their usual speed."""

    from_s: int
    until_s: int
    speed: float


@dataclass(frozen=True, slots=True)
class LocalSpeed:
    """Round some places roads are driven at `speed` times what they are elsewhere: a street not yet ploughed.

    A drive meets it for as much of its way as lies near these places.
    """

    places: frozenset[PlaceIndex]
    speed: float = 1.0
    """Outside every window."""
    windows: tuple[SpeedWindow, ...] = ()
    """In order, without overlap."""


@dataclass(frozen=True, slots=True)
class ClosedRoad:
    """Nobody can drive from one place to the next, nor any way that leads over this road.

    One direction only: a road closed both ways is two of these.
    """

    origin: PlaceIndex
    destination: PlaceIndex


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is unlike a usual day: speed of the roads, what is closed, slow boarding, wider promises."""

    name: str
    speed: float = 1.0
    """Times the usual speed outside every window."""
    windows: tuple[SpeedWindow, ...] = ()
    """In order, without overlap."""
    closed_places: frozenset[PlaceIndex] = frozenset()
    """No vehicle can get to these; one that stands there can leave."""
    closed_by_hand: frozenset[PlaceIndex] = frozenset()
    """Those of the closed places that stay closed when the snow is over."""
    closed_roads: frozenset[ClosedRoad] = frozenset()
    """Who would have driven there goes by way of other places, where there is a way."""
    extra_s: int = 0
    """Added to every drive between two places: clearing the windscreen, a slippery start."""
    dwell: float = 1.0
    """Times the usual service time; driving does not change."""
    pickup_window_s: int | None = None
    """Width of the windows promised from now on; None: as usual."""
    booking_cutoff_s: int | None = None
    """How far ahead of a pickup booking closes; None: as usual."""
    halted: bool = False
    """The service is halted: who is on board is driven home, and nobody else is fetched or booked."""
    local_speeds: tuple[LocalSpeed, ...] = ()
    """Where roads are slower or quicker than elsewhere; a place is in one of them at most."""

    def __post_init__(self) -> None:
        """Refuse speeds that stand still, windows out of order and places of two speeds."""
        self._check_factor("dwell", self.dwell)
        self._check_speeds("", self.speed, self.windows)
        for i, local in enumerate(self.local_speeds):
            self._check_speeds(f"local_speeds[{i}].", local.speed, local.windows)
        places = [place for local in self.local_speeds for place in local.places]
        if len(places) > len(set(places)):
            twice = min(place for place in places if places.count(place) > 1)
            raise ConditionsError(f"conditions {self.name!r}: place {twice} is in two of local_speeds")
        for name in ("extra_s", "pickup_window_s", "booking_cutoff_s"):
            seconds = getattr(self, name)
            if seconds is not None and seconds < 0:
                raise ConditionsError(f"conditions {self.name!r}: {name} is {seconds}, expected 0 or more")

    def _check_factor(self, name: str, factor: float) -> None:
        if not 0.05 <= factor <= 20:
            raise ConditionsError(f"conditions {self.name!r}: {name} is {factor}, expected 0.05 to 20")

    def _check_speeds(self, where: str, speed: float, windows: tuple[SpeedWindow, ...]) -> None:
        self._check_factor(f"{where}speed", speed)
        before = -LAST_SECOND_S
        for i, window in enumerate(windows):
            self._check_factor(f"{where}windows[{i}].speed", window.speed)
            if not before <= window.from_s < window.until_s:
                raise ConditionsError(
                    f"conditions {self.name!r}: {where}windows[{i}] from {window.from_s} s until "
                    f"{window.until_s} s must begin before it ends, and not before {before} s where the one "
                    "before it ends"
                )
            before = window.until_s
