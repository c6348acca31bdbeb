"""The waitlist: whoever waits longest is offered first what others give up.

A wake does it, which every decision that frees room asks for at once. At each wake all who wait are tried in
order, no more than `waitlist_most` of them, by plain insertion. Several may hold offers at a time, and all of
those could be kept together; like any other offer they reserve nothing. Who lets an offer lapse keeps the
place in the queue, and is offered something again when room is freed again; meanwhile the next is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dispatch.domain.events import OffersMade, WaitlistJoined, WaitlistLeft
from dispatch.domain.offer import Offer, OfferedRide, OfferId
from dispatch.domain.request import Request, RequestId, WishKind
from dispatch.engine.answering import Answer, direct_drive_s, offers_of, trip_of
from dispatch.engine.beside_returns import list_kept
from dispatch.engine.decision import CommandRefused, Decision
from dispatch.engine.hindrances import find_hindrance
from dispatch.engine.moment import Moment
from dispatch.kernel.insertion import AskedRide, cheapest_insertions
from dispatch.kernel.longer_row import put_in
from dispatch.kernel.plan_arrays import copy_plan
from dispatch.policy.objective import BALANCED
from dispatch.policy.offering import to_plan_with
from dispatch.search.alternatives import list_wish_answers
from dispatch.search.best_insertion import FleetView


def join(moment: Moment, request_id: RequestId) -> Decision:
    """A rider waits behind all others, and the plan is looked at again at once."""
    day = moment.day
    request = day.requests.get(request_id)
    if request is None:
        raise CommandRefused(f"request {request_id} is not known on this day: ask first")
    if request_id in day.waitlist:
        raise CommandRefused(f"request {request_id} waits already")
    if request_id in day.changing:
        raise CommandRefused(
            f"request {request_id} is to change a ride: ask for one of its own to wait for it"
        )
    if any(promise.request_id == request_id for promise in day.promises.values()):
        raise CommandRefused(f"request {request_id} has its ride already")
    if any(lost.promise.request_id == request_id for lost in day.unassigned.values()):
        raise CommandRefused(f"the ride of request {request_id} lost its vehicle: change it, or assign it")
    if len(day.waitlist) >= moment.rules.waitlist_most:
        raise CommandRefused(f"{len(day.waitlist)} riders wait already, and no more may")
    drive_s = direct_drive_s(request, moment.now_s, moment.travel, moment.area)
    hindrance = find_hindrance(request, drive_s, moment.now_s, moment.travel, moment.rules, moment.area)
    if hindrance is not None or _is_past(request, moment):
        why = hindrance.reason if hindrance else "the time wished for is past"
        raise CommandRefused(f"request {request_id} would wait in vain: {why}")
    return Decision((WaitlistJoined(moment.now_s, request_id),))


def leave(moment: Moment, request_id: RequestId) -> Decision:
    """A rider no longer waits; what was offered meanwhile is for others."""
    if request_id not in moment.day.waitlist:
        raise CommandRefused(f"request {request_id} does not wait")
    return Decision((WaitlistLeft(moment.now_s, request_id),))


def offer_room(moment: Moment) -> Decision:
    """Offers to those on the waitlist whom the plan has room for, in order; and who waits in vain by now."""
    waiting = [moment.day.requests[request_id] for request_id in moment.day.waitlist]
    if not waiting:
        return Decision(())
    if moment.area.halted:
        return Decision(())
    past = tuple(WaitlistLeft(moment.now_s, each.request_id) for each in waiting if _is_past(each, moment))
    offered = tuple(_offers(moment, [each for each in waiting if not _is_past(each, moment)]))
    open_still = (offer for each in waiting for offer in _list_open_offers(moment, each.request_id))
    lapses = {offer.lapses_s for offer in open_still} | {e.offers[0].lapses_s for e in offered}
    return Decision((*past, *offered), min(lapses, default=None))


def _offers(moment: Moment, waiting: list[Request]) -> Iterator[OffersMade]:
    view = moment.view()
    # rearranging the fleet for each who waits would have no bound
    shared = replace(view, plan=copy_plan(view.plan), repair=None)
    for request in waiting:
        for offer in _list_open_offers(moment, request.request_id)[:1]:
            _take_up(shared, offer, moment)
    for request in waiting:
        passed_over = moment.day.waitlist[request.request_id] == moment.day.times_freed
        if passed_over or _list_open_offers(moment, request.request_id):
            continue
        given = _answer(moment, shared, request)
        if given.offers:
            _take_up(shared, given.offers[0], moment)
            yield OffersMade(moment.now_s, request.request_id, given.offers, given.direct_s)


def _answer(moment: Moment, fleet: FleetView, request: Request) -> Answer:
    """Rides that answer the wish itself: what else could be booked has been said before."""
    drive_s = direct_drive_s(request, moment.now_s, moment.travel, moment.area)
    trip = trip_of(request, drive_s, moment.now_s, moment.rules, moment.area.hours)
    found = list_wish_answers(fleet, trip, request, moment.rules)
    offers = offers_of(request, found, moment.now_s + moment.rules.waitlist_offer_life_s)
    called = f"{request.request_id}-w{moment.day.times_freed}"
    named = (replace(offer, offer_id=OfferId(f"{called}-{n}")) for n, offer in enumerate(offers, start=1))
    return Answer(drive_s, tuple(list_kept(moment, request, tuple(named))))


def _list_open_offers(moment: Moment, request_id: RequestId) -> list[Offer]:
    known = (moment.day.offers.get(each) for each in moment.day.offers_of.get(request_id, ()))
    return [offer for offer in known if offer is not None and offer.lapses_s > moment.now_s]


def _take_up(fleet: FleetView, offer: Offer, moment: Moment) -> None:
    """Write an offer's rides into a search's own plan, so that the next offer can be kept beside it."""
    for ride in offer.rides:
        asked = _asked(ride, moment)
        now_s = fleet.now_s
        found = cheapest_insertions(fleet.plan, asked, fleet.tensor, BALANCED, now_s=now_s, keep=1)
        if found:
            put_in(fleet.plan, ride.ride_id, asked, found[0], fleet.tensor, now_s=now_s)


def _asked(ride: OfferedRide, moment: Moment) -> AskedRide:
    rules = moment.rules
    service = rules.boarding_s(ride.party), rules.alighting_s(ride.party)
    return AskedRide(ride.origin, ride.destination, ride.party, *service, to_plan_with(ride.limits, rules))


def _is_past(request: Request, moment: Moment) -> bool:
    """Whether nothing can answer the wish any more."""
    spare_s = moment.rules.max_wait_s if request.wish_kind is WishKind.DEPART_AFTER else 0
    return moment.now_s > request.wish_s + spare_s
