"""From what a planner asks to what is replayed: the rules in force on the date, and what is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from api.planning.laboratory import DayOrder
from api.wire.planned import DayIn
from dispatch.domain.fleet import Vehicle, VehicleId
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import MINUTE_S
from gtfs.service import Service
from gtfs.service_snow import SnowLevel


class NoSuchDay(ValueError):
    """The service does not run on the date."""


def order_of(asked: DayIn, service: Service) -> DayOrder:
    """What is to be replayed; raises NoSuchDay."""
    if not service.runs_on(asked.service_date):
        raise NoSuchDay(f"{asked.service_date}: no service on that day; give another")
    level = asked.snow
    return DayOrder(
        service.folder.resolve(),
        asked.service_date,
        asked.seed,
        asked.riders,
        _rules(asked, service.rules),
        tuple(_fleet(service.vehicles, asked.vehicles)),
        None if level is SnowLevel.NORMAL else service.snow[level],
    )


def _rules(asked: DayIn, rules: ServiceRules) -> ServiceRules:
    return replace(
        rules,
        pickup_window_s=asked.pickup_window_min * MINUTE_S,
        max_wait_s=asked.max_wait_min * MINUTE_S,
        max_ride_s=asked.max_ride_min * MINUTE_S,
        detour_factor=asked.detour_factor,
        booking_cutoff_s=asked.booking_cutoff_min * MINUTE_S,
    )


def _fleet(vehicles: tuple[Vehicle, ...], wanted: int) -> Iterator[Vehicle]:
    """The service's own vehicles first; further ones are like them, each under a name of its own."""
    yield from vehicles[:wanted]
    known = {vehicle.vehicle_id for vehicle in vehicles}
    names = (VehicleId(f"+{number}") for number in count(1))
    for number in range(len(vehicles), wanted):
        like = vehicles[number % len(vehicles)]
        yield replace(like, vehicle_id=next(name for name in names if name not in known))
