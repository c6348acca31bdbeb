"""Promised rides: looked at, followed live, given up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.desk.hub import of_ride
from api.desk.open_day import OpenDay
from api.desk.order import Order, Outcome
from api.desk.ride_book import RideRecord, RideStatus
from api.people.access import require
from api.people.principal import Principal
from api.people.roles import Permission
from api.routes.acting import get_record
from api.routes.pricing import with_fares, with_fares_soon
from api.site import DeskHere, KeyHere, SiteHere, TownHere, tell
from api.storage.receipts import Answer
from api.streams import UNBUFFERED, EventStream, LastEventId, OpenDate, events_of, follow
from api.wire.fields import ServiceDate
from api.wire.told import RideOut, Told, VehicleSeenOut
from dispatch.domain.commands import Cancel
from dispatch.domain.request import RideId, RiderId
from gtfs.realtime import NOT_HEARD_FROM_S

router = APIRouter(prefix="/api/areas/{area}", tags=["rides"])
Follower = Annotated[Principal, require(Permission.FOLLOW_RIDE)]
UNDER_WAY = frozenset({RideStatus.BOOKED, RideStatus.ABOARD})


async def _own_ride(
    service_date: ServiceDate, ride_id: str, desk: DeskHere, principal: Follower
) -> RideRecord:
    """The ride, where it is theirs to follow."""
    return get_record(principal, desk, service_date, ride_id, Permission.FOLLOW_RIDE)


OwnRide = Annotated[RideRecord, Depends(_own_ride)]


@router.get(
    "/riders/{rider_id}/rides",
    summary="予約の一覧 / A rider's rides on the open days",
)
def list_rides(rider_id: str, desk: DeskHere, site: SiteHere, principal: Follower) -> list[RideOut]:
    """Every ride of a rider on the days that are open, the earliest day first."""
    principal.demand_rider(RiderId(rider_id), desk.town.area, Permission.FOLLOW_RIDE)
    found: list[RideOut] = []
    for service_date in desk.list_open():
        told = Told(desk.town, service_date)
        with desk.reading(service_date) as open_day:
            found += [told.ride(record) for record in open_day.book.list_of(RiderId(rider_id))]
    return with_fares(found, desk.town, site)


@router.get("/rides/{service_date}/{ride_id}", summary="予約の内容 / One ride")
def get_ride(service_date: ServiceDate, record: OwnRide, desk: DeskHere, site: SiteHere) -> RideOut:
    """A ride as it stands now."""
    return with_fares([Told(desk.town, service_date).ride(record)], desk.town, site)[0]


@router.get(
    "/rides/{service_date}/{ride_id}/live",
    summary="運行状況 / A ride as it goes on",
    response_class=EventSourceResponse,
)
async def follow_ride(
    service_date: ServiceDate, own: OwnRide, desk: DeskHere, site: SiteHere, last_event_id: LastEventId
) -> AsyncIterator[ServerSentEvent]:
    """The ride each time something about it changes; an id not newer than Last-Event-ID is not sent again."""
    told, ride_id = Told(desk.town, service_date), own.promise.ride_id
    first = (await with_fares_soon([told.ride(own)], desk.town, site))[0]
    quoted = {"most_yen": first.most_yen}  # a quote does not change

    def view(open_day: OpenDay) -> RideOut:
        return told.ride(open_day.book.rides[ride_id]).model_copy(update=quoted)

    async for event in follow(desk, service_date, of_ride(ride_id), "ride", view, last_event_id):
        yield event


@router.get(
    "/rides/{service_date}/{ride_id}/vehicle",
    summary="車両の位置 / Where a ride's vehicle is",
)
def find_vehicle(record: OwnRide, town: TownHere, site: SiteHere) -> VehicleSeenOut | None:
    """As anybody may know it: near a home it is at the nearest stop; null once the ride is over."""
    seen = site.positions.list_of(town.area).get(record.vehicle_id)
    if seen is None or record.status not in UNDER_WAY:
        return None
    now = site.clock.now()
    shown = site.published.shield(town.area, town.service).show(seen.lat, seen.lon)
    if shown is None or (now - seen.at).total_seconds() > NOT_HEARD_FROM_S:
        return None
    return VehicleSeenOut(lat=shown.lat, lon=shown.lon, at=seen.at.astimezone(town.zone))


@router.get(
    "/days/{service_date}/events",
    summary="当日の出来事 / Everything that happens on a day",
    response_class=EventStream,
    dependencies=[require(Permission.WATCH_BOARD)],
)
async def follow_day(service_date: OpenDate, desk: DeskHere, last_event_id: LastEventId) -> EventStream:
    """Every event of a day in order, each once: those after Last-Event-ID, then those to come."""
    return EventStream(events_of(desk, service_date, last_event_id), headers=UNBUFFERED)


@router.post(
    "/rides/{service_date}/{ride_id}/cancellation",
    summary="予約の取り消し / Give a ride up",
)
async def cancel(
    service_date: ServiceDate,
    ride_id: str,
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    principal: Annotated[Principal, require(Permission.CANCEL_RIDE)],
) -> RideOut:
    """The ride, given up; once the rider is on board it is too late."""
    record = get_record(principal, desk, service_date, ride_id, Permission.BOOK_FOR_RIDER)
    before = Told(desk.town, service_date).ride(record)

    def respond(_: Outcome) -> Answer:
        return Answer(200, before.model_copy(update={"status": RideStatus.CANCELLED}).model_dump_json())

    order = Order(service_date, Cancel(RideId(ride_id)), principal.account, key=key, respond=respond)
    cancelled = RideOut.model_validate_json((await tell(desk, order)).body)
    return (await with_fares_soon([cancelled], desk.town, site))[0]
