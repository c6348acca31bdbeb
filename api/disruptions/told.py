"""What a disruption means for riders, as a dispatcher reads it: three lists, with what is said."""

from __future__ import annotations

from collections.abc import Iterable

from api.board.to_say import facts_of_call, moved_to, said_of
from api.desk.town import Town
from api.wire.board import SaidOut
from api.wire.disruptions import ConsequencesOut, KeptOut, MovedOut, NeedsCallOut
from api.wire.told import Told
from dispatch.domain.disruptions import PromiseAmended, RideReassigned, RideUnassigned
from dispatch.domain.events import Event
from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.domain.saying import Said
from dispatch.engine.consequences import consequences
from dispatch.engine.service_day import ServiceDay


def told_of(
    day: ServiceDay, events: Iterable[Event], version: int, told: Told, town: Town
) -> ConsequencesOut:
    """The three lists of a decision on a day; nobody's name is in them yet."""
    events = tuple(events)
    found = consequences(day, events)
    before = {ride_id: each.promise for ride_id, each in day.unassigned.items()} | day.promises
    after = before | _amended(events)
    return ConsequencesOut(
        base_version=version,
        kept=[KeptOut(ride_id=each, rider_id=before[each].rider_id) for each in found.kept],
        moved=[
            MovedOut(
                ride_id=each,
                rider_id=before[each].rider_id,
                minutes=minutes,
                before=told.limits(before[each].limits),
                after=told.limits(after[each].limits),
                said=_said(moved_to(after[each])),
            )
            for each, minutes in found.moved.items()
        ],
        needs_call=[
            NeedsCallOut(
                ride_id=each,
                rider_id=before[each].rider_id,
                cause=cause,
                before=told.limits(before[each].limits),
                said=_said(said_of(cause, facts_of_call(after[each], town), town)),
            )
            for each, cause in found.needs_call.items()
        ],
    )


def _amended(events: Iterable[Event]) -> dict[RideId, Promise]:
    """Promises as they are after the events."""
    changes = (PromiseAmended, RideReassigned, RideUnassigned)
    return {each.promise.ride_id: each.promise for each in events if isinstance(each, changes)}


def _said(said: Said) -> SaidOut:
    return SaidOut(ja=said.ja, en=said.en)
