"""Who rides with a vehicle today, as far as its driver needs to know them."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from api.desk.open_day import OpenDay
from api.desk.ride_book import STILL_TO_CARRY, RideRecord, RideStatus
from api.payments.cash_due import CashDue, cash_due
from api.payments.kept_payments import RideKey
from api.people.glimpse import Passenger, passenger
from api.people.looking import Purpose, Viewer, note_shown
from api.people.principal import Principal
from api.people.riders import RiderDirectory
from api.people.roles import Role
from api.wire.shifts import PassengerOut, PassengersOut
from api.wire.told import Told
from dispatch.domain.fleet import VehicleId

TO_CARRY_OR_PAY = (*STILL_TO_CARRY, RideStatus.CARRIED)
NOTHING = CashDue(0, ())


def rides_of(
    open_day: OpenDay, vehicle_id: VehicleId, statuses: Container[RideStatus] = STILL_TO_CARRY
) -> list[RideRecord]:
    """A vehicle's rides, those still to be carried unless said otherwise, in the order of their pickups."""
    mine = [
        record
        for record in open_day.book.rides.values()
        if record.vehicle_id == vehicle_id and record.status in statuses
    ]
    return sorted(mine, key=lambda record: (record.pickup_s or 0, record.promise.ride_id))


@dataclass(frozen=True, slots=True)
class Shown:
    """To whom passengers are shown: a tablet, at a network address, at a moment."""

    principal: Principal
    address: str
    now: datetime


def show_passengers(
    connection: Connection,
    directory: RiderDirectory,
    rides: list[RideRecord],
    vehicle_id: VehicleId,
    told: Told,
    no_show_wait_s: int,
    shown: Shown,
) -> PassengersOut:
    """Family name in kana, needs and fare, never number or address; each look is written down once a day.

    Who was carried is shown for as long as there is cash to take.
    """
    keys = {
        record.promise.ride_id: RideKey(told.town.area, told.service_date.isoformat(), record.promise.ride_id)
        for record in rides
    }
    due = cash_due(connection, keys.values())
    rides = [
        record
        for record in rides
        if record.status is not RideStatus.CARRIED or due.get(record.promise.ride_id, NOTHING).yen > 0
    ]
    rider_ids = list(dict.fromkeys(record.promise.rider_id for record in rides))
    known = {each.rider_id: passenger(each) for each in directory.list_riders(connection, rider_ids)}
    viewer = Viewer(shown.principal.account, Role.DRIVER.value, Purpose.RIDE, shown.address)
    note_shown(connection, known, viewer, shown.now)
    return PassengersOut(
        vehicle_id=vehicle_id,
        service_date=told.service_date,
        passengers=[
            _passenger_out(record, known[record.promise.rider_id], told, no_show_wait_s, due)
            for record in rides
            if record.promise.rider_id in known
        ],
    )


def _passenger_out(
    record: RideRecord, known: Passenger, told: Told, no_show_wait_s: int, dues: Mapping[str, CashDue]
) -> PassengerOut:
    promise = record.promise
    due = dues.get(promise.ride_id)
    return PassengerOut(
        ride_id=promise.ride_id,
        status=record.status,
        family_kana=known.family_kana,
        wheelchair=promise.party.wheelchairs > 0 or known.needs.wheelchair,
        walker=promise.party.walkers > 0 or known.needs.walker,
        note=known.needs.note,
        party=told.party(promise.party),
        limits=told.limits(promise.limits),
        waits_until=told.at(promise.limits.pickup.until_s + no_show_wait_s),
        cash_due_yen=None if due is None else due.yen,
        cash_receipts=[] if due is None else list(due.receipts),
    )
