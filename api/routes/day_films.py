"""Days that were, or are being, driven for real, as films for planners."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.desk.desk import Desk
from api.desk.hub import DAY
from api.people.access import require
from api.people.roles import Permission
from api.problems import Code, Problem
from api.routes.planned import PlanningHere
from api.site import DeskHere, SiteHere, TownHere
from api.wire.fields import ServiceDate
from api.wire.planned import DayFilmOut, DayGoneOnOut

AT_MOST_EVERY_S = 2.0

router = APIRouter(
    prefix="/api/areas/{area}/planning/days/{service_date}",
    tags=["planning"],
    dependencies=[require(Permission.SEE_FIGURES)],
)


@router.get(
    "/film",
    summary="実際の一日の動き / The film of a day that is being driven, or was",
)
def get_day_film(
    service_date: ServiceDate, town: TownHere, site: SiteHere, planning: PlanningHere
) -> DayFilmOut:
    """Vehicles by road between the places at which they are shown, riders at stops; nobody is named."""
    now = site.clock.now()
    today = town.today(now)
    if service_date not in planning.films.list_days(site.database, town, today):
        raise Problem(Code.NOT_FOUND, f"{service_date}: nothing was driven on that day")
    desk = site.desks.get(town.area)
    if desk is not None and service_date in desk.list_open():
        return planning.films.of_open_day(desk, service_date, town.seconds(service_date, now))
    return planning.films.of_past_day(site.database, town, service_date, today)


def open_day(service_date: ServiceDate, desk: DeskHere) -> Desk:
    """The desk, where it has the day open: a day that is over does not go on."""
    if service_date not in desk.list_open():
        raise Problem(Code.NOT_OPEN, f"{service_date} is not open")
    return desk


@router.get(
    "/live",
    summary="一日の動き(更新) / That a day has gone on",
    response_class=EventSourceResponse,
)
async def follow_day(
    service_date: ServiceDate, desk: Annotated[Desk, Depends(open_day)], _: PlanningHere
) -> AsyncIterator[ServerSentEvent]:
    """The version of the day, now and whenever it is another: its film is to be read anew."""
    while True:
        pulse = desk.hub.pulse(service_date, DAY)
        with desk.reading(service_date) as seen:
            version = seen.day.version
        yield ServerSentEvent(data=DayGoneOnOut(version=version), event="day", id=str(version))
        await asyncio.sleep(AT_MOST_EVERY_S)
        await pulse.wait()
