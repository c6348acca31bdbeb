"""What a decision means for those who have a promise: kept, moved by so many minutes, or a call is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dispatch.domain.disruptions import CallCause, PromiseAmended, RideReassigned, RideUnassigned
from dispatch.domain.events import Event, RideCancelled, RiderNoShow
from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.engine.amending import minutes_moved
from dispatch.engine.service_day import ServiceDay


@dataclass(frozen=True, slots=True)
class Consequences:
    """Every rider in exactly one of three lists."""

    kept: tuple[RideId, ...]
    moved: Mapping[RideId, int]
    """By how many minutes at most; 0 for who changes the vehicle on the way and arrives as promised."""
    needs_call: Mapping[RideId, CallCause]


def consequences(day_before: ServiceDay, events: Iterable[Event]) -> Consequences:
    """The three lists of a decision: its events need not have been committed.

    They hold who has a promise, and whoever nobody could carry before; not those who gave up the ride.
    """
    before = {ride_id: each.promise for ride_id, each in day_before.unassigned.items()} | day_before.promises
    promises: dict[RideId, Promise] = dict(before)
    calls: dict[RideId, CallCause] = {ride_id: each.cause for ride_id, each in day_before.unassigned.items()}
    for event in events:
        match event:
            case PromiseAmended(promise=promise, cause=cause):
                promises[promise.ride_id] = promise
                if cause is not None:
                    calls[promise.ride_id] = cause
            case RideReassigned(promise=promise):
                promises[promise.ride_id] = promise
                calls.pop(promise.ride_id, None)
            case RideUnassigned(promise=promise, cause=cause):
                calls[promise.ride_id] = cause
            case RideCancelled(ride_id=ride_id) | RiderNoShow(ride_id=ride_id):
                promises.pop(ride_id, None)
                calls.pop(ride_id, None)
            case _:
                pass
    told = [ride_id for ride_id in before if ride_id in promises and ride_id not in calls]
    moved = {
        ride_id: minutes_moved(before[ride_id], promises[ride_id])
        for ride_id in told
        if promises[ride_id] != before[ride_id]
    }
    kept = tuple(ride_id for ride_id in told if ride_id not in moved)
    return Consequences(kept, moved, {ride_id: calls[ride_id] for ride_id in before if ride_id in calls})
