"""What a demo needs of whoever simulates a town's day; the command line joins the two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from api.demo.paced_clock import PacedClock
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RiderId
from gtfs.service import Service


class Resident(Protocol):
    """A rider of the simulated day."""

    @property
    def simulated(self) -> RiderId:
        """As the simulation calls them."""
        ...

    @property
    def home_place_id(self) -> str:
        """Where they live; "" where nobody knows."""
        ...

    @property
    def wheelchair(self) -> bool:
        """Whether they ride in a wheelchair."""
        ...


class LivedDay(Protocol):
    """The day, lived at a service."""

    def begin(self) -> None:
        """Listen to the service."""
        ...

    def hurry(self, until: datetime) -> None:
        """Live up to a moment as fast as can be."""
        ...

    def live(self) -> None:
        """Live on at the pace of the clock, until stopped."""
        ...

    def stop(self) -> None:
        """Say nothing more."""
        ...


class Life(Protocol):
    """A day that can be lived."""

    @property
    def residents(self) -> Sequence[Resident]:
        """Who asks for rides."""
        ...

    @property
    def first_asked_s(self) -> int:
        """When the first of them asks, in seconds of the service day."""
        ...

    def at(
        self,
        address: str,
        area: str,
        midnight: datetime,
        clock: PacedClock,
        operator: str,
        riders: Mapping[RiderId, tuple[RiderId, str]],
        tablets: Mapping[VehicleId, str],
        drives: Callable[[VehicleId], bool],
    ) -> LivedDay:
        """The day at a service, where each simulated rider has an id and a token, each vehicle a token."""
        ...


MakeLife = Callable[[Service, int, int], Life]
"""Makes a day of a service, with a seed, for so many riders."""
