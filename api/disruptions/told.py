"""What a disruption means for riders, as a dispatcher reads it: three lists, with what is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.board.to_say import facts_of_call, moved_to, said_of
from api.desk.town import Town
from api.wire.disruptions import (
    ConsequencesOut,
    KeptOut,
    LongestWaitOut,
    MovedOut,
    NeedsCallOut,
    PromisedOut,
)
from api.wire.posted import SaidOut
from api.wire.told import Told
from dispatch.domain.disruptions import OpenReturnRestated, PromiseAmended, RideReassigned, RideUnassigned
from dispatch.domain.events import Event, PromiseOverridden
from dispatch.domain.offer import Promise
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.request import RideId
from dispatch.domain.time import MINUTE_S
from dispatch.engine.consequences import consequences
from dispatch.engine.service_day import ServiceDay

Promised = Promise | OpenReturn


def told_of(
    day: ServiceDay, events: Iterable[Event], version: int, told: Told, town: Town
) -> ConsequencesOut:
    """The three lists of a decision on a day; nobody's name is in them yet."""
    events = tuple(events)
    found = consequences(day, events)
    before: Mapping[RideId, Promised] = {
        **{ride_id: each.promise for ride_id, each in day.unassigned.items()},
        **day.promises,
        **day.open_returns,
    }
    after = {**before, **dict(_told_otherwise(events))}

    def bound(about: Promised) -> PromisedOut:
        if isinstance(about, OpenReturn):
            return LongestWaitOut(longest_wait_min=-(-about.longest_wait_s // MINUTE_S))
        return told.limits(about.limits)

    return ConsequencesOut(
        base_version=version,
        kept=[KeptOut(ride_id=each, rider_id=before[each].rider_id) for each in found.kept],
        moved=[
            MovedOut(
                ride_id=each,
                rider_id=before[each].rider_id,
                minutes=minutes,
                before=bound(before[each]),
                after=bound(after[each]),
                said=SaidOut.of(moved_to(after[each])),
            )
            for each, minutes in found.moved.items()
        ],
        needs_call=[
            NeedsCallOut(
                ride_id=each,
                rider_id=before[each].rider_id,
                cause=cause,
                before=bound(before[each]),
                said=SaidOut.of(said_of(cause, facts_of_call(after[each], town), town)),
            )
            for each, cause in found.needs_call.items()
        ],
    )


def _told_otherwise(events: Iterable[Event]) -> Iterable[tuple[RideId, Promised]]:
    """Whatever is promised otherwise after the events."""
    for event in events:
        match event:
            case PromiseAmended() | RideReassigned() | RideUnassigned() | PromiseOverridden():
                yield event.promise.ride_id, event.promise
            case OpenReturnRestated(open_return=restated):
                yield restated.ride_id, restated
            case _:
                continue
