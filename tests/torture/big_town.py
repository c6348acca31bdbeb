"""The demo town with thirty vehicles, on a morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from api.desk.town import Town, town_of
from dispatch.domain.fleet import VehicleId
from dispatch.kernel.warm import warm_up
from gtfs.service import read_service

NAMIOKA = Path(__file__).parents[2] / "examples" / "namioka"
DAY = date(2026, 12, 2)
VEHICLES = 30


@cache
def big_town() -> Town:
    """Read once a process, kernels ready."""
    warm_up()
    service = read_service(NAMIOKA)
    some = service.vehicles
    fleet = tuple(
        replace(some[number % len(some)], vehicle_id=VehicleId(f"{number + 1}号車"))
        for number in range(VEHICLES)
    )
    rules = replace(service.rules, booking_open_days=1)
    return town_of(replace(service, vehicles=fleet, rules=rules))


def seven_o_clock(day: date = DAY) -> datetime:
    """When the telephones begin to ring."""
    return datetime(day.year, day.month, day.day, 7, tzinfo=big_town().zone)
