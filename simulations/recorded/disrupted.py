"""Disruptions worked out from what followed them; what was undone is known only with the day before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from dispatch.domain.commands import Command
from dispatch.domain.disruptions import (
    ChangeConditions,
    ConditionsChanged,
    DelayVehicle,
    Disruption,
    DisruptTogether,
    ReturnVehicle,
    VehicleDelayed,
    VehicleReturned,
    VehicleWithdrawn,
    WithdrawVehicle,
)
from dispatch.domain.events import Event, VehicleDiverted, VisitDone
from dispatch.engine.service_day import ServiceDay, copy_day
from dispatch.engine.undoing import undo_of

DisruptionFact = VehicleWithdrawn | VehicleReturned | VehicleDelayed | ConditionsChanged
_FACTS = DisruptionFact | VehicleDiverted | VisitDone


def disruption_of(fact: DisruptionFact) -> Disruption:
    """The disruption that a fact tells of."""
    match fact:
        case VehicleWithdrawn():
            return WithdrawVehicle(fact.vehicle_id, fact.reason)
        case VehicleReturned():
            return ReturnVehicle(fact.vehicle_id, fact.reason, fact.place, fact.aboard)
        case VehicleDelayed():
            return DelayVehicle(fact.vehicle_id, fact.delay_s, fact.reason)
        case ConditionsChanged():
            return ChangeConditions(fact.conditions, fact.reason)


@dataclass
class Disruptions:
    """The disruptions of a day so far, each with the day before it."""

    _past: list[tuple[ServiceDay, tuple[Event, ...]]] = field(default_factory=list)

    def list_causes(self, ahead: Sequence[Event]) -> Iterator[Command]:
        """Disruptions, and undone ones, that may have led to the first of the events ahead."""
        facts = [
            event
            for event in takewhile(lambda event: isinstance(event, _FACTS), ahead)
            if isinstance(event, DisruptionFact)
        ]
        if not facts:
            return
        told = [disruption_of(fact) for fact in facts]
        for many in range(len(told), 0, -1):
            yield told[0] if many == 1 else DisruptTogether(tuple(told[:many]))
        for day_before, events in reversed(self._past):
            yield undo_of(day_before, events, facts[0].reason)

    def remember(self, day: ServiceDay, events: tuple[Event, ...]) -> None:
        """Keep what a later command may take back; the day is as it was before the events."""
        if any(isinstance(event, DisruptionFact) for event in events):
            self._past.append((copy_day(day), events))
