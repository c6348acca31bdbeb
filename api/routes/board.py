"""The board of a day, followed live, and the calls to make."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from api.board.tasks import Task, finish_task, list_tasks
from api.board.view import Board, task_out
from api.desk.desk import Desk
from api.desk.hub import DAY
from api.desk.ride_book import STILL_TO_CARRY
from api.once import once
from api.people.access import require
from api.people.looking import Purpose, Viewer, list_seen
from api.people.principal import Principal
from api.people.roles import Permission
from api.routes.viewing import viewer_of
from api.site import DeskHere, KeyHere, Site, SiteHere
from api.streams import OpenDate
from api.wire.board import BoardOut, DayRideOut, TaskOut
from api.wire.directory import GlimpseOut
from api.wire.fields import ServiceDate, Text
from api.wire.office_bodies import TaskDoneBody
from api.wire.told import Told
from dispatch.domain.request import RideId, RiderId

LOOKED_AFTER_S = 2.0
"""Vehicles move and notices fail without an event of the day: how often the board is looked at anyway."""
AT_MOST_EVERY_S = 0.5
"""On a busy day the board is not written anew for each event."""

router = APIRouter(prefix="/api/areas/{area}/board", tags=["board"])
watching = require(Permission.WATCH_BOARD)


@router.get(
    "/{service_date}",
    summary="運行状況 / The board of a day",
    dependencies=[watching],
)
def get_board(service_date: ServiceDate, desk: DeskHere, site: SiteHere) -> BoardOut:
    """Vehicles, who is late or without a vehicle, the waitlist in order, and the calls to make."""
    return _board(desk, site, service_date)


@router.get(
    "/{service_date}/live",
    summary="運行状況(更新) / The board each time it changes",
    response_class=EventSourceResponse,
    dependencies=[watching],
)
async def follow_board(
    service_date: OpenDate, desk: DeskHere, site: SiteHere
) -> AsyncIterator[ServerSentEvent]:
    """The whole board, now and whenever it changes; the id of an event is the version of the day."""
    shown: BoardOut | None = None
    while True:
        pulse = desk.hub.pulse(service_date, DAY)
        board = await run_in_threadpool(_board, desk, site, service_date)
        if board != shown:
            yield ServerSentEvent(data=board, event="board", id=str(board.version))
        shown = board
        await asyncio.sleep(AT_MOST_EVERY_S)
        try:
            await asyncio.wait_for(pulse.wait(), LOOKED_AFTER_S)
        except TimeoutError:
            continue


@router.get(
    "/{service_date}/rides",
    summary="当日の乗車と利用者 / The rides of a day, and whose they are",
)
def get_rides(
    service_date: ServiceDate,
    desk: DeskHere,
    site: SiteHere,
    request: Request,
    response: Response,
    principal: Annotated[Principal, require(Permission.ASSIGN_RIDE)],
    vehicle_id: Text | None = None,
) -> list[DayRideOut]:
    """Those still to be carried, by their pickup; of one vehicle or of all. Each rider shown is a look-up."""
    response.headers["Cache-Control"] = "no-store"
    told = Told(desk.town, service_date)
    with desk.reading(service_date) as open_day:
        pinned = {ride_id: pin.reason for ride_id, pin in open_day.day.pinned.items()}
        rides = [
            told.ride(each)
            for each in open_day.book.rides.values()
            if each.status in STILL_TO_CARRY and vehicle_id in (None, each.vehicle_id)
        ]
    viewer = viewer_of(request, principal, Purpose.RIDE)
    glimpses = _glimpses(desk, site, viewer, [each.rider_id for each in rides])
    return [
        DayRideOut(
            ride=each,
            rider=glimpses.get(each.rider_id),
            pinned=each.ride_id in pinned,
            pinned_why=pinned.get(RideId(each.ride_id), ""),
        )
        for each in sorted(rides, key=lambda ride: (ride.pickup or ride.limits.pickup_from, ride.ride_id))
    ]


@router.get(
    "/{service_date}/tasks",
    summary="電話をする相手 / The calls to make, and those made",
)
def get_tasks(
    service_date: ServiceDate,
    desk: DeskHere,
    site: SiteHere,
    request: Request,
    response: Response,
    principal: Annotated[Principal, require(Permission.FINISH_TASK)],
) -> list[TaskOut]:
    """Who must be called, why, and what is said; open ones first. Each rider shown is a look-up."""
    response.headers["Cache-Control"] = "no-store"
    with desk.reading(service_date):
        pass  # a day that is not open has no tasks
    with site.database.read() as connection:
        tasks = list_tasks(connection, desk.town.area, service_date)
    viewer = viewer_of(request, principal, Purpose.CALL_BACK)
    glimpses = _glimpses(desk, site, viewer, [task.rider_id for task in tasks])
    return [
        task_out(task, desk.town).model_copy(update={"rider": glimpses.get(task.rider_id)}) for task in tasks
    ]


@router.post(
    "/{service_date}/tasks/done",
    summary="電話の結果を記録する / Say what came of a call",
    response_model=TaskOut,
)
def finish(
    service_date: ServiceDate,
    given: TaskDoneBody,
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    principal: Annotated[Principal, require(Permission.FINISH_TASK)],
) -> Response:
    """The task, off the list; who did it is kept."""
    town = desk.town

    def effect(connection: Connection) -> TaskOut:
        done = finish_task(
            connection,
            town.area,
            service_date,
            given.task_id,
            given.outcome,
            principal.account,
            site.clock.now(),
        )
        return task_out(done, town)

    return once(site, key, effect)


def _glimpses(desk: Desk, site: Site, viewer: Viewer, rider_ids: list[str]) -> dict[str, GlimpseOut]:
    """The riders as a list shows them; each is a look-up."""
    named = [RiderId(each) for each in dict.fromkeys(rider_ids)]
    with site.database.write() as connection:
        seen = list_seen(connection, site.people.directory, desk.town.area, named, viewer, site.clock.now())
    return {each.rider_id: GlimpseOut.of(each) for each in seen}


def _board(desk: Desk, site: Site, service_date: date) -> BoardOut:
    positions = site.positions.list_of(desk.town.area)
    with site.database.read() as connection:
        tasks: list[Task] = list_tasks(connection, desk.town.area, service_date)
    with desk.reading(service_date) as open_day:
        return Board(desk.town, open_day).shown(positions, tasks)
