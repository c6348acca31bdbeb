"""A rider's history over the wire: rides of any day, open or long past."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from api.clock import moment
from api.desk.ride_book import RideStatus
from api.desk.ride_rows import RideRow
from api.desk.town import Town
from api.wire.told import LimitsOut, PartyOut


class NamedPlace(BaseModel):
    """A place by its id, with its name where the service still has it."""

    place_id: str
    name: str


class PastRideOut(BaseModel):
    """A ride as it was promised and as it went: who boarded has a time of boarding, who was carried both."""

    ride_id: str
    service_date: date
    rider_id: str
    status: RideStatus
    origin: NamedPlace
    destination: NamedPlace
    party: PartyOut
    limits: LimitsOut
    vehicle_id: str
    boarded: datetime | None
    alighted: datetime | None


class HistoryOut(BaseModel):
    """Rides, the latest first; `next` goes into `before` for the rides that come after these."""

    rides: list[PastRideOut]
    next: str | None = None


def past_ride(row: RideRow, town: Town) -> PastRideOut:
    """A row of the table of rides, its times in the town's clock."""

    def at(at_s: int) -> datetime:
        return moment(row.service_date, at_s, town.zone).astimezone(town.zone)

    limits = LimitsOut(
        pickup_from=at(row.pickup_from_s),
        pickup_until=at(row.pickup_until_s),
        arrive_until=at(row.arrive_until_s),
    )
    return PastRideOut(
        ride_id=row.ride_id,
        service_date=row.service_date,
        rider_id=row.rider_id,
        status=row.status,
        origin=named_place(town, row.origin),
        destination=named_place(town, row.destination),
        party=PartyOut(seats=row.seats, wheelchairs=row.wheelchairs, walkers=row.walkers),
        limits=limits,
        vehicle_id=row.vehicle_id,
        boarded=None if row.boarded_s is None else at(row.boarded_s),
        alighted=None if row.alighted_s is None else at(row.alighted_s),
    )


def named_place(town: Town, place_id: str) -> NamedPlace:
    """A place by its id; without a name where the service has it no more."""
    index = town.service.places.find(place_id)
    return NamedPlace(place_id=place_id, name="" if index is None else town.service.places[index].name)
