"""What is asked for, as the engine hears it; what the calendar and the record say first; and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.desk.desk import Desk
from api.desk.order import Outcome
from api.desk.ride_book import RideBook
from api.desk.town import Town
from api.problems import no_such_place, wrong
from api.routes.acting import Acting
from api.routes.party import persons_of
from api.site import Site
from api.storage.receipts import Answer
from api.wire.asked import RequestIn, WishIn
from api.wire.returns import OpenReturnIn
from api.wire.told import AcceptedOut, AnswerOut, RefusalOut, Told
from dispatch.domain.events import OffersMade, PromiseMade, Refused
from dispatch.domain.load import Load
from dispatch.domain.offer import Refusal
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason
from dispatch.domain.request import Request, RequestId, WishKind
from dispatch.policy.no_shows import Standing

ANSWERED_ANEW: dict[int | str, dict[str, Any]] = {
    200: {"model": AcceptedOut, "description": "Not to be had any more: fresh answers instead."}
}
"""What a route may answer besides, that was to make a promise."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ride that is wanted, whenever that is."""

    origin: PlaceIndex
    destination: PlaceIndex
    party: Load
    door_needed: bool
    confirmed: tuple[Reason, ...]


def wanted_of(asked: RequestIn, rider: Acting, town: Town) -> Wanted:
    """What is asked for, with its places as this town knows them; a Problem names the field at fault."""
    return Wanted(
        *ends_of(asked, rider, town),
        persons_of(asked).load(),
        asked.door_needed,
        asked.confirmed,
    )


def ends_of(asked: RequestIn | OpenReturnIn, rider: Acting, town: Town) -> tuple[PlaceIndex, PlaceIndex]:
    """Where a ride begins and ends, which are two places; a Problem names the field at fault."""
    origin = place_of(asked.origin, "origin", rider, town)
    destination = place_of(asked.destination, "destination", rider, town)
    demand_apart(origin, destination)
    return origin, destination


def demand_apart(origin: PlaceIndex, destination: PlaceIndex) -> None:
    """A Problem where a ride would end where it begins."""
    if origin == destination:
        expected_ja = "乗る場所とは別の場所を指定してください。"
        raise wrong("destination", "another place than the origin expected", expected_ja)


def place_of(place_id: str, field: str, rider: Acting, town: Town) -> PlaceIndex:
    """A place by its id; a Problem where it is not there, or is a home that is not the rider's to name."""
    found = town.service.places.find(place_id)
    if found is None or not rider.may_name(place_id, town.service.door_kind(found)):
        raise no_such_place(field, place_id, town.area)
    return found


def request_of(wanted: Wanted, wish: WishIn, rider: Acting, town: Town, site: Site) -> tuple[date, Request]:
    """The request, and the service date its wish belongs to."""
    service_date, kind, wish_s = time_of(wish, town, site.clock.now())
    return service_date, Request(
        RequestId(site.new_id()),
        rider.rider_id,
        wanted.origin,
        wanted.destination,
        kind,
        wish_s,
        wanted.party,
        rider.channel,
        wanted.door_needed,
        wanted.confirmed,
    )


def time_of(wish: WishIn, town: Town, now: datetime) -> tuple[date, WishKind, int]:
    """The service date of a wish, which end of the ride it is about, and when: not before now."""
    at = wish.at or now
    service_date = town.service_date(at)
    kind = WishKind.ARRIVE_BY if wish.kind == "arrive_by" else WishKind.DEPART_AFTER
    return service_date, kind, max(town.seconds(service_date, at), town.seconds(service_date, now))


def refused_before(
    request: Request, service_date: date, rider: Acting, desk: Desk, site: Site
) -> AnswerOut | None:
    """A no that needs no engine: bookings are paused for the rider, or the date is not open for them."""
    if rider.standing is not None and rider.standing.reason is not None:
        refusal: RefusalOut | None = _paused(Told(desk.town, service_date), request, rider.standing)
    else:
        refusal = not_open(request.request_id, service_date, desk, site)
    if refusal is None:
        return None
    return AnswerOut(request_id=request.request_id, service_date=service_date, refusal=refusal)


def _paused(told: Told, request: Request, standing: Standing) -> RefusalOut:
    """The refusal, in the words that say why and until when."""
    facts = {"until": standing.suspended_until or ""}
    said = told.refusal(Refusal(request.request_id, Reason.SUSPENDED, facts=facts))
    return said.model_copy(update={"sentence_ja": standing.said.ja, "sentence_en": standing.said.en})


def not_open(request_id: RequestId, service_date: date, desk: Desk, site: Site) -> RefusalOut | None:
    """Why the calendar has no bookings for a date; None where it has, or it is for the desk to say."""
    town, today = desk.town, desk.town.today(site.clock.now())
    if service_date in desk.list_open():
        return None
    opens = town.opens_on(service_date)
    if not town.service.runs_on(service_date):
        following = town.service.next_service_day(max(service_date, today))
        facts = {"date": service_date.isoformat()}
        facts |= {} if following is None else {"date2": following.isoformat()}
        refusal = Refusal(request_id, Reason.NO_SERVICE_DAY, facts=facts)
    elif today < opens:
        facts = {"n": str(town.service.rules.booking_open_days), "date": opens.isoformat()}
        refusal = Refusal(request_id, Reason.TOO_EARLY, facts=facts)
    elif service_date < today:
        raise wrong("wish.at", "a time that is still to come expected", "これからの日時を指定してください。")
    else:
        return None
    return Told(town, service_date).refusal(refusal)


def answered(told: Told, outcome: Outcome) -> Answer:
    """What is told of a decision that answers a request."""
    return Answer(200, answer_out(told, outcome).model_dump_json())


def answer_out(told: Told, outcome: Outcome) -> AnswerOut:
    """The offers or the refusal among the events of a decision."""
    for event in outcome.events:
        if isinstance(event, OffersMade):
            offers = [told.offer(each) for each in event.offers]
            return AnswerOut(request_id=event.request_id, service_date=told.service_date, offers=offers)
        if isinstance(event, Refused):
            return AnswerOut(
                request_id=event.request_id,
                service_date=told.service_date,
                refusal=told.refusal(event.refusal),
            )
    raise AssertionError("an asked request is answered")


def accepted(told: Told, outcome: Outcome) -> Answer:
    """What is told of a decision that was to make promises: those, or what can be had instead."""
    if not any(isinstance(event, PromiseMade) for event in outcome.events):
        return Answer(200, AcceptedOut(rides=[], lapsed=[answer_out(told, outcome)]).model_dump_json())
    book = RideBook()
    for event in outcome.events:
        book.follow(event)
    return Answer(201, AcceptedOut(rides=[told.ride(each) for each in book.rides.values()]).model_dump_json())
