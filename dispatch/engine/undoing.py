"""A disruption taken back: the command that undoes it, from the day before it and its events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatch.domain.disruptions import (
    ChangeConditions,
    ConditionsChanged,
    DelayVehicle,
    Disruption,
    OpenReturnRestated,
    OpenReturnUnheld,
    PromiseAmended,
    ReturnVehicle,
    RideUnassigned,
    Undo,
    VehicleDelayed,
    VehicleReturned,
    VehicleWithdrawn,
    WithdrawVehicle,
)
from dispatch.domain.events import Event
from dispatch.domain.pins import RideUnpinned
from dispatch.domain.request import RideId
from dispatch.domain.route import VisitKind
from dispatch.engine.service_day import ServiceDay


class NothingToUndo(ValueError):
    """These events are not those of a disruption."""


def undo_of(day_before: ServiceDay, events: Sequence[Event], reason: str) -> Undo:
    """The command that takes a disruption back; it wants pins and what riders were told as on the day before.

    What cannot be taken back stays as it is: who has boarded another vehicle rides on in it under the
    promise that holds now, who got out or gave up the ride stays out, and a promise whose time has passed
    stays moved.
    """
    changed = {
        event.promise.ride_id: None for event in events if isinstance(event, PromiseAmended | RideUnassigned)
    }
    before = day_before.promises
    inverses = tuple(_list_inverses(day_before, events, reason))
    if not inverses:
        raise NothingToUndo("only disruptions are undone here, and these events are of none")
    wanted = tuple(before[ride_id] for ride_id in changed if ride_id in before)
    loosened = {event.ride_id for event in events if isinstance(event, RideUnpinned)} | changed.keys()
    pins = tuple(pin for ride_id, pin in day_before.pinned.items() if ride_id in loosened)
    restated = {event.open_return.ride_id for event in events if isinstance(event, OpenReturnRestated)}
    restated |= {event.ride_id for event in events if isinstance(event, OpenReturnUnheld)}
    returns = tuple(sold for ride_id, sold in day_before.open_returns.items() if ride_id in restated)
    return Undo(inverses[::-1], wanted, pins, returns)


def _list_inverses(day_before: ServiceDay, events: Sequence[Event], reason: str) -> Iterator[Disruption]:
    for event in events:
        match event:
            case VehicleWithdrawn():
                aboard = _aboard(day_before, event)
                yield ReturnVehicle(event.vehicle_id, reason, event.place, aboard)
            case VehicleReturned():
                yield WithdrawVehicle(event.vehicle_id, reason)
            case VehicleDelayed():
                yield DelayVehicle(event.vehicle_id, -event.delay_s, reason)
            case ConditionsChanged():
                yield ChangeConditions(day_before.conditions, reason)
            case _:
                continue


def _aboard(day_before: ServiceDay, event: VehicleWithdrawn) -> dict[RideId, int]:
    """Who was on board of a vehicle when it was withdrawn, those seated at that moment included."""
    state = day_before.vehicles[event.vehicle_id]
    aboard, current = dict(state.aboard), state.current
    if current is not None and current.ride_id is not None and current.kind is VisitKind.BOARD:
        aboard[current.ride_id] = event.at_s
    elif current is not None and current.ride_id is not None:
        aboard.pop(current.ride_id, None)
    return aboard
