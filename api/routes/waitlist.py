"""Riders whose wish is full wait for room, and hear at once when something is offered to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.desk.desk import Desk
from api.desk.hub import DAY
from api.desk.open_day import OpenDay
from api.desk.order import Order
from api.people.access import require
from api.people.principal import Principal
from api.people.roles import Permission
from api.routes.acting import demand_request
from api.routes.pricing import paying_as_asked, with_fares_soon
from api.site import DeskHere, KeyHere, Site, SiteHere, tell
from api.streams import LastEventId, follow
from api.wire.fields import ServiceDate
from api.wire.told import Told
from api.wire.waiting import RequestOut, request_out
from dispatch.domain.commands import JoinWaitlist, LeaveWaitlist
from dispatch.domain.request import Request, RequestId

router = APIRouter(prefix="/api/areas/{area}/requests/{service_date}/{request_id}", tags=["waitlist"])
Waiting = Annotated[Principal, require(Permission.JOIN_WAITLIST)]


async def _own_request(
    service_date: ServiceDate,
    request_id: str,
    desk: DeskHere,
    principal: Annotated[Principal, require(Permission.FOLLOW_RIDE)],
) -> Request:
    """The request, where it is theirs to follow."""
    return demand_request(principal, desk, service_date, RequestId(request_id))


OwnRequest = Annotated[Request, Depends(_own_request)]


@router.get("", summary="申込の状況 / What became of a request")
async def get_request(
    service_date: ServiceDate, own: OwnRequest, desk: DeskHere, site: SiteHere
) -> RequestOut:
    """Its place in the waitlist, the offers that are open for it, and the rides it was promised."""
    return await _look(desk, service_date, own, site)


@router.get(
    "/live",
    summary="申込の状況(更新) / A request each time something about it changes",
    response_class=EventSourceResponse,
)
async def follow_request(
    service_date: ServiceDate, own: OwnRequest, desk: DeskHere, site: SiteHere, last_event_id: LastEventId
) -> AsyncIterator[ServerSentEvent]:
    """The request now and whenever it changes: others who leave the waitlist move it up, too."""
    told = Told(desk.town, service_date)

    def view(open_day: OpenDay) -> RequestOut:
        return request_out(open_day, own.request_id, told)

    async for event in follow(desk, service_date, DAY, "request", view, last_event_id):
        yield event.model_copy(update={"data": await _with_money(event.data, own, desk, site)})


@router.post("/waitlist", summary="キャンセル待ちをする / Wait for room")
async def join(
    service_date: ServiceDate,
    request_id: str,
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    principal: Waiting,
) -> RequestOut:
    """The request as it stands then; what is offered is taken like any offer, and lapses like one."""
    request = demand_request(principal, desk, service_date, RequestId(request_id))
    await tell(desk, Order(service_date, JoinWaitlist(request.request_id), principal.account, key=key))
    return await _look(desk, service_date, request, site)


@router.delete(
    "/waitlist",
    status_code=204,
    summary="キャンセル待ちをやめる / Wait no longer",
)
async def leave(
    service_date: ServiceDate, request_id: str, desk: DeskHere, key: KeyHere, principal: Waiting
) -> None:
    """What was offered meanwhile is for others."""
    demand_request(principal, desk, service_date, RequestId(request_id))
    command = LeaveWaitlist(RequestId(request_id))
    await tell(desk, Order(service_date, command, principal.account, key=key))


async def _look(desk: Desk, service_date: date, request: Request, site: Site) -> RequestOut:
    with desk.reading(service_date) as open_day:
        seen = request_out(open_day, request.request_id, Told(desk.town, service_date))
    return await _with_money(seen, request, desk, site)


async def _with_money(seen: RequestOut, request: Request, desk: Desk, site: Site) -> RequestOut:
    paying = await paying_as_asked(request, seen.service_date, desk, site)
    rides = await with_fares_soon(seen.rides, desk.town, site)
    return seen.model_copy(update={"offers": paying.priced_offers(seen.offers), "rides": rides})
