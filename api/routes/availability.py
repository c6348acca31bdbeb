"""How full a date is by half hours, seen before asking."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from api.desk.desk import Desk
from api.desk.open_day import OpenDay
from api.people.access import require
from api.people.principal import Principal
from api.people.roles import Permission, Role
from api.routes.asking import not_open
from api.site import QUESTION, DeskHere, Site, SiteHere, in_time
from api.typical_trips import own_trips, public_trips
from api.wire.fields import ServiceDate, Text
from api.wire.room import AvailabilityOut, HalfHourOut
from api.wire.told import Told
from dispatch.domain.request import Request, RequestId, RiderId
from dispatch.domain.time import HALF_HOUR_S
from dispatch.engine.availability import HalfHour

router = APIRouter(prefix="/api/areas/{area}", tags=["booking"])


@router.get(
    "/availability/{service_date}",
    summary="空き状況 / How full each half hour is",
    dependencies=[QUESTION],
)
async def get_availability(
    service_date: ServiceDate,
    desk: DeskHere,
    site: SiteHere,
    principal: Annotated[Principal, require(Permission.SEE_AVAILABILITY)],
    rider_id: Text | None = None,
) -> AvailabilityOut:
    """Free, few or full, by trips between the rider's own places; between landmarks for staff at large.

    A picture of the present plan: it reserves nothing, and an ask may find room that it does not show.
    """
    refusal = not_open(RequestId("availability"), service_date, desk, site)
    if refusal is not None:
        return AvailabilityOut(service_date=service_date, refusal=refusal)
    typical = await run_in_threadpool(_typical, principal, rider_id, desk, site)

    def look(open_day: OpenDay, now_s: int) -> tuple[HalfHour, ...]:
        hours = open_day.dispatcher.area.hours
        first_s = max(hours.from_s, now_s // HALF_HOUR_S * HALF_HOUR_S)
        half_hours = range(first_s, hours.until_s, HALF_HOUR_S)
        return open_day.dispatcher.look_at_availability(open_day.day, typical, half_hours, now_s)

    seen = await in_time(desk.look(service_date, look))
    told = Told(desk.town, service_date)
    half_hours = [HalfHourOut(begin=told.at(each.from_s), room=each.room) for each in seen]
    return AvailabilityOut(service_date=service_date, half_hours=half_hours)


def _typical(principal: Principal, rider_id: str | None, desk: Desk, site: Site) -> tuple[Request, ...]:
    town = desk.town
    if rider_id is None and Role.RIDER not in principal.roles:
        return public_trips(town.service)
    named = RiderId(rider_id or principal.subject)
    principal.demand_rider(named, town.area, Permission.BOOK_FOR_RIDER)
    with site.database.read() as connection:
        return own_trips(site.people.directory.get(connection, named).profile, town.service)
