"""What a decision means for whom something was promised: kept, moved by minutes, or a call is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dispatch.domain.disruptions import (
    CallCause,
    OpenReturnRestated,
    OpenReturnUnheld,
    PromiseAmended,
    RideReassigned,
    RideUnassigned,
)
from dispatch.domain.events import (
    Event,
    OpenReturnCalled,
    OpenReturnEnded,
    PromiseOverridden,
    RideCancelled,
    RideChanged,
    RiderNoShow,
)
from dispatch.domain.offer import Promise
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.request import RideId
from dispatch.domain.time import MINUTE_S
from dispatch.engine.amending import minutes_moved
from dispatch.engine.service_day import ServiceDay


@dataclass(frozen=True, slots=True)
class Consequences:
    """Every rider in exactly one of three lists."""

    kept: tuple[RideId, ...]
    moved: Mapping[RideId, int]
    """By how many minutes at most; 0 for who changes the vehicle on the way and arrives as promised."""
    needs_call: Mapping[RideId, CallCause]


@dataclass(slots=True)
class _Told:
    """What has been said to riders by some moment."""

    promises: dict[RideId, Promise]
    open_returns: dict[RideId, OpenReturn]
    calls: dict[RideId, CallCause] = field(default_factory=dict)

    def follow(self, event: Event) -> None:
        match event:
            case PromiseOverridden(promise=promise):
                self.promises[promise.ride_id] = promise
            case PromiseAmended(promise=promise, cause=cause):
                self.promises[promise.ride_id] = promise
                if cause is not None:
                    self.calls[promise.ride_id] = cause
            case RideReassigned(promise=promise):
                self.promises[promise.ride_id] = promise
                self.calls.pop(promise.ride_id, None)
            case RideUnassigned(promise=promise, cause=cause):
                self.calls[promise.ride_id] = cause
            case OpenReturnRestated(open_return=restated):
                self.open_returns[restated.ride_id] = restated
                self.calls.pop(restated.ride_id, None)
            case OpenReturnUnheld(ride_id=ride_id, cause=cause):
                self.calls[ride_id] = cause
            case RideCancelled() | RideChanged() | RiderNoShow() | OpenReturnCalled() | OpenReturnEnded():
                self.promises.pop(event.ride_id, None)
                self.open_returns.pop(event.ride_id, None)
                self.calls.pop(event.ride_id, None)
            case _:
                pass


def consequences(day_before: ServiceDay, events: Iterable[Event]) -> Consequences:
    """The three lists of a decision: its events need not have been committed.

    They hold who has a promise or an open return, and whoever nobody could carry before; not those who gave
    up the ride, nor those who called for it.
    """
    lost = {ride_id: each.promise for ride_id, each in day_before.unassigned.items()}
    before = _Told(lost | day_before.promises, day_before.open_returns)
    now = _Told(dict(before.promises), dict(before.open_returns))
    now.calls |= {ride_id: each.cause for ride_id, each in day_before.unassigned.items()}
    now.calls |= {ride_id: each.cause for ride_id, each in day_before.unheld.items()}
    for event in events:
        now.follow(event)
    moved = {
        ride_id: minutes_moved(was, now.promises[ride_id])
        for ride_id, was in before.promises.items()
        if ride_id in now.promises and was != now.promises[ride_id]
    }
    moved |= {
        ride_id: -(-(now.open_returns[ride_id].longest_wait_s - was.longest_wait_s) // MINUTE_S)
        for ride_id, was in before.open_returns.items()
        if ride_id in now.open_returns and was.longest_wait_s != now.open_returns[ride_id].longest_wait_s
    }
    riders = [*before.promises, *before.open_returns]
    told = [each for each in riders if each in now.promises or each in now.open_returns]
    return Consequences(
        tuple(each for each in told if each not in moved and each not in now.calls),
        {ride_id: minutes for ride_id, minutes in moved.items() if ride_id not in now.calls},
        {ride_id: now.calls[ride_id] for ride_id in told if ride_id in now.calls},
    )
