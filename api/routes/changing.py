"""A promised ride at another time or place: offers come as for any request, and one is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body

from api.desk.desk import Desk
from api.desk.order import Order
from api.desk.ride_book import RideRecord
from api.payments.ride_fares import note_asked
from api.people.access import require
from api.people.principal import Principal
from api.people.roles import Permission
from api.problems import wrong
from api.routes.acting import Acting, acting_for, get_record
from api.routes.asking import answered, demand_apart, place_of, time_of
from api.routes.pricing import Paying, paying_as_asked, paying_for
from api.site import DeskHere, KeyHere, Site, SiteHere, tell
from api.wire.asked import CHANGE_EXAMPLES, ChangeIn
from api.wire.fields import ServiceDate
from api.wire.told import AnswerOut, Told
from dispatch.domain.commands import ChangeRide
from dispatch.domain.request import Request, RequestId, RideId

router = APIRouter(prefix="/api/areas/{area}", tags=["booking"])


@router.post(
    "/rides/{service_date}/{ride_id}/change",
    summary="予約を変更する / Get offers for a ride instead of a promised one",
)
async def change(
    service_date: ServiceDate,
    ride_id: str,
    wanted: Annotated[ChangeIn, Body(openapi_examples=CHANGE_EXAMPLES)],
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    principal: Annotated[Principal, require(Permission.CHANGE_RIDE)],
) -> AnswerOut:
    """The promised ride stays until one of the offers is taken, and is given up by the same decision.

    For another date ask anew, and give this one up when that is booked.
    """
    record = get_record(principal, desk, service_date, ride_id, Permission.BOOK_FOR_RIDER)
    rider = await acting_for(principal, record.promise.rider_id, desk.town, site)
    request = _request_instead(wanted, record, rider, service_date, desk, site)
    paying = await _paying(wanted, record, request, service_date, desk, site)
    told = Told(desk.town, service_date)
    order = Order(
        service_date,
        ChangeRide(RideId(ride_id), request),
        rider.account,
        key=key,
        respond=lambda outcome: answered(told, outcome),
        beside=note_asked(desk.town, request.request_id, paying.asked),
    )
    return paying.priced(AnswerOut.model_validate_json((await tell(desk, order)).body))


async def _paying(
    wanted: ChangeIn, record: RideRecord, request: Request, service_date: date, desk: Desk, site: Site
) -> Paying:
    """As was said with the request before; another party says anew who rides."""
    before = replace(request, request_id=record.promise.request_id)
    paying = await paying_as_asked(before, service_date, desk, site)
    if wanted.party is None:
        return paying
    return await paying_for(wanted.party, paying.asked.means, request.rider_id, service_date, desk, site)


def _request_instead(
    wanted: ChangeIn, record: RideRecord, rider: Acting, service_date: date, desk: Desk, site: Site
) -> Request:
    """What was asked for before, with what is to be other about it."""
    town, now = desk.town, site.clock.now()
    with desk.reading(service_date) as open_day:
        before = open_day.day.requests[record.promise.request_id]
    kind, wish_s = before.wish_kind, max(before.wish_s, town.seconds(service_date, now))
    if wanted.wish is not None:
        wished_date, kind, wish_s = time_of(wanted.wish, town, now)
        if wished_date != service_date:
            expected = f"a time of {service_date} expected; for another date ask anew"
            expected_ja = f"{service_date}の時刻を指定してください。ほかの日は新しくお申し込みください。"
            raise wrong("wish.at", expected, expected_ja)
    origin, destination = before.origin, before.destination
    if wanted.origin is not None:
        origin = place_of(wanted.origin, "origin", rider, town)
    if wanted.destination is not None:
        destination = place_of(wanted.destination, "destination", rider, town)
    demand_apart(origin, destination)
    return replace(
        before,
        request_id=RequestId(site.new_id()),
        origin=origin,
        destination=destination,
        wish_kind=kind,
        wish_s=wish_s,
        party=record.promise.party if wanted.party is None else wanted.party.load(),
        channel=rider.channel,
        confirmed=wanted.confirmed,
    )
