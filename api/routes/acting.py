"""For whom somebody acts, and whether the ride, the request or the offer is theirs to touch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from api.desk.desk import Desk
from api.desk.ride_book import RideRecord
from api.desk.town import Town
from api.people.principal import Principal
from api.people.refusals import NoSuchThing
from api.people.roles import Permission, Role
from api.people.tables import RIDER
from api.problems import Code, FieldFault, Problem
from api.site import Site
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import OfferId
from dispatch.domain.request import Channel, RequestId, RideId, RiderId


@dataclass(frozen=True, slots=True)
class Acting:
    """A rider, and through whom and which channel they speak."""

    rider_id: RiderId
    account: str
    channel: Channel


async def acting_for(principal: Principal, rider_id: str | None, town: Town, site: Site) -> Acting:
    """Riders speak for themselves and those they book for; staff name a rider registered in the area."""
    by_staff = Role.RIDER not in principal.roles
    if rider_id is None:
        if by_staff:
            raise Problem(Code.INVALID, errors=(FieldFault(field="rider_id", expected="a rider expected"),))
        rider_id = principal.subject
    named = RiderId(rider_id)
    principal.demand_rider(named, town.area, Permission.BOOK_FOR_RIDER)
    if by_staff:
        await run_in_threadpool(_registered, site, named, town.area)
    return Acting(named, principal.account, Channel.PHONE if by_staff else Channel.APP)


def demand_offer(principal: Principal, desk: Desk, service_date: date, offer_id: OfferId) -> None:
    """Raise NoSuchThing where an open offer was made to somebody else."""
    with desk.reading(service_date) as open_day:
        offer = open_day.day.offers.get(offer_id)
        rider_id = None if offer is None else open_day.day.requests[offer.request_id].rider_id
    if rider_id is not None:
        principal.demand_rider(rider_id, desk.town.area, Permission.BOOK_FOR_RIDER)


def demand_request(principal: Principal, desk: Desk, service_date: date, request_id: RequestId) -> None:
    """Raise NoSuchThing where somebody else asked."""
    with desk.reading(service_date) as open_day:
        request = open_day.day.requests.get(request_id)
    if request is None:
        raise NoSuchThing
    principal.demand_rider(request.rider_id, desk.town.area, Permission.BOOK_FOR_RIDER)


def get_record(
    principal: Principal, desk: Desk, service_date: date, ride_id: str, permission: Permission
) -> RideRecord:
    """A ride that is theirs to see; raises NoSuchThing for all others."""
    with desk.reading(service_date) as open_day:
        record = open_day.book.rides.get(RideId(ride_id))
    if record is None:
        raise NoSuchThing
    principal.demand_rider(record.promise.rider_id, desk.town.area, permission)
    return record


def own_vehicle(town: Town, vehicle_id: str, principal: Principal) -> VehicleId:
    """The vehicle, where the service has it and the tablet is in it; raises NoSuchThing."""
    vehicle = VehicleId(vehicle_id)
    principal.demand_vehicle(vehicle)
    if vehicle not in {each.vehicle_id for each in town.service.vehicles}:
        raise NoSuchThing
    return vehicle


def _registered(site: Site, rider_id: RiderId, area: str) -> None:
    with site.database.read() as connection:
        found = connection.execute(select(RIDER.c.area).where(RIDER.c.rider_id == rider_id))
        if found.scalar_one_or_none() != area:
            raise NoSuchThing
