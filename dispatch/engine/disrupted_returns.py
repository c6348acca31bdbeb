"""Open returns when something went wrong: held as stated, with a longer stated wait, or a call is needed."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from dispatch.domain.disruptions import CallCause, OpenReturnRestated, OpenReturnUnheld
from dispatch.domain.events import Event
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.request import RideId
from dispatch.domain.time import ceil_to
from dispatch.engine.holding import Call, Held, hold
from dispatch.engine.moment import Moment
from dispatch.engine.open_returns import STATED_STEP_S
from dispatch.travel.travel_times import UNREACHABLE_S


def hold_again(
    before: Moment, events: tuple[Event, ...], wanted: Sequence[OpenReturn], reason: str
) -> tuple[Event, ...]:
    """What holders of open returns are told after what has happened; nothing where all is held as before.

    In the order of sale each is held as it is `wanted` back, else as it was stated last, else with the least
    longer wait. A call that could not be held before either is nobody's doing here.
    """
    if not before.day.open_returns:
        return ()
    lost_before, then = hold(before).lost, before.after(events)
    originals = {each.ride_id: each for each in wanted}
    told: list[Event] = []
    held = hold(then)
    for ride_id, sold in before.day.open_returns.items():
        unheld = ride_id in before.day.unheld
        tolerated = frozenset[Call]() if unheld else lost_before
        original = originals.get(ride_id, sold)
        if original == sold and _is_held(held, ride_id, tolerated):
            found: OpenReturn | None = sold
        else:
            found = _find_wait(then, original, sold, tolerated)
        if (found is None and unheld) or (found == sold and not unheld):
            continue
        event = _tell(then, sold, found, reason)
        told.append(event)
        then = then.after((event,))
        held = hold(then)
    return tuple(told)


def _find_wait(
    then: Moment, original: OpenReturn, sold: OpenReturn, tolerated: Set[Call]
) -> OpenReturn | None:
    """The return as it can be held: as it was, else with the shortest wait; None where it cannot."""
    slower = replace(sold, direct_s=max(sold.direct_s, _drive_s(then, sold)))
    first_s = ceil_to(STATED_STEP_S, sold.longest_wait_s)
    last_s = sold.longest_wait_s + then.rules.most_moved_s
    longer = [replace(slower, longest_wait_s=wait_s) for wait_s in range(first_s, last_s + 1, STATED_STEP_S)]

    def fits(each: OpenReturn) -> bool:
        restated = then.after((OpenReturnRestated(then.now_s, each, ""),))
        return _is_held(hold(restated), each.ride_id, tolerated)

    for each in dict.fromkeys((original, sold)):
        if fits(each):
            return each
    if not longer or not fits(longer[-1]):
        return None
    low, high = 0, len(longer) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(longer[middle]) else (middle + 1, high)
    return longer[low]


def _is_held(held: Held, ride_id: RideId, tolerated: Set[Call]) -> bool:
    return all(call in tolerated for call in held.lost if call[0] == ride_id)


def _tell(then: Moment, sold: OpenReturn, found: OpenReturn | None, reason: str) -> Event:
    if found is not None:
        return OpenReturnRestated(then.now_s, found, reason)
    closed = _drive_s(then, sold) >= UNREACHABLE_S
    cause = CallCause.NO_ROAD if closed else CallCause.NO_VEHICLE
    return OpenReturnUnheld(then.now_s, sold.ride_id, cause, reason)


def _drive_s(then: Moment, sold: OpenReturn) -> int:
    """How long the way home takes at the slowest, from now on."""
    return then.travel.seconds(sold.origin, sold.destination, max(then.now_s, sold.window.from_s))
