"""A booking: asked, answered, accepted on the plan as it then is, given up again."""

from __future__ import annotations

from dispatch.domain.events import (
    Asked,
    Event,
    OfferLapsed,
    OffersMade,
    Refused,
    RideCancelled,
    RideChanged,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Offer, OfferId
from dispatch.domain.request import Request, RequestId, RideId
from dispatch.engine.answering import Answer
from dispatch.engine.answering_together import answer_together
from dispatch.engine.beside_returns import answer_beside, promises_of, take_beside
from dispatch.engine.decision import CommandRefused, Decision
from dispatch.engine.moment import Moment
from dispatch.engine.service_day import ServiceDay
from dispatch.engine.vehicle_state import VehicleState


def ask(moment: Moment, request: Request) -> Decision:
    """A request is known from now on, and answered."""
    check_new(moment.day, request)
    return answered(moment, Asked(moment.now_s, request), answer_beside(moment, request))


def ask_together(moment: Moment, requests: tuple[Request, ...]) -> Decision:
    """Several requests are answered so that all of them can be served; one by one beside open returns."""
    for n, request in enumerate(requests):
        check_new(moment.day, request, requests[:n])
    if moment.day.open_returns:
        given = [answer_beside(moment, request) for request in requests]
    else:
        booked = moment.day.promises.values()
        given = answer_together(requests, moment.view(), moment.travel, moment.rules, moment.area, booked)
    told = [
        answered(moment, Asked(moment.now_s, request), answer)
        for request, answer in zip(requests, given, strict=True)
    ]
    wakes = [each.wake_at_s for each in told if each.wake_at_s is not None]
    return Decision(tuple(event for each in told for event in each.events), max(wakes, default=None))


def check_new(day: ServiceDay, request: Request, others: tuple[Request, ...] = ()) -> None:
    """Raise CommandRefused where a request has the name of another one."""
    if request.request_id in day.requests or request.request_id in {each.request_id for each in others}:
        raise CommandRefused(f"request {request.request_id} was asked before")


def answered(moment: Moment, first: Event, given: Answer) -> Decision:
    """What led to an answer, and the answer; whoever is offered something has the life of an offer to say."""
    told = said_of(moment, given)
    lapses = isinstance(told, OffersMade) or bool(told.refusal.alternatives)
    return Decision((first, told), moment.now_s + moment.rules.offer_life_s if lapses else None)


def said_of(moment: Moment, given: Answer) -> OffersMade | Refused:
    """An answer as it is told."""
    if given.refusal is not None:
        return Refused(moment.now_s, given.refusal.request_id, given.refusal)
    return OffersMade(moment.now_s, given.offers[0].request_id, given.offers, given.direct_s)


def accept(moment: Moment, offer_id: OfferId) -> Decision:
    """The offer is checked again on the present plan with the offered limits as hard limits."""
    day, now_s = moment.day, moment.now_s
    offer = day.offers.get(offer_id)
    if offer is None:
        raise CommandRefused(f"offer {offer_id} is not open: ask again for fresh offers")
    given_up = list_given_up(moment, offer.request_id)
    without = moment.after(given_up) if given_up else moment
    open_still = now_s <= offer.lapses_s and not moment.area.halted
    taken = _take_in(without, offer) if open_still else None
    if taken is not None:
        return Decision((*given_up, *taken))
    lapsed = OfferLapsed(now_s, offer.request_id, offer.offer_id)
    return answered(moment, lapsed, answer_beside(without, day.requests[offer.request_id]))


def change(moment: Moment, ride_id: RideId, request: Request) -> Decision:
    """Another ride is offered as if the promised one were not there; that one stays promised meanwhile.

    Nor does a ride that nobody could carry go before another is accepted: it may still find its vehicle.
    """
    check_new(moment.day, request)
    lost = moment.day.unassigned.get(ride_id)
    promise = lost.promise if lost else moment.day.promises.get(ride_id)
    if promise is not None and promise.rider_id != request.rider_id:
        raise CommandRefused(f"ride {ride_id} is promised to another rider than request {request.request_id}")
    asked = Asked(moment.now_s, request, instead_of=ride_id)
    known = moment.after((asked,))
    without = known.after(list_given_up(known, request.request_id))
    return answered(moment, asked, answer_beside(without, request))


def list_given_up(moment: Moment, request_id: RequestId) -> tuple[Event, ...]:
    """The events by which a request's ride takes the place of another; none where it replaces none."""
    ride_id = moment.day.changing.get(request_id)
    if ride_id is None:
        return ()
    changed = RideChanged(moment.now_s, ride_id, request_id)
    if ride_id in moment.day.unassigned:
        return (changed,)
    state = get_carrier(moment.day, ride_id, "changed")
    return (changed, *moment.rerouting().without(moment.day, state, ride_id))


def _take_in(moment: Moment, offer: Offer) -> tuple[Event, ...] | None:
    """The events by which an offer becomes promises; None where it can no longer be kept."""
    assigned: dict[RideId, VehicleId] = {}
    if moment.strategy.batch_s:
        assigned = {ride.ride_id: ride.vehicle_id for ride in offer.rides}
    return take_beside(moment, promises_of(offer, moment.day.requests[offer.request_id]), assigned)


def cancel(moment: Moment, ride_id: RideId) -> Decision:
    """A promised ride is given up, and its vehicle spared the way; or one that nobody could carry."""
    if ride_id in moment.day.unassigned:
        return Decision((RideCancelled(moment.now_s, ride_id),))
    state = get_carrier(moment.day, ride_id, "cancelled")
    changed = moment.rerouting().without(moment.day, state, ride_id)
    return Decision((RideCancelled(moment.now_s, ride_id), *changed))


def get_carrier(day: ServiceDay, ride_id: RideId, done: str) -> VehicleState:
    """The vehicle of a promised ride that has not begun; CommandRefused where it can no longer be `done`."""
    if ride_id not in day.promises:
        raise CommandRefused(f"ride {ride_id} is not promised, or is over")
    state = day.vehicles[day.carried_by[ride_id]]
    boarding = state.current is not None and state.current.ride_id == ride_id
    if ride_id in state.aboard or boarding:
        raise CommandRefused(f"ride {ride_id} has begun and can no longer be {done}")
    return state
