"""The vehicles of a service day: what they carry, when they serve, and when their drivers rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import TimeWindow, clock

VehicleId = NewType("VehicleId", str)


@dataclass(frozen=True, slots=True)
class Break:
    """A driver's rest: begins inside the window, lasts its duration, at a place, with nobody on board."""

    begins: TimeWindow
    duration_s: int
    place: PlaceIndex

    def __post_init__(self) -> None:
        if self.duration_s <= 0:
            raise ValueError(f"a break lasts longer than {self.duration_s} s")


@dataclass(frozen=True, slots=True)
class Shift:
    """When a vehicle and its driver serve, from and to where, and the breaks in between, in order.

    A vehicle that serves in the morning and in the afternoon has one shift with a long break.
    """

    hours: TimeWindow
    start: PlaceIndex
    end: PlaceIndex
    breaks: tuple[Break, ...] = ()

    def __post_init__(self) -> None:
        for earlier, later in zip(self.breaks, self.breaks[1:], strict=False):
            if earlier.begins.from_s + earlier.duration_s > later.begins.until_s:
                raise ValueError(
                    f"breaks overlap: {clock(earlier.begins.from_s)} and {clock(later.begins.until_s)}"
                )
        for rest in self.breaks:
            if (
                rest.begins.from_s < self.hours.from_s
                or rest.begins.until_s + rest.duration_s > self.hours.until_s
            ):
                raise ValueError(f"a break at {clock(rest.begins.from_s)} lies outside its shift")


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle on its shift."""

    vehicle_id: VehicleId
    capacity: Load
    shift: Shift
