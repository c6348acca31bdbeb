"""Open returns: sold with a stated longest wait, called for when finished, and over when the window is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dispatch.domain.events import (
    Asked,
    Event,
    OpenReturnCalled,
    OpenReturnEnded,
    OpenReturnSold,
    Refused,
)
from dispatch.domain.offer import Offer, OfferedRide, OfferId, OfferKind, Refusal
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.reason import Reason
from dispatch.domain.request import Request, RideId, WishKind
from dispatch.domain.time import HALF_HOUR_S, MINUTE_S, TimeWindow, ceil_to, clock
from dispatch.engine.answering import direct_drive_s
from dispatch.engine.beside_returns import promises_of, take_beside
from dispatch.engine.booking import answered, check_new
from dispatch.engine.decision import CommandRefused, Decision
from dispatch.engine.hindrances import find_hindrance
from dispatch.engine.holding import hold, ride_of, still_held
from dispatch.engine.moment import Moment
from dispatch.policy.objective import EARLIEST
from dispatch.policy.offering import TripFacts
from dispatch.search.best_insertion import FleetView, Trip, find_offer

STATED_STEP_S = 5 * MINUTE_S
"""Waits are stated in whole multiples of this."""


def sell(moment: Moment, request: Request, window: TimeWindow) -> Decision:
    """An open return with the longest wait that can be stated, or the reason why none is sold."""
    check_new(moment.day, request)
    asked = Asked(moment.now_s, request)
    drive_s = direct_drive_s(request, moment.now_s, moment.travel, moment.area)
    hindrance = find_hindrance(request, drive_s, moment.now_s, moment.travel, moment.rules, moment.area)
    if hindrance is not None:
        refusal = Refusal(request.request_id, hindrance.reason, facts=hindrance.facts)
        return Decision((asked, Refused(moment.now_s, request.request_id, refusal)))
    hours = moment.area.hours
    if not (hours.holds(window.from_s) and hours.holds(window.until_s) and moment.now_s < window.until_s):
        refusal = Refusal(request.request_id, Reason.OUT_OF_HOURS)
        return Decision((asked, Refused(moment.now_s, request.request_id, refusal)))
    sold = _state_wait(moment, _open_return(request, window, moment.rules.open_return_wait_s, drive_s))
    if sold is None:
        refusal = Refusal(request.request_id, Reason.FULL_WINDOW)
        return Decision((asked, Refused(moment.now_s, request.request_id, refusal)))
    return Decision((asked, OpenReturnSold(moment.now_s, sold)), window.until_s + 1)


def _state_wait(moment: Moment, wanted: OpenReturn) -> OpenReturn | None:
    """The return with the shortest wait that can be held beside all others; None where none can."""
    if len(moment.day.open_returns) >= moment.rules.open_return_most:
        return None
    before = hold(moment)
    first_s = ceil_to(STATED_STEP_S, HALF_HOUR_S + moment.rules.reserve_s)
    for stated_s in range(first_s, wanted.longest_wait_s + 1, STATED_STEP_S):
        sold = replace(wanted, longest_wait_s=stated_s)
        if still_held(before, moment.after((OpenReturnSold(moment.now_s, sold),))):
            return sold
    return None


def call(moment: Moment, ride_id: RideId) -> Decision:
    """A ride as soon as it can be had, promised within the stated wait.

    It is chosen so that all other open returns stay held. Where reality has run so late that there is no such
    way, the caller comes first; where no vehicle comes in time any more, what can be had is offered.
    """
    sold = _get_sold(moment, ride_id)
    if moment.now_s < sold.window.from_s:
        raise CommandRefused(f"open return {ride_id} can be called for from {clock(sold.window.from_s)} on")
    if moment.now_s > sold.window.until_s:
        raise CommandRefused(f"open return {ride_id} could be called for until {clock(sold.window.until_s)}")
    called = OpenReturnCalled(moment.now_s, ride_id)
    request, then = moment.day.requests[sold.request_id], moment.after((called,))
    for events in () if moment.area.halted else _list_ways(then, sold, request):
        return Decision((called, *events))
    now = replace(request, wish_kind=WishKind.DEPART_AFTER, wish_s=moment.now_s)
    return answered(moment, called, then.answer(now))


def _list_ways(then: Moment, sold: OpenReturn, request: Request) -> Iterator[tuple[Event, ...]]:
    """Ways to keep the stated wait: beside the other returns first, else at their cost."""
    held = hold(then)
    for fleet in (then.view(), held.fleet):
        ride = _soonest_ride(fleet, sold, then)
        if ride is not None:
            events = take_beside(then, promises_of(_as_offer(ride, sold), request), {}, held)
            if events is not None:
                yield events
    alone = then.after(OpenReturnEnded(then.now_s, other) for other in then.day.open_returns)
    ride = _soonest_ride(alone.view(), sold, alone)
    if ride is not None:
        events = take_beside(alone, promises_of(_as_offer(ride, sold), request), {})
        if events is not None:
            yield events


def _soonest_ride(fleet: FleetView, sold: OpenReturn, moment: Moment) -> OfferedRide | None:
    rules, now_s = moment.rules, moment.now_s
    until_s = now_s + sold.longest_wait_s - rules.reserve_s
    asked = ride_of(sold, TimeWindow(now_s, until_s), rules)
    facts = TripFacts(
        direct_s=sold.direct_s,
        board_s=asked.board_s,
        alight_s=asked.alight_s,
        max_ride_s=asked.limits.max_ride_s,
        earliest_s=now_s,
        last_s=moment.area.hours.until_s,
    )
    trip = Trip(sold.ride_id, sold.party, sold.origin, sold.destination, facts)
    return find_offer(replace(fleet, repair=None), trip, asked.limits, EARLIEST, rules)


def _as_offer(ride: OfferedRide, sold: OpenReturn) -> Offer:
    offer_id = OfferId(f"{sold.request_id}-called")
    return Offer(offer_id, sold.request_id, OfferKind.EARLIEST, (ride,), ride.pickup_s)


def give_up(moment: Moment, ride_id: RideId) -> Decision:
    """An open return that is not wanted any more; what was held for it is free."""
    _get_sold(moment, ride_id)
    return Decision((OpenReturnEnded(moment.now_s, ride_id),))


def list_ended(moment: Moment) -> tuple[Event, ...]:
    """Open returns whose window has passed without a call."""
    sold = moment.day.open_returns.values()
    return tuple(
        OpenReturnEnded(moment.now_s, each.ride_id) for each in sold if each.window.until_s < moment.now_s
    )


def _get_sold(moment: Moment, ride_id: RideId) -> OpenReturn:
    sold = moment.day.open_returns.get(ride_id)
    if sold is None:
        raise CommandRefused(f"open return {ride_id} is not sold, was called for, or is over")
    return sold


def _open_return(request: Request, window: TimeWindow, wait_s: int, direct_s: int) -> OpenReturn:
    return OpenReturn(
        RideId(str(request.request_id)),
        request.request_id,
        request.rider_id,
        request.party,
        request.origin,
        request.destination,
        window,
        wait_s,
        direct_s,
    )
