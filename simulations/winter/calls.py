"""Whom the operator must call on a day, when, and why: what no message puts right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.domain.disruptions import CallCause, PromiseAmended, RideReassigned, RideUnassigned
from dispatch.domain.events import PromiseMade
from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.engine.amending import minutes_moved
from simulations.day_record import DayRecord


@dataclass(frozen=True, slots=True)
class Call:
    """A call to make."""

    at_s: int
    promise: Promise
    """As it was given before."""
    cause: CallCause
    reason: str
    """What had happened."""


def calls_of(record: DayRecord) -> list[Call]:
    """The calls of a day in their order."""
    return list(_calls(record))


def count_moved(record: DayRecord) -> dict[RideId, int]:
    """Riders who were told another time by a message alone, and by how many minutes at most."""
    first: dict[RideId, Promise] = {}
    moved: dict[RideId, int] = {}
    for event in record.events:
        match event:
            case PromiseMade(promise=promise):
                first[promise.ride_id] = promise
            case PromiseAmended(promise=promise, cause=None) if promise.ride_id in first:
                minutes = minutes_moved(first[promise.ride_id], promise)
                moved[promise.ride_id] = max(minutes, moved.get(promise.ride_id, 0))
    return {ride_id: minutes for ride_id, minutes in moved.items() if minutes > 0}


def _calls(record: DayRecord) -> Iterator[Call]:
    told: dict[RideId, Promise] = {}
    for event in record.events:
        match event:
            case PromiseMade(promise=promise) | RideReassigned(promise=promise):
                told[promise.ride_id] = promise
            case PromiseAmended(promise=promise, cause=cause, reason=reason):
                if cause is not None:
                    yield Call(event.at_s, told.get(promise.ride_id, promise), cause, reason)
                told[promise.ride_id] = promise
            case RideUnassigned(promise=promise, cause=cause, reason=reason):
                yield Call(event.at_s, told.get(promise.ride_id, promise), cause, reason)
