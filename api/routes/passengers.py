"""Who rides with a vehicle today, and calls to them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api.desk.ride_book import RideRecord
from api.desk.town import Town
from api.driving.masked_calls import CallFailed, MaskedCall
from api.driving.passengers import TO_CARRY_OR_PAY, Shown, rides_of, show_passengers
from api.once import once
from api.people.access import address_of, require
from api.people.audit import write_down
from api.people.principal import Principal
from api.people.refusals import NoSuchThing
from api.people.roles import Permission
from api.problems import Code, documented
from api.routes.acting import own_vehicle
from api.routes.viewing import audited
from api.site import DeskHere, KeyHere, Site, SiteHere
from api.storage.receipts import find_answer
from api.wire.driven_bodies import ConnectBody
from api.wire.shifts import ConnectingOut, PassengersOut
from api.wire.told import Told
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RiderId

router = APIRouter(prefix="/api/areas/{area}/vehicles/{vehicle_id}", tags=["driving"])


@router.get(
    "/passengers",
    summary="本日の乗客 / Who rides with the vehicle today",
)
def list_passengers(
    vehicle_id: str,
    desk: DeskHere,
    site: SiteHere,
    request: Request,
    principal: Annotated[Principal, require(Permission.READ_MANIFEST)],
) -> PassengersOut:
    """Family names in kana, needs and fares; read it when the manifest changes."""
    vehicle = own_vehicle(desk.town, vehicle_id, principal)
    now = site.clock.now()
    today = desk.town.service_date(now)
    with desk.reading(today) as open_day:
        rides, wait_s = rides_of(open_day, vehicle, TO_CARRY_OR_PAY), open_day.dispatcher.rules.no_show_wait_s
    told, shown = Told(desk.town, today), Shown(principal, address_of(request), now)
    with site.database.write() as connection:
        return show_passengers(connection, site.people.directory, rides, vehicle, told, wait_s, shown)


@router.post(
    "/calls",
    status_code=202,
    summary="利用者に電話をつなぐ / Be connected with a rider",
    response_model=ConnectingOut,
    responses=documented(Code.NO_CALL),
)
def call_rider(
    vehicle_id: str,
    asked: ConnectBody,
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Annotated[Principal, require(Permission.CALL_RIDER)],
) -> Response:
    """A rider of today whom this vehicle is to carry; who called whom is written down."""
    vehicle = own_vehicle(desk.town, vehicle_id, principal)
    now = site.clock.now()
    with desk.reading(desk.town.service_date(now)) as open_day:
        rides = [each for each in rides_of(open_day, vehicle) if each.promise.ride_id == asked.ride_id]
    if not rides:
        raise NoSuchThing
    with site.database.read() as connection:
        called_before = find_answer(connection, key) is not None
    if not called_before:
        _connect(site, desk.town, vehicle, rides[0], f"{principal.account}/{key.key}")

    def effect(connection: Connection) -> ConnectingOut:
        subject = f"rider {rides[0].promise.rider_id}"
        write_down(connection, audited(request, principal, site, "call-rider", subject))
        return ConnectingOut(ride_id=asked.ride_id)

    return once(site, key, effect, 202)


def _connect(site: Site, town: Town, vehicle: VehicleId, record: RideRecord, call_id: str) -> None:
    if site.connect_call is None:
        raise CallFailed("no telephone system is set up to connect calls")
    with site.database.read() as connection:
        rider = site.people.directory.get(connection, RiderId(record.promise.rider_id))
    site.connect_call(MaskedCall(call_id, town.area, vehicle, rider.profile.phone))
