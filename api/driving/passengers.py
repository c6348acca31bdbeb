"""Who rides with a vehicle today, as far as its driver needs to know them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from api.desk.open_day import OpenDay
from api.desk.ride_book import STILL_TO_CARRY, RideRecord
from api.people.glimpse import passenger
from api.people.looking import Purpose, Viewer, note_shown
from api.people.principal import Principal
from api.people.riders import RiderDirectory
from api.people.roles import Role
from api.wire.shifts import PassengerOut, PassengersOut
from dispatch.domain.fleet import VehicleId


def rides_of(open_day: OpenDay, vehicle_id: VehicleId) -> list[RideRecord]:
    """The rides that a vehicle is still to carry, in the order of their pickups."""
    mine = [
        record
        for record in open_day.book.rides.values()
        if record.vehicle_id == vehicle_id and record.status in STILL_TO_CARRY
    ]
    return sorted(mine, key=lambda record: (record.pickup_s or 0, record.promise.ride_id))


def show_passengers(
    connection: Connection,
    directory: RiderDirectory,
    rides: list[RideRecord],
    vehicle_id: VehicleId,
    service_date: date,
    principal: Principal,
    address: str,
    now: datetime,
) -> PassengersOut:
    """Family name in kana and needs, never number or address; each rider shown is written down once a day."""
    rider_ids = list(dict.fromkeys(record.promise.rider_id for record in rides))
    known = {each.rider_id: passenger(each) for each in directory.list_riders(connection, rider_ids)}
    viewer = Viewer(principal.account, Role.DRIVER.value, Purpose.RIDE, address)
    note_shown(connection, known, viewer, now)
    return PassengersOut(
        vehicle_id=vehicle_id,
        service_date=service_date,
        passengers=[
            PassengerOut(
                ride_id=record.promise.ride_id,
                family_kana=known[record.promise.rider_id].family_kana,
                wheelchair=record.promise.party.wheelchairs > 0
                or known[record.promise.rider_id].needs.wheelchair,
                walker=record.promise.party.walkers > 0 or known[record.promise.rider_id].needs.walker,
                note=known[record.promise.rider_id].needs.note,
            )
            for record in rides
            if record.promise.rider_id in known
        ],
    )
