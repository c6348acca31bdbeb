"""Riders whose wish is full wait for room, and hear at once when something is offered to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.desk.desk import Desk
from api.desk.hub import DAY
from api.desk.open_day import OpenDay
from api.desk.order import Order
from api.people.access import require
from api.people.principal import Principal
from api.people.roles import Permission
from api.routes.acting import demand_request
from api.site import DeskHere, KeyHere, tell
from api.streams import follow
from api.wire.fields import ServiceDate
from api.wire.told import Told
from api.wire.waiting import RequestOut, request_out
from dispatch.domain.commands import JoinWaitlist, LeaveWaitlist
from dispatch.domain.request import RequestId

router = APIRouter(prefix="/api/areas/{area}/requests/{service_date}/{request_id}", tags=["waitlist"])
LastEventId = Annotated[str | None, Header(alias="Last-Event-ID")]
Follower = Annotated[Principal, require(Permission.FOLLOW_RIDE)]
Waiting = Annotated[Principal, require(Permission.JOIN_WAITLIST)]


@router.get("", summary="申込の状況 / What became of a request")
def get_request(
    service_date: ServiceDate, request_id: str, desk: DeskHere, principal: Follower
) -> RequestOut:
    """Its place in the waitlist, the offers that are open for it, and the rides it was promised."""
    demand_request(principal, desk, service_date, RequestId(request_id))
    return _look(desk, service_date, request_id)


@router.get(
    "/live",
    summary="申込の状況(更新) / A request each time something about it changes",
    response_class=EventSourceResponse,
)
async def follow_request(
    service_date: ServiceDate,
    request_id: str,
    desk: DeskHere,
    principal: Follower,
    last_event_id: LastEventId = None,
) -> AsyncIterator[ServerSentEvent]:
    """The request now and whenever it changes: others who leave the waitlist move it up, too."""
    demand_request(principal, desk, service_date, RequestId(request_id))
    told = Told(desk.town, service_date)

    def view(open_day: OpenDay) -> RequestOut:
        return request_out(open_day, RequestId(request_id), told)

    async for event in follow(desk, service_date, DAY, "request", view, last_event_id):
        yield event


@router.post("/waitlist", summary="キャンセル待ちをする / Wait for room")
async def join(
    service_date: ServiceDate, request_id: str, desk: DeskHere, key: KeyHere, principal: Waiting
) -> RequestOut:
    """The request as it stands then; what is offered is taken like any offer, and lapses like one."""
    demand_request(principal, desk, service_date, RequestId(request_id))
    command = JoinWaitlist(RequestId(request_id))
    await tell(desk, Order(service_date, command, principal.account, key=key))
    return _look(desk, service_date, request_id)


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


def _look(desk: Desk, service_date: date, request_id: str) -> RequestOut:
    with desk.reading(service_date) as open_day:
        return request_out(open_day, RequestId(request_id), Told(desk.town, service_date))
