"""The table of rides: it follows the events of every day, and tells a rider's history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, tuple_, update

from api.desk.open_day import OpenDay
from api.desk.order import Outcome
from api.desk.ride_book import RideBook, RideRecord, RideStatus
from api.desk.tables import RIDE
from api.desk.town import Town
from dispatch.domain.events import PromiseAtRisk, RouteChanged
from dispatch.domain.request import RiderId

ONLY_FORESEEN = (RouteChanged, PromiseAtRisk)
"""What these events change of a ride is not certain yet, and changes too often to be written each time."""
BOARDED = frozenset({RideStatus.ABOARD, RideStatus.CARRIED})


@dataclass(frozen=True, slots=True)
class RideRow:
    """A ride of any day, as it was promised and as far as it came; times are seconds of its service day."""

    area: str
    service_date: date
    ride_id: str
    rider_id: RiderId
    request_id: str
    status: RideStatus
    origin: str
    destination: str
    seats: int
    wheelchairs: int
    walkers: int
    pickup_from_s: int
    pickup_until_s: int
    arrive_until_s: int
    vehicle_id: str
    boarded_s: int | None
    alighted_s: int | None


def keep_rides(town: Town, connection: Connection, open_day: OpenDay, outcome: Outcome) -> None:
    """Write the rides that an outcome's events changed: a projection, once the town is given."""
    after = RideBook(dict(open_day.book.rides))
    for event in outcome.events:
        if not isinstance(event, ONLY_FORESEEN):
            after.follow(event)
    before = open_day.book.rides
    for ride_id, record in after.rides.items():
        if record is not before.get(ride_id):
            _write(connection, town, outcome.service_date, record)


def list_history(
    connection: Connection,
    rider_id: RiderId,
    *,
    at_most: int | None = None,
    before: tuple[date, str] | None = None,
) -> list[RideRow]:
    """A rider's rides of any day, the latest day first; those after one that was seen, where it is named."""
    wanted = select(RIDE).where(RIDE.c.rider_id == rider_id)
    if before is not None:
        seen_date, seen_id = before
        wanted = wanted.where(tuple_(RIDE.c.service_date, RIDE.c.ride_id) < (seen_date.isoformat(), seen_id))
    ordered = wanted.order_by(RIDE.c.service_date.desc(), RIDE.c.ride_id.desc()).limit(at_most)
    return [_row(row) for row in connection.execute(ordered)]


def _write(connection: Connection, town: Town, service_date: date, record: RideRecord) -> None:
    promise, places = record.promise, town.service.places
    key = {"area": town.area, "service_date": service_date.isoformat(), "ride_id": str(promise.ride_id)}
    values = {
        "rider_id": promise.rider_id,
        "request_id": promise.request_id,
        "status": record.status.value,
        "origin": places[promise.origin].place_id,
        "destination": places[promise.destination].place_id,
        "seats": promise.party.seats,
        "wheelchairs": promise.party.wheelchairs,
        "walkers": promise.party.walkers,
        "pickup_from_s": promise.limits.pickup.from_s,
        "pickup_until_s": promise.limits.pickup.until_s,
        "arrive_until_s": promise.limits.arrive_until_s,
        "vehicle_id": record.vehicle_id,
        "boarded_s": record.pickup_s if record.status in BOARDED else None,
        "alighted_s": record.arrival_s if record.status is RideStatus.CARRIED else None,
    }
    mine = [RIDE.c[name] == value for name, value in key.items()]
    if connection.execute(update(RIDE).where(*mine).values(values)).rowcount == 0:
        connection.execute(insert(RIDE).values(**key, **values))


def _row(row: Row[*tuple[Any, ...]]) -> RideRow:
    kept: dict[str, Any] = dict(row._mapping)
    kept |= {
        "service_date": date.fromisoformat(row.service_date),
        "rider_id": RiderId(row.rider_id),
        "status": RideStatus(row.status),
    }
    return RideRow(**kept)
