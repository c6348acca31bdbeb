"""What a running day tells the public: alerts of the whole service, and vehicles without their riders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import takewhile

from api.clock import moment
from api.desk.open_day import OpenDay
from api.desk.town import Town
from api.positions import Position
from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.request import Channel, Request, RequestId, RiderId, WishKind
from dispatch.domain.time import HALF_HOUR_S, HOUR_S
from dispatch.engine.availability import Room
from dispatch.engine.service_day import ServiceDay
from gtfs.realtime import AlertKind, ServiceAlert, VehicleSeen, occupancy_of

TYPICAL_TRIPS = 4
"""Trips tried before a day is called full."""
LAST_TRIP_S = HOUR_S
"""So near its end a day is about to be over, and not full."""
_HALTED = ("halt", "運休", "見合わせ")
_SNOW = ("snow", "雪")


def list_alerts(town: Town, service_date: date, day: ServiceDay, *, full: bool) -> list[ServiceAlert]:
    """What everybody must know of a day now."""
    kind = _standing_alert(day)
    kinds = [] if kind is None else [kind]
    if kind is not AlertKind.SUSPENDED and full:
        kinds.append(AlertKind.FULL)
    until_s = int(moment(service_date, town.service.hours.until_s, town.zone).timestamp())
    return [ServiceAlert(f"{service_date}-{each}", each, until_s=until_s) for each in kinds]


def is_full(town: Town, open_day: OpenDay, now_s: int) -> bool:
    """Whether no half hour that is left of the day takes any typical trip; in the desk's thread."""
    hours = town.service.hours
    first_s = max(hours.from_s, now_s - now_s % HALF_HOUR_S + HALF_HOUR_S)
    left = range(first_s, hours.until_s - LAST_TRIP_S + 1, HALF_HOUR_S)
    trips = list(_typical_trips(town, first_s))
    if not left or not trips:
        return False
    rooms = (
        open_day.dispatcher.look_at_availability(open_day.day, trips, [from_s], now_s)[0].room
        for from_s in left
    )
    # one half hour after the other: on all but full days the first already answers
    return len(list(takewhile(lambda room: room is Room.FULL, rooms))) == len(left)


def list_vehicles(day: ServiceDay, positions: Mapping[VehicleId, Position]) -> Iterator[VehicleSeen]:
    """The vehicles of a day that serve now, where they were last seen, and how full they are."""
    for vehicle_id, seen in positions.items():
        state = day.vehicles.get(vehicle_id)
        if state is None or state.withdrawn is not None:
            continue
        aboard = [day.promises[ride_id].party for ride_id in state.aboard if ride_id in day.promises]
        taken = sum(party.seats + party.wheelchairs for party in aboard)
        occupancy = occupancy_of(taken, state.vehicle.capacity.seats)
        at_s = int(seen.at.timestamp())
        yield VehicleSeen(vehicle_id, seen.lat, seen.lon, at_s, occupancy=occupancy)


def _standing_alert(day: ServiceDay) -> AlertKind | None:
    """Suspended where nobody serves or conditions say so by their name; snow where they say that."""
    if day.vehicles and all(state.withdrawn is not None for state in day.vehicles.values()):
        return AlertKind.SUSPENDED
    named = "" if day.conditions is None else day.conditions.name.lower()
    if any(word in named for word in _HALTED):
        return AlertKind.SUSPENDED
    return AlertKind.SNOW if any(word in named for word in _SNOW) else None


def _typical_trips(town: Town, wish_s: int) -> Iterator[Request]:
    """A few trips across the town, from public place to public place, the same every time."""
    public = town.service.public_places
    half = len(public) // 2
    if not half:
        return
    for number in range(TYPICAL_TRIPS):
        at = number * half // TYPICAL_TRIPS
        name = f"typical-{number}"
        yield Request(
            RequestId(name),
            RiderId(name),
            public[at],
            public[at + half],
            WishKind.DEPART_AFTER,
            wish_s,
            Load(1),
            Channel.PHONE,
        )
