"""Open returns: a way home is sold with a stated wait, called for when finished, or given up."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Response

from api.desk.desk import Desk
from api.desk.order import Order, Outcome
from api.payments.ride_fares import note_asked
from api.people.access import require
from api.people.principal import Principal
from api.people.refusals import NoSuchThing
from api.people.roles import Permission
from api.problems import wrong
from api.routes.acting import Acting, acting_for
from api.routes.asking import ANSWERED_ANEW, accepted, ends_of, refused_before
from api.routes.party import persons_of, with_party
from api.routes.pricing import paying_for, with_money
from api.site import DeskHere, KeyHere, Site, SiteHere, tell
from api.storage.receipts import Answer
from api.wire.fields import ServiceDate
from api.wire.returns import (
    OPEN_RETURN_EXAMPLES,
    OpenReturnAnswerOut,
    OpenReturnIn,
    OpenReturnOut,
    open_return,
)
from api.wire.told import AcceptedOut, Told
from dispatch.domain.commands import AskOpenReturn, CallOpenReturn, Cancel
from dispatch.domain.events import OpenReturnSold, Refused
from dispatch.domain.request import Request, RequestId, RideId, RiderId, WishKind
from dispatch.domain.time import TimeWindow

router = APIRouter(prefix="/api/areas/{area}", tags=["open returns"])
Returning = Annotated[Principal, require(Permission.OPEN_RETURN)]


@router.post(
    "/open-returns",
    summary="帰りは終わったら電話 / Ask for a way home without a time",
)
async def ask(
    asked: Annotated[OpenReturnIn, Body(openapi_examples=OPEN_RETURN_EXAMPLES)],
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    principal: Returning,
) -> OpenReturnAnswerOut:
    """The longest wait after the call, which binds once it is told; or the reason why none can be had."""
    rider = await acting_for(principal, asked.rider_id, desk.town, site)
    asked = await with_party(asked, rider.rider_id, site)
    service_date, request, window = _wanted(asked, rider, desk, site)
    refused = refused_before(request, service_date, rider, desk, site)
    if refused is not None:
        return OpenReturnAnswerOut(
            request_id=refused.request_id, service_date=service_date, refusal=refused.refusal
        )
    paying = await paying_for(persons_of(asked), asked.pay, rider.rider_id, service_date, desk, site)
    told = Told(desk.town, service_date)
    order = Order(
        service_date,
        AskOpenReturn(request, window),
        rider.account,
        key=key,
        respond=lambda outcome: _sold(told, outcome),
        beside=note_asked(desk.town, request.request_id, paying.asked),
    )
    return OpenReturnAnswerOut.model_validate_json((await tell(desk, order)).body)


@router.get(
    "/riders/{rider_id}/open-returns",
    summary="帰りの予約の一覧 / Open returns that were not called for yet",
)
def list_open_returns(rider_id: str, desk: DeskHere, principal: Returning) -> list[OpenReturnOut]:
    """On the days that are open, the earliest day first."""
    principal.demand_rider(RiderId(rider_id), desk.town.area, Permission.BOOK_FOR_RIDER)
    found: list[OpenReturnOut] = []
    for service_date in desk.list_open():
        told = Told(desk.town, service_date)
        with desk.reading(service_date) as open_day:
            day = open_day.day
            sold = [each for each in day.open_returns.values() if each.rider_id == rider_id]
            found += [open_return(each, told, held=each.ride_id not in day.unheld) for each in sold]
    return found


@router.post(
    "/open-returns/{service_date}/{ride_id}/call",
    status_code=201,
    summary="終わりました / Finished: please fetch me",
    responses=ANSWERED_ANEW,
)
async def call(
    service_date: ServiceDate,
    ride_id: str,
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    response: Response,
    principal: Returning,
) -> AcceptedOut:
    """A promised ride within the stated wait; where reality lets none, what can be had (status 200)."""
    _demand(principal, desk, service_date, ride_id)
    told = Told(desk.town, service_date)
    command = CallOpenReturn(RideId(ride_id))
    order = Order(service_date, command, principal.account, key=key, respond=lambda o: accepted(told, o))
    answer = await tell(desk, order)
    response.status_code = answer.status
    return await with_money(AcceptedOut.model_validate_json(answer.body), desk, site)


@router.post(
    "/open-returns/{service_date}/{ride_id}/cancellation",
    status_code=204,
    summary="帰りの予約をやめる / Give an open return up",
)
async def give_up(
    service_date: ServiceDate, ride_id: str, desk: DeskHere, key: KeyHere, principal: Returning
) -> None:
    """What was held for it is free for others."""
    _demand(principal, desk, service_date, ride_id)
    await tell(desk, Order(service_date, Cancel(RideId(ride_id)), principal.account, key=key))


def _wanted(asked: OpenReturnIn, rider: Acting, desk: Desk, site: Site) -> tuple[date, Request, TimeWindow]:
    town = desk.town
    service_date = town.service_date(asked.window.begins)
    if town.service_date(asked.window.ends) != service_date:
        expected_ja = f"{service_date}の時刻を指定してください。"
        raise wrong("window.until", f"a time of {service_date} expected", expected_ja)
    window = TimeWindow(
        town.seconds(service_date, asked.window.begins), town.seconds(service_date, asked.window.ends)
    )
    request = Request(
        RequestId(site.new_id()),
        rider.rider_id,
        *ends_of(asked, rider, town),
        WishKind.DEPART_AFTER,
        window.from_s,
        persons_of(asked).load(),
        rider.channel,
        asked.door_needed,
        asked.confirmed,
    )
    return service_date, request, window


def _sold(told: Told, outcome: Outcome) -> Answer:
    for event in outcome.events:
        if isinstance(event, OpenReturnSold):
            sold = open_return(event.open_return, told)
            request_id = event.open_return.request_id
            answer = OpenReturnAnswerOut(
                request_id=request_id, service_date=told.service_date, open_return=sold
            )
            return Answer(200, answer.model_dump_json())
        if isinstance(event, Refused):
            refusal = told.refusal(event.refusal)
            answer = OpenReturnAnswerOut(
                request_id=event.request_id, service_date=told.service_date, refusal=refusal
            )
            return Answer(200, answer.model_dump_json())
    raise AssertionError("an open return is sold or refused")


def _demand(principal: Principal, desk: Desk, service_date: date, ride_id: str) -> None:
    """Raise NoSuchThing unless it was sold to somebody who is theirs to book for.

    Called for or over, it is still the ride of its request, so that a repeated call hears its first answer.
    """
    with desk.reading(service_date) as open_day:
        sold = open_day.day.requests.get(RequestId(ride_id))
    if sold is None:
        raise NoSuchThing
    principal.demand_rider(sold.rider_id, desk.town.area, Permission.BOOK_FOR_RIDER)
