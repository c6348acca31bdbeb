"""What is looked at from time to time: old offers, promises at risk, who waits, and idle vehicles."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dispatch.domain.events import Event, OfferLapsed
from dispatch.domain.fleet import Vehicle
from dispatch.engine import open_returns, waitlist
from dispatch.engine.decision import Decision
from dispatch.engine.driving import list_risks
from dispatch.engine.holding import keeps_returns
from dispatch.engine.idle_vehicles import send_to_wait
from dispatch.engine.moment import Moment
from dispatch.engine.risk_watch import next_risk_s
from dispatch.engine.room_freed import carry_again
from dispatch.engine.strategy import Strategy


def wake(moment: Moment) -> Decision:
    """What has become due, and when to look again."""
    day, now_s = moment.day, moment.now_s
    risks = tuple(list_risks(day, moment.rerouting()))
    told_of = day.at_risk | {each.ride_id: each.expected_late_s for each in risks}
    again = carry_again(moment)
    moment = moment.after(again) if again else moment
    offered = waitlist.offer_room(moment)
    lapsed = [
        OfferLapsed(now_s, offer.request_id, offer.offer_id)
        for offer in day.offers.values()
        if offer.lapses_s <= now_s
    ]
    ended = open_returns.list_ended(moment)
    told = (*lapsed, *risks, *ended, *again, *offered.events)
    wakes = [offered.wake_at_s, next_risk_s(moment.day, told_of, now_s)]
    positioning = moment.strategy.positioning
    if positioning is None:
        return _awake_by(told, wakes)
    later = moment.after(offered.events) if offered.events else moment
    sent = tuple(send_to_wait(later.day, positioning, later.rerouting()))
    sent = sent if keeps_returns(later, sent) else ()
    fleet = [state.vehicle for state in day.vehicles.values()]
    return _awake_by((*told, *sent), [*wakes, next_look_s(moment.strategy, fleet, now_s)])


def _awake_by(events: tuple[Event, ...], wakes: Iterable[int | None]) -> Decision:
    return Decision(events, min((at_s for at_s in wakes if at_s is not None), default=None))


def next_look_s(strategy: Strategy, fleet: Collection[Vehicle], now_s: int) -> int | None:
    """When idle vehicles are looked at next: at whole periods, while anybody serves."""
    if strategy.positioning is None or not fleet:
        return None
    every_s = strategy.positioning.every_s
    first_s = min(each.shift.hours.from_s for each in fleet)
    next_s = max(now_s // every_s + 1, -(-first_s // every_s)) * every_s
    return next_s if next_s < max(each.shift.hours.until_s for each in fleet) else None
