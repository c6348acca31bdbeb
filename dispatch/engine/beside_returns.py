"""Requests answered, and offers kept, only so that every sold open return could still be fetched in time.

A day without open returns is answered as if there were no such thing. On the others each offer is tried as if
it were accepted; where none of the usual ones can be kept beside the held rides, the request is answered once
more on the plan copy in which they stand. A decision thus costs as many plan copies as it looks at offers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from dispatch.domain.events import Event, PromiseMade
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Offer, Promise, Refusal
from dispatch.domain.reason import Reason
from dispatch.domain.request import Request, RideId
from dispatch.engine.answering import Answer, answer
from dispatch.engine.holding import Held, hold, still_held
from dispatch.engine.moment import Moment
from dispatch.kernel.inserted_route import with_ride
from dispatch.kernel.insertion import cheapest_insertions
from dispatch.policy.objective import BALANCED
from dispatch.search.best_insertion import choose_insertion

VEHICLES_TRIED = 4
"""A ride that would break what is held is tried on so many vehicles, the cheapest for it."""

Way = Callable[[], tuple[Event, ...] | None]


def answer_beside(moment: Moment, request: Request) -> Answer:
    """What is said to a request: only what can be kept beside the open returns that are sold."""
    given = moment.answer(request)
    if not moment.day.open_returns:
        return given
    held = hold(moment)
    kept = tuple(list_kept(moment, request, given.offers, held))
    if kept:
        return replace(given, offers=kept)
    booked = moment.day.promises.values()
    given = answer(request, held.fleet, moment.travel, moment.rules, moment.area, booked)
    offers = given.offers if given.refusal is None else given.refusal.alternatives
    kept = tuple(list_kept(moment, request, offers, held))
    if given.refusal is not None:
        return replace(given, refusal=replace(given.refusal, alternatives=kept))
    if kept:
        return replace(given, offers=kept)
    return Answer(given.direct_s, refusal=Refusal(request.request_id, Reason.FULL_WINDOW))


def list_kept(
    moment: Moment, request: Request, offers: tuple[Offer, ...], held: Held | None = None
) -> Iterator[Offer]:
    """Those of some offers that could be kept beside the open returns."""
    if not moment.day.open_returns:
        yield from offers
        return
    held = held or hold(moment)
    for offer in offers:
        if take_beside(moment, promises_of(offer, request), {}, held) is not None:
            yield offer


def take_beside(
    moment: Moment,
    promises: list[Promise],
    assigned: dict[RideId, VehicleId],
    held: Held | None = None,
) -> tuple[Event, ...] | None:
    """The events by which promises are made; None where they, or an open return, could not be kept."""
    taken = _take(moment, promises, assigned)
    if not moment.day.open_returns:
        return taken
    held = held or hold(moment)
    ways = (lambda: taken, *_list_other_ways(moment, promises, held))
    for way in ways:
        events = way()
        if events is not None and still_held(held, moment.after(events)):
            return events
    return None


def _list_other_ways(moment: Moment, promises: list[Promise], held: Held) -> Iterator[Way]:
    """Where else a single ride may go: to the next best vehicles, or between the rides that are held."""
    if len(promises) > 1:
        return
    view, asked = moment.view(), moment.rerouting().asked(promises[0])
    ranked = cheapest_insertions(
        view.plan, asked, view.tensor, BALANCED, now_s=moment.now_s, keep=VEHICLES_TRIED
    )
    for found in ranked[1:]:
        assigned = {promises[0].ride_id: view.vehicle_ids[found.row]}
        yield partial(_take, moment, promises, assigned)
    yield partial(_take_between, moment, promises[0], held)


def _take(
    moment: Moment, promises: list[Promise], assigned: dict[RideId, VehicleId]
) -> tuple[Event, ...] | None:
    rerouting = moment.rerouting()
    taken = rerouting.take_in(moment.day, promises, moment.view(), assigned)
    if taken is None:
        return None
    placed = zip(promises, taken.vehicle_ids, strict=True)
    return (*(PromiseMade(moment.now_s, *each) for each in placed), *taken.events)


def _take_between(moment: Moment, promise: Promise, held: Held) -> tuple[Event, ...] | None:
    """A ride put where it fits between the held ones."""
    rerouting = moment.rerouting()
    asked = rerouting.asked(promise)
    found = choose_insertion(held.fleet, asked, BALANCED)
    if found is None:
        return None
    state = moment.day.vehicles[held.fleet.vehicle_ids[found.row]]
    way = replace(
        found,
        pickup_after=held.real_gap(found.row, found.pickup_after),
        dropoff_after=held.real_gap(found.row, found.dropoff_after),
    )
    route = with_ride(state.route.without_wait(), way, promise.ride_id, asked)
    known = {**moment.day.promises, promise.ride_id: promise}
    changed = rerouting.changed(state, route, known)
    return (PromiseMade(moment.now_s, promise, route.vehicle_id), *changed)


def promises_of(offer: Offer, request: Request) -> list[Promise]:
    """What is promised to whoever takes an offer."""
    return [
        Promise(
            ride.ride_id,
            request.request_id,
            request.rider_id,
            ride.party,
            ride.origin,
            ride.destination,
            ride.limits,
        )
        for ride in offer.rides
    ]
