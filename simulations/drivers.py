"""How simulated drivers carry a route out: they leave when told, drive as the road lets them, and wait."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from dispatch.domain.commands import Arrive, BeginVisit, Command, Depart, FinishVisit, ReportNoShow
from dispatch.domain.conditions import Conditions
from dispatch.domain.disruptions import ConditionsChanged, VehicleDelayed, VehicleWithdrawn
from dispatch.domain.events import Event, VehicleArrived, VehicleDeparted, VehicleDiverted
from dispatch.domain.fleet import VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Visit, VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.engine.service_day import ServiceDay
from dispatch.engine.vehicle_state import VehicleState
from dispatch.travel.conditions import under
from dispatch.travel.travel_times import TravelTimes
from simulations.riders import Temper

MEAN_OF_BELIEVED = 0.97
SPREAD = 0.05
"""True driving times are log-normal round the believed ones: about 74 in 100 are no longer than believed."""


LegBegun = VehicleDeparted | VehicleDiverted


class Pace(Protocol):
    """How driving and stopping truly go."""

    def factor(self, leg: LegBegun) -> float:
        """Times as long as believed a leg takes."""
        ...

    def find_arrival_s(self, leg: LegBegun, believed_s: int) -> int | None:
        """When a leg believed to take so long is known to end; None where only its factor is."""
        ...

    def longer_s(self, visit: Visit) -> int:
        """By how much longer a visit lasts than planned."""
        ...


@dataclass(frozen=True, slots=True)
class DrawnPace:
    """Legs drawn round what is believed, and visits round what is planned where they are known to vary."""

    rng: np.random.Generator
    spread: float = SPREAD
    visit_spread_s: float = 0.0
    stream: Callable[[str], np.random.Generator] | None = None
    """A stream of its own for each visit: asked twice, it lasts as long."""

    def factor(self, leg: LegBegun) -> float:
        """Log-normal, mostly a little shorter."""
        return float(self.rng.lognormal(math.log(MEAN_OF_BELIEVED) - self.spread**2 / 2, self.spread))

    def find_arrival_s(self, leg: LegBegun, believed_s: int) -> int | None:
        """Nobody knows."""
        return None

    def longer_s(self, visit: Visit) -> int:
        """Normal; nobody takes less than half as long."""
        if not self.visit_spread_s or self.stream is None or visit.ride_id is None:
            return 0
        drawn = self.stream(f"visit {visit.kind} {visit.ride_id}").normal(0.0, self.visit_spread_s)
        return max(-(visit.service_s // 2), round(drawn))


@dataclass(frozen=True, slots=True)
class _Leg:
    left_s: int
    factor: float
    reaches_s: int


@dataclass(slots=True)
class Drivers:
    """What each vehicle is truly doing on the road, drawn apart from what the dispatcher believes."""

    travel: TravelTimes
    rules: ServiceRules
    pace: Pace
    truth: tuple[tuple[int, Conditions], ...] = ()
    """From when the roads are truly so, in order; empty where they are as the dispatcher believes."""
    _roads: TravelTimes = field(init=False)
    """The believed times under the present conditions."""
    _true_roads: dict[Conditions, TravelTimes] = field(default_factory=dict)
    _legs: dict[VehicleId, _Leg] = field(default_factory=dict)
    _arrived_s: dict[VehicleId, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A day begins on the roads it was planned on."""
        self._roads = self.travel

    def follow(self, event: Event) -> None:
        """Take in what happened on the road."""
        match event:
            case VehicleDeparted():
                self._begin(event, event.at_s, event.origin)
            case VehicleDiverted():
                before = self._legs[event.vehicle_id]
                believed_s = max(0, event.via_s - before.left_s)
                turns_s = max(event.at_s, before.left_s + round(believed_s * before.factor))
                # from the turn on the dispatcher counts from `via_s`, so the next belief starts there too
                self._begin(event, turns_s, event.via)
            case VehicleArrived():
                self._legs.pop(event.vehicle_id, None)
                self._arrived_s[event.vehicle_id] = event.at_s
            case VehicleDelayed() if event.vehicle_id in self._legs:
                leg = self._legs[event.vehicle_id]
                reaches_s = max(event.at_s, leg.reaches_s + event.delay_s)
                self._legs[event.vehicle_id] = replace(leg, reaches_s=reaches_s)
            case VehicleWithdrawn():
                self._legs.pop(event.vehicle_id, None)
            case ConditionsChanged():
                changed = event.conditions
                self._roads = self.travel if changed is None else under(self.travel, changed)
            case _:
                pass

    def reaches_s(self) -> dict[VehicleId, int]:
        """When each vehicle that is under way will truly arrive."""
        return {vehicle_id: leg.reaches_s for vehicle_id, leg in self._legs.items()}

    def next_command(
        self, state: VehicleState, day: ServiceDay, tempers: Mapping[RideId, Temper], now_s: int
    ) -> tuple[int, Command] | None:
        """What the driver reports next and when, as things stand; None for who is at home or withdrawn."""
        vehicle_id = state.vehicle.vehicle_id
        if state.withdrawn is not None:
            return None
        if state.current is not None:
            lasts_s = self._service_s(state.current, day) + self.pace.longer_s(state.current)
            return max(now_s, state.current.begin_s + lasts_s), FinishVisit(vehicle_id)
        if state.heading is not None:
            return max(now_s, self._legs[vehicle_id].reaches_s), Arrive(vehicle_id)
        if not state.arrived:
            return max(now_s, state.leave_s), Depart(vehicle_id)
        visit = state.route.visits[0]
        if visit.kind is VisitKind.END:
            return None  # home; a ride may still be put before the end
        begins_s = max(now_s, visit.begin_s)
        if visit.kind is VisitKind.BOARD and visit.ride_id is not None:
            promise, temper = day.promises[visit.ride_id], tempers[visit.ride_id]
            arrived_s = self._arrived_s.get(vehicle_id, now_s)
            leaves_s = max(promise.limits.pickup.until_s, arrived_s) + self.rules.no_show_wait_s
            ready_s = promise.limits.pickup.from_s + temper.late_s
            if temper.stays_away or ready_s > leaves_s:
                return max(now_s, leaves_s), ReportNoShow(vehicle_id)
            begins_s = max(begins_s, ready_s)
        return begins_s, BeginVisit(vehicle_id)

    def _roads_at(self, at_s: int) -> TravelTimes:
        true = self._true_at(at_s)
        if true is None:
            return self._roads
        if true not in self._true_roads:
            self._true_roads[true] = under(self.travel, true)
        return self._true_roads[true]

    def _true_at(self, at_s: int) -> Conditions | None:
        begun = bisect_right(self.truth, at_s, key=lambda one: one[0])
        return self.truth[begun - 1][1] if begun else None

    def _service_s(self, visit: Visit, day: ServiceDay) -> int:
        """How long riders truly take; who believes in dry doorsteps finds them slower in the snow."""
        true = self._true_at(visit.begin_s)
        if true is None or visit.kind not in (VisitKind.BOARD, VisitKind.ALIGHT):
            return visit.service_s
        believed = 1.0 if day.conditions is None else day.conditions.dwell
        return round(visit.service_s * true.dwell / believed)

    def _begin(self, leg: LegBegun, left_s: int, origin: PlaceIndex) -> None:
        factor = self.pace.factor(leg)
        believed_s = self._roads.seconds(origin, leg.destination, leg.at_s)
        known_s = self.pace.find_arrival_s(leg, believed_s)
        took_s = round(self._roads_at(left_s).seconds(origin, leg.destination, left_s) * factor)
        reaches_s = left_s + took_s if known_s is None else known_s
        self._legs[leg.vehicle_id] = _Leg(left_s, factor, reaches_s)
