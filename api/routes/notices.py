"""Notices that staff send: that the service has stopped, to everybody who has booked."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from api.desk.order import Outcome
from api.gateways import quiet_hours_of
from api.notices.templates import NoticeKind
from api.notices.tidings import Tiding
from api.notices.waiting import NoticeWriter
from api.once import once
from api.people.access import require
from api.people.roles import Permission
from api.site import DeskHere, KeyHere, SiteHere
from api.wire.asked import Examples
from api.wire.fields import STRICT, ServiceDate
from dispatch.domain.request import RiderId

router = APIRouter(prefix="/api/areas/{area}", tags=["notices"])


class SuspensionIn(BaseModel):
    """Why there is no service for now."""

    model_config = STRICT
    cause: Literal["snow", "weather", "road", "vehicle", "other"]


class ToldOut(BaseModel):
    """How many riders are told."""

    riders: int


SUSPENSION_EXAMPLES: Examples = {
    "ja": {"summary": "大雪のため", "value": {"cause": "snow"}},
    "en": {"summary": "Because of a closed road", "value": {"cause": "road"}},
}


@router.post(
    "/days/{service_date}/suspension-notice",
    summary="運行見合わせの連絡 / Tell everybody who has booked that the service has stopped",
    response_model=ToldOut,
    dependencies=[require(Permission.NOTIFY_RIDERS)],
)
def tell_of_suspension(
    service_date: ServiceDate,
    given: Annotated[SuspensionIn, Body(openapi_examples=SUSPENSION_EXAMPLES)],
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
) -> Response:
    """Each rider with a ride still to come hears of it once a day, however often it is sent."""
    with desk.reading(service_date) as open_day:
        day = open_day.day
        booked = [*day.promises.values(), *(each.promise for each in day.unassigned.values())]
        first_s: dict[RiderId, int] = {}
        for promise in booked:
            begins_s = promise.limits.pickup.from_s
            first_s[promise.rider_id] = min(begins_s, first_s.get(promise.rider_id, begins_s))
        so_far = Outcome(service_date, 0, (), day.version)
    writer = NoticeWriter(desk.town, site.clock, quiet_hours_of(site.gateways, desk.town.zone))

    def effect(connection: Connection) -> ToldOut:
        for rider_id, begins_s in first_s.items():
            facts = {"date": service_date.isoformat(), "cause": given.cause}
            subject = f"suspension {service_date} {rider_id}"
            tiding = Tiding(NoticeKind.SERVICE_SUSPENDED, rider_id, subject, facts, ride_s=begins_s)
            writer.put(connection, tiding, so_far, f"suspension/{rider_id}")
        return ToldOut(riders=len(first_s))

    return once(site, key, effect)
