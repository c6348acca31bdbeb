"""For whom somebody acts, and whether the ride, the request or the offer is theirs to touch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool

from api.desk.desk import Desk
from api.desk.no_show_rows import standing_of
from api.desk.ride_book import RideRecord
from api.desk.town import Town
from api.people.principal import Principal
from api.people.refusals import NoSuchThing
from api.people.roles import Permission, Role
from api.people.tables import RIDER
from api.problems import wrong
from api.site import Site
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import OfferId
from dispatch.domain.request import Channel, Request, RequestId, RideId, RiderId
from dispatch.policy.no_shows import Standing
from gtfs.service_doors import DoorKind


@dataclass(frozen=True, slots=True)
class Acting:
    """A rider, and through whom and which channel they speak."""

    rider_id: RiderId
    account: str
    channel: Channel
    homes: frozenset[str] | None = None
    """The homes that a rider may name: those of the riders they act for; staff may name any."""
    standing: Standing | None = None
    """What the rider's no-show record means today; None where the town never pauses bookings."""

    def may_name(self, place_id: str, kind: DoorKind | None) -> bool:
        """Whether a place may be asked for: other people's homes look as if they were not there."""
        return kind is not DoorKind.HOME or self.homes is None or place_id in self.homes


async def acting_for(principal: Principal, rider_id: str | None, town: Town, site: Site) -> Acting:
    """Riders speak for themselves and those they book for, staff name a rider; of the area, either way."""
    by_staff = Role.RIDER not in principal.roles
    if rider_id is None:
        if by_staff:
            raise wrong("rider_id", "a rider expected", "利用者を指定してください。")
        rider_id = principal.subject
    named = RiderId(rider_id)
    principal.demand_rider(named, town.area, Permission.BOOK_FOR_RIDER)
    return await run_in_threadpool(_acting, principal, named, town, site)


def homes_of(connection: Connection, principal: Principal, site: Site) -> frozenset[str]:
    """The places where those live whom a rider may book for."""
    riders = site.people.directory.list_riders(connection, principal.acts_for)
    return frozenset(each.profile.home_place_id for each in riders if each.profile.home_place_id)


def demand_offer(principal: Principal, desk: Desk, service_date: date, offer_id: OfferId) -> None:
    """Raise NoSuchThing where an open offer was made to somebody else."""
    with desk.reading(service_date) as open_day:
        offer = open_day.day.offers.get(offer_id)
        rider_id = None if offer is None else open_day.day.requests[offer.request_id].rider_id
    if rider_id is not None:
        principal.demand_rider(rider_id, desk.town.area, Permission.BOOK_FOR_RIDER)


def demand_request(principal: Principal, desk: Desk, service_date: date, request_id: RequestId) -> Request:
    """What was asked; raises NoSuchThing where somebody else asked."""
    with desk.reading(service_date) as open_day:
        request = open_day.day.requests.get(request_id)
    if request is None:
        raise NoSuchThing
    principal.demand_rider(request.rider_id, desk.town.area, Permission.BOOK_FOR_RIDER)
    return request


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


def _acting(principal: Principal, rider_id: RiderId, town: Town, site: Site) -> Acting:
    by_staff = Role.RIDER not in principal.roles
    with site.database.read() as connection:
        area = connection.execute(select(RIDER.c.area).where(RIDER.c.rider_id == rider_id))
        if area.scalar_one_or_none() != town.area:
            raise NoSuchThing
        homes = None if by_staff else homes_of(connection, principal, site)
        standing = standing_of(connection, town, rider_id, town.today(site.clock.now()))
    channel = Channel.PHONE if by_staff else Channel.APP
    return Acting(rider_id, principal.account, channel, homes, standing)
