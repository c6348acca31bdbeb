"""What a study is told: the service, what is put otherwise, its dates, and the days that were driven."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from dispatch.domain.rules import ServiceRules
from gtfs.service_changes import GROWTH, VEHICLES, Changes, Value
from simulations.variants.variant import SNOW, Variant

Watch = Callable[[int, int, int], None]
"""Told the time of a day where there is one, how much is done, and of how much."""
LEVERS: Mapping[str, str] = {
    "vehicles": VEHICLES,
    "riders": "demand.riders_per_day",
    "hours": "service.hours",
    "pickup_window_min": "rules.pickup_window_min",
    "max_wait_min": "rules.max_wait_min",
    "max_ride_min": "rules.max_ride_min",
    "detour_factor": "rules.detour_factor",
    "booking_cutoff_min": "booking.cutoff_min",
    "growth": GROWTH,
    "snow": SNOW,
    "points": "rides.from",
}
"""The key of a change for each lever of a planner."""


class Levers(Protocol):
    """What is put otherwise; None stays as it is."""

    def model_dump(self) -> dict[str, Any]: ...


class Driven(Protocol):
    """A day that was driven."""

    @property
    def journal(self) -> Path: ...
    @property
    def rules(self) -> ServiceRules: ...


class Office(Protocol):
    """What is kept of driven days beside their events; dates as YYYY-MM-DD."""

    @property
    def paid_yen(self) -> Mapping[tuple[str, str], int]: ...
    @property
    def registered(self) -> int: ...
    @property
    def pass_sales_yen(self) -> int: ...


class Ordered(Protocol):
    """A study as it was ordered."""

    @property
    def folder(self) -> Path: ...
    @property
    def changes(self) -> Changes: ...
    @property
    def asked(self) -> Any: ...
    @property
    def first_date(self) -> date: ...
    @property
    def driven(self) -> Mapping[date, Driven]: ...
    @property
    def office(self) -> Office | None: ...


def as_it_is(order: Ordered) -> Variant:
    """The service under the rules in force."""
    return Variant(order.folder.name, order.folder, order.changes)


def with_levers(order: Ordered, levers: Levers) -> Variant:
    """The service with a planner's levers pulled."""
    return as_it_is(order).changed(changes_of_levers(levers))


def changes_of_levers(levers: Levers) -> Changes:
    """What the levers change."""
    pulled = {LEVERS[name]: value for name, value in levers.model_dump().items() if value is not None}
    return Changes(tuple((key, _value(value)) for key, value in pulled.items()))


def _value(value: Any) -> Value:
    kept: Value = str(value) if isinstance(value, str) else value
    return kept
