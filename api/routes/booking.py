"""Asking for a ride, taking an offer, giving a ride up: for riders, and for operators on their behalf."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Body, Response

from api.desk.desk import Desk
from api.desk.order import Beside, Order
from api.payments.ride_fares import note_asked
from api.people.access import require
from api.people.principal import Principal
from api.people.roles import Permission
from api.routes.acting import Acting, acting_for, demand_offer, demand_request
from api.routes.asking import ANSWERED_ANEW, accepted, answered, refused_before, request_of, wanted_of
from api.routes.party import persons_of, with_party
from api.routes.pricing import paying_for, with_money
from api.routes.viewing import NotingHere
from api.site import QUESTION, DeskHere, KeyHere, Site, SiteHere, tell
from api.storage.receipts import RepeatKey
from api.wire.asked import REQUEST_EXAMPLES, OfferRef, RequestIn, WishIn
from api.wire.fields import ServiceDate
from api.wire.office_bodies import AcceptBody
from api.wire.told import AcceptedOut, AnswerOut, AskedOut, RideOut, Told
from dispatch.domain.commands import Accept, Ask, Decline
from dispatch.domain.offer import OfferId
from dispatch.domain.request import RequestId
from dispatch.engine.dispatcher import CommandRefused

router = APIRouter(prefix="/api/areas/{area}", tags=["booking"])


@router.post(
    "/requests",
    summary="希望を伝え、候補を受け取る / Ask for a ride and get offers",
    dependencies=[QUESTION],
)
async def ask(
    asked: Annotated[RequestIn, Body(openapi_examples=REQUEST_EXAMPLES)],
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    principal: Annotated[Principal, require(Permission.ASK)],
) -> AskedOut:
    """Offers that could be kept, or a refusal with its reason and what can be booked instead.

    Nothing is reserved: an offer can be taken until it lapses, and is checked again then.
    """
    rider = await acting_for(principal, asked.rider_id, desk.town, site)
    asked = await with_party(asked, rider.rider_id, site)
    outward = await _ask(asked, asked.wish, rider, desk, site, key)
    if asked.way_back is None:
        return AskedOut(outward=outward)
    back = asked.model_copy(update={"origin": asked.destination, "destination": asked.origin})
    back_key = replace(key, key=f"{key.key}/back")
    return AskedOut(outward=outward, way_back=await _ask(back, asked.way_back, rider, desk, site, back_key))


async def _ask(
    asked: RequestIn, wish: WishIn, rider: Acting, desk: Desk, site: Site, key: RepeatKey
) -> AnswerOut:
    wanted = wanted_of(asked, rider, desk.town)
    service_date, request = request_of(wanted, wish, rider, desk.town, site)
    refused = refused_before(request, service_date, rider, desk, site)
    if refused is not None:
        return refused
    told = Told(desk.town, service_date)
    paying = await paying_for(persons_of(asked), asked.pay, rider.rider_id, service_date, desk, site)
    order = Order(
        service_date,
        Ask(request),
        rider.account,
        key=key,
        respond=lambda outcome: answered(told, outcome),
        beside=note_asked(desk.town, request.request_id, paying.asked),
    )
    return paying.priced(AnswerOut.model_validate_json((await tell(desk, order)).body))


@router.post(
    "/acceptances",
    status_code=201,
    summary="候補を予約する / Take an offer",
    responses=ANSWERED_ANEW,
)
async def accept(
    taken: AcceptBody,
    desk: DeskHere,
    site: SiteHere,
    key: KeyHere,
    response: Response,
    beside: NotingHere,
    principal: Annotated[Principal, require(Permission.ACCEPT)],
) -> AcceptedOut:
    """A promise for each offer that can still be kept; fresh answers for one that had lapsed (status 200).

    What was promised is told in any case: an offer that is open no more is named beside it.
    """
    for offer in taken.offers:
        demand_offer(principal, desk, offer.service_date, OfferId(offer.offer_id))
    rides: list[RideOut] = []
    lapsed: list[AnswerOut] = []
    closed: list[str] = []
    for number, offer in enumerate(taken.offers):
        own_key = replace(key, key=f"{key.key}/{number}")
        try:
            part = await _accept(offer, desk, site, own_key, principal, beside)
        except CommandRefused:
            if not rides and not lapsed:
                raise
            closed.append(offer.offer_id)
        else:
            rides += part.rides
            lapsed += part.lapsed
    response.status_code = 200 if lapsed or closed else 201
    return AcceptedOut(rides=rides, lapsed=lapsed, closed=closed)


@router.post(
    "/requests/{service_date}/{request_id}/decline",
    status_code=204,
    summary="どの候補も選ばない / Take none of the offers",
)
async def decline(
    service_date: ServiceDate,
    request_id: str,
    desk: DeskHere,
    key: KeyHere,
    principal: Annotated[Principal, require(Permission.ACCEPT)],
) -> None:
    """The offers are let go, and what was wished for counts as unmet."""
    demand_request(principal, desk, service_date, RequestId(request_id))
    await tell(desk, Order(service_date, Decline(RequestId(request_id)), principal.account, key=key))


async def _accept(
    offer: OfferRef, desk: Desk, site: Site, key: RepeatKey, principal: Principal, beside: Beside
) -> AcceptedOut:
    told = Told(desk.town, offer.service_date)
    order = Order(
        offer.service_date,
        Accept(OfferId(offer.offer_id)),
        principal.account,
        key=key,
        respond=lambda outcome: accepted(told, outcome),
        beside=beside,
    )
    taken = AcceptedOut.model_validate_json((await tell(desk, order)).body)
    return await with_money(taken, desk, site)
