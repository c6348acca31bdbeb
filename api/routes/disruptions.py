"""What a dispatcher does when something goes wrong: look first, then do it in one action, or take it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Request
from starlette.concurrency import run_in_threadpool

from api.desk.desk import Desk
from api.desk.open_day import OpenDay
from api.desk.order import Order, Outcome
from api.disruptions.actions import (
    NEEDED,
    Action,
    get_latest,
    list_actions,
    list_consequences,
    noted,
    undoing,
)
from api.disruptions.commands import command_of, permission_for
from api.disruptions.told import told_of
from api.people.access import require
from api.people.looking import Purpose, Viewer, list_seen
from api.people.principal import Principal
from api.people.roles import Permission
from api.problems import Code, documented
from api.routes.viewing import viewer_of
from api.site import DeskHere, KeyHere, Site, SiteHere, in_time, tell
from api.storage.receipts import Answer
from api.wire.directory import GlimpseOut
from api.wire.disruptions import (
    ActionOut,
    ConsequencesOut,
    DisruptIn,
    MovedOut,
    NeedsCallOut,
    PreviewIn,
)
from api.wire.disruptions_examples import DISRUPT_EXAMPLES, PREVIEW_EXAMPLES
from api.wire.fields import ServiceDate
from api.wire.office_bodies import UndoBody, UndoPreviewBody
from api.wire.told import Told
from dispatch.domain.commands import Command
from dispatch.domain.events import Event
from dispatch.domain.request import RiderId, StaffId

router = APIRouter(prefix="/api/areas/{area}/disruptions/{service_date}", tags=["disruptions"])
Dispatcher = Annotated[Principal, require(Permission.PREVIEW_DISRUPTION)]
Undoer = Annotated[Principal, require(Permission.UNDO)]


@router.post(
    "/preview",
    summary="影響を事前に確認する / What a disruption would mean for every rider",
)
async def preview(
    service_date: ServiceDate,
    asked: Annotated[PreviewIn, Body(openapi_examples=PREVIEW_EXAMPLES)],
    desk: DeskHere,
    site: SiteHere,
    request: Request,
    principal: Dispatcher,
) -> ConsequencesOut:
    """Who is kept, who is moved and by how much, who must be called; nothing is changed."""
    command = _command(asked, desk, service_date, principal)
    return await _preview(command, desk, site, service_date, viewer_of(request, principal, Purpose.INCIDENT))


@router.post(
    "",
    status_code=201,
    summary="支障に対処する / Do it, in one action",
    responses=documented(Code.GONE_ON),
)
async def disrupt(
    service_date: ServiceDate,
    asked: Annotated[DisruptIn, Body(openapi_examples=DISRUPT_EXAMPLES)],
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Dispatcher,
) -> ConsequencesOut:
    """As it was previewed, or not at all: where the day has gone on since, look at the preview again."""
    order = Order(
        service_date,
        _command(asked, desk, service_date, principal),
        principal.account,
        asked.reason,
        key,
        _respond(desk),
        noted(desk.town.area, principal.account, asked.reason, site.clock),
        base_version=asked.base_version,
    )
    return await _done(order, desk, site, viewer_of(request, principal, Purpose.INCIDENT))


@router.get("", summary="当日の操作 / The day's actions")
def get_actions(
    service_date: ServiceDate, desk: DeskHere, site: SiteHere, principal: Undoer
) -> list[ActionOut]:
    """Who did what, when and why, and what it meant for riders: from the journal, in order."""
    events = _events(desk, service_date)
    actions = _actions(site, desk, service_date)
    undone = {each.undoes for each in actions}
    told = zip(actions, list_consequences(actions, events), strict=True)
    return [
        ActionOut(
            service_date=service_date,
            first_version=action.first_version,
            last_version=action.last_version,
            at=action.at.astimezone(desk.town.zone),
            actor=action.actor,
            reason=action.reason,
            undoes=action.undoes,
            undone=action.first_version in undone,
            what=[type(each).__name__ for each in action.events(events) if type(each) in NEEDED],
            kept=len(found.kept),
            moved=dict(found.moved),
            needs_call=dict(found.needs_call),
        )
        for action, found in told
    ]


@router.post(
    "/undo/preview",
    summary="取り消した場合の影響 / What taking the latest action back would mean",
    responses=documented(Code.WOULD_BREAK),
)
async def preview_undo(
    service_date: ServiceDate,
    asked: UndoPreviewBody,
    desk: DeskHere,
    site: SiteHere,
    request: Request,
    principal: Undoer,
) -> ConsequencesOut:
    """Promises as they were before, where they can be kept again; nothing is changed."""
    _, command = await run_in_threadpool(_undo, site, desk, service_date, asked.reason, principal)
    return await _preview(command, desk, site, service_date, viewer_of(request, principal, Purpose.INCIDENT))


@router.post(
    "/undo",
    status_code=201,
    summary="直前の操作を取り消す / Take the latest action back",
    responses=documented(Code.GONE_ON, Code.WOULD_BREAK),
)
async def undo(
    service_date: ServiceDate,
    asked: UndoBody,
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Undoer,
) -> ConsequencesOut:
    """Whoever has boarded another vehicle meanwhile rides on in it, and what is past stays as it was."""
    viewer = viewer_of(request, principal, Purpose.INCIDENT)
    known = await in_time(desk.told_before(key))  # repeated, it is not the action before that is undone
    if known is not None:
        return await _shown(known, desk, site, viewer)
    action, command = await run_in_threadpool(_undo, site, desk, service_date, asked.reason, principal)
    order = Order(
        service_date,
        command,
        principal.account,
        asked.reason,
        key,
        _respond(desk),
        noted(desk.town.area, principal.account, asked.reason, site.clock, action.first_version),
        base_version=asked.base_version,
    )
    return await _done(order, desk, site, viewer)


def _command(asked: PreviewIn | DisruptIn, desk: Desk, service_date: date, principal: Principal) -> Command:
    for each in asked.disruptions:
        principal.demand(permission_for(each), desk.town.area)
    with desk.reading(service_date) as open_day:
        return command_of(asked, open_day.day, desk.town)


async def _preview(
    command: Command, desk: Desk, site: Site, service_date: date, viewer: Viewer
) -> ConsequencesOut:
    town, told = desk.town, Told(desk.town, service_date)

    def look(open_day: OpenDay, now_s: int) -> ConsequencesOut:
        events = open_day.dispatcher.decide(open_day.day, command, now_s).events
        return told_of(open_day.day, events, open_day.day.version, told, town)

    found = await in_time(desk.look(service_date, look))
    return await run_in_threadpool(_with_glimpses, found, site, town.area, viewer)


def _respond(desk: Desk) -> Callable[[Outcome], Answer]:
    """What is told of a decision, before its events are part of the day."""

    def respond(outcome: Outcome) -> Answer:
        told = Told(desk.town, outcome.service_date)
        with desk.reading(outcome.service_date) as open_day:
            found = told_of(open_day.day, outcome.events, outcome.version, told, desk.town)
        return Answer(201, found.model_dump_json())

    return respond


async def _done(order: Order, desk: Desk, site: Site, viewer: Viewer) -> ConsequencesOut:
    return await _shown(await tell(desk, order), desk, site, viewer)


async def _shown(answer: Answer, desk: Desk, site: Site, viewer: Viewer) -> ConsequencesOut:
    found = ConsequencesOut.model_validate_json(answer.body)
    return await run_in_threadpool(_with_glimpses, found, site, desk.town.area, viewer)


def _undo(
    site: Site, desk: Desk, service_date: date, reason: str, principal: Principal
) -> tuple[Action, Command]:
    """The latest action and the command that takes it back, for whoever may do such things."""
    events, actions = _events(desk, service_date), _actions(site, desk, service_date)
    action = get_latest(actions)
    for fact in {type(event) for event in action.events(events)} & NEEDED.keys():
        principal.demand(NEEDED[fact], desk.town.area)
    return action, undoing(action, events, reason, StaffId(principal.subject))


def _events(desk: Desk, service_date: date) -> Sequence[Event]:
    with desk.reading(service_date) as open_day:
        return tuple(open_day.events)


def _actions(site: Site, desk: Desk, service_date: date) -> list[Action]:
    with site.database.read() as connection:
        return list_actions(connection, desk.town.area, service_date)


def _with_glimpses(found: ConsequencesOut, site: Site, area: str, viewer: Viewer) -> ConsequencesOut:
    """The same, with a glimpse of whoever is moved or called; each is a look-up."""
    touched: Iterable[MovedOut | NeedsCallOut] = (*found.moved, *found.needs_call)
    rider_ids = list(dict.fromkeys(RiderId(each.rider_id) for each in touched))
    if not rider_ids:
        return found
    with site.database.write() as connection:
        seen = list_seen(connection, site.people.directory, area, rider_ids, viewer, site.clock.now())
    glimpses = {str(each.rider_id): GlimpseOut.of(each) for each in seen}
    return found.model_copy(
        update={
            "moved": [each.model_copy(update={"rider": glimpses.get(each.rider_id)}) for each in found.moved],
            "needs_call": [
                each.model_copy(update={"rider": glimpses.get(each.rider_id)}) for each in found.needs_call
            ],
        }
    )
