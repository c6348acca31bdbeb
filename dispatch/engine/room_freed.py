"""Room that is freed: who lost the vehicle has it first, then whoever waits longest."""

from __future__ import annotations

from dataclasses import replace

from dispatch.domain.disruptions import ConditionsChanged, RideUnassigned, VehicleReturned
from dispatch.domain.events import (
    Declined,
    Event,
    OpenReturnEnded,
    RideCancelled,
    RideChanged,
    RiderNoShow,
    WaitlistJoined,
    WaitlistLeft,
)
from dispatch.engine.decision import Decision
from dispatch.engine.holding import keeps_returns
from dispatch.engine.moment import Moment
from dispatch.engine.replanning import Replan, rehome_again
from dispatch.engine.service_day import ServiceDay, copy_day

FREEING = (
    *(RideCancelled, RideChanged, RiderNoShow, WaitlistLeft, OpenReturnEnded),
    *(VehicleReturned, ConditionsChanged, RideUnassigned),
)
"""What may leave room for somebody who waits."""
WHY = "room was given up"


def called_soon(day: ServiceDay, decision: Decision, now_s: int) -> Decision:
    """The decision, with a wake at once where it frees room that somebody waits for."""
    wanted = bool(day.waitlist or day.unassigned)
    for event in decision.events:
        passed_on = isinstance(event, Declined) and event.request_id in day.waitlist
        if passed_on or isinstance(event, WaitlistJoined) or (wanted and isinstance(event, FREEING)):
            return replace(decision, wake_at_s=now_s)
    return decision


def carry_again(moment: Moment) -> tuple[Event, ...]:
    """Vehicles for rides that nobody could carry, as they were promised last, where there is room again.

    Open returns stay held; whom there is still no room for, somebody calls as before.
    """
    day = moment.day
    if not day.unassigned or day.halted:
        return ()
    ground = moment.grounds.under(day.conditions)
    ground.rows.follow(day, moment.now_s)
    plan = Replan(copy_day(day), ground, moment.now_s, WHY)
    rehome_again(plan, day.unassigned.values())
    if not plan.routes:
        return ()
    events = plan.finished()
    if keeps_returns(moment, events):
        return events
    moment.rerouting().restore(day, plan.routes)
    return ()
