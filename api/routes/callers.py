"""The caller pop-up: a telephone system says who calls, and operators see it at once.

What a telephone system sends is no request under an Idempotency-Key: no trace of a number is kept, not even
as part of a key's question; `call_id` makes a repeated announcement harmless.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.callers import PhoneCall
from api.people.access import require
from api.people.looking import Purpose, Viewer, list_seen
from api.people.phone import WrongPhone
from api.people.principal import Principal
from api.people.roles import Permission
from api.routes.viewing import viewer_of
from api.site import DeskHere, Site, SiteHere
from api.wire.calling import CallersOut, PhoneCallOut
from api.wire.directory import GlimpseOut
from api.wire.office_bodies import PhoneCallBody
from dispatch.domain.request import RiderId

LOOKED_AFTER_S = 0.5
"""How often it is looked whether a call has come in, or has been shown for long enough."""

router = APIRouter(prefix="/api/areas/{area}/callers", tags=["callers"])


@router.post(
    "",
    status_code=204,
    summary="着信を画面に表示する / Announce a caller",
    dependencies=[require(Permission.ANNOUNCE_CALLER)],
)
def announce(given: PhoneCallBody, desk: DeskHere, site: SiteHere) -> None:
    """Operators see the riders of this area whom the number leads to; the number itself is not kept."""
    riders = _list_riders(site, desk.town.area, given.phone)
    site.callers.announce(desk.town.area, PhoneCall(given.call_id, riders, site.clock.now()))


@router.get(
    "/live",
    summary="着信(更新) / Who is calling, each time that changes",
    response_class=EventSourceResponse,
    responses={200: {"model": CallersOut, "description": "The data of each event."}},
)
async def follow_callers(
    desk: DeskHere,
    site: SiteHere,
    request: Request,
    principal: Annotated[Principal, require(Permission.FIND_RIDER)],
) -> AsyncIterator[ServerSentEvent]:
    """The calls of the last minutes, now and whenever one comes in or goes; each rider shown is a look-up."""
    area, viewer = desk.town.area, viewer_of(request, principal, Purpose.CALL)
    known: dict[str, PhoneCallOut] = {}
    shown: CallersOut | None = None
    while True:
        calls = site.callers.list_shown(area, site.clock.now())
        known = {
            call.call_id: known.get(call.call_id) or await _see(site, area, call, viewer) for call in calls
        }
        now_shown = CallersOut(calls=list(known.values()))
        if now_shown != shown:
            yield ServerSentEvent(data=now_shown, event="callers")
        shown = now_shown
        await asyncio.sleep(LOOKED_AFTER_S)


async def _see(site: Site, area: str, call: PhoneCall, viewer: Viewer) -> PhoneCallOut:
    riders = await run_in_threadpool(_look, site, area, call, viewer) if call.rider_ids else []
    called_at = call.called_at.astimezone(site.towns[area].zone)
    return PhoneCallOut(call_id=call.call_id, called_at=called_at, riders=riders)


def _look(site: Site, area: str, call: PhoneCall, viewer: Viewer) -> list[GlimpseOut]:
    with site.database.write() as connection:
        seen = list_seen(connection, site.people.directory, area, call.rider_ids, viewer, site.clock.now())
    return [GlimpseOut.of(each) for each in seen]


def _list_riders(site: Site, area: str, phone: str | None) -> tuple[RiderId, ...]:
    """Whom a number leads to; nobody, where it is withheld or is no number, such as another desk's."""
    if phone is None:
        return ()
    with site.database.read() as connection:
        try:
            found = site.people.directory.list_by_phone(connection, phone)
        except WrongPhone:
            return ()
    return tuple(rider.rider_id for rider in found if rider.area == area)
