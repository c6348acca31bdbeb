"""The days that variants are replayed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from gtfs.service import Service
from simulations.scenario import ScenarioError


def service_days(services: Sequence[Service], count: int, first: date | None = None) -> tuple[date, ...]:
    """The next days on which all services run, from a date on, else from the first's demo date.

    Raises ScenarioError where there are fewer.
    """
    leading, begins = services[0], first or services[0].demo_date
    found: list[date] = []
    day = leading.next_service_day(begins - timedelta(days=1))
    while len(found) < count and day is not None:
        if all(service.runs_on(day) for service in services[1:]):
            found.append(day)
        day = leading.next_service_day(day)
    if len(found) < count:
        names = " and ".join(dict.fromkeys(service.name for service in services))
        raise ScenarioError(
            f"{names}: from {begins} on there are {len(found)} service days, not {count}; "
            "ask for fewer days, or from an earlier date"
        )
    return tuple(found)
