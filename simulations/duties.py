"""What each driver will report next; a changed route makes what was scheduled before it stale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dispatch.domain.commands import Arrive, BeginVisit, Command, Depart, FinishVisit, ReportNoShow
from dispatch.domain.disruptions import (
    ConditionsChanged,
    VehicleDelayed,
    VehicleReturned,
    VehicleWithdrawn,
)
from dispatch.domain.events import (
    Event,
    RiderNoShow,
    RouteChanged,
    VehicleArrived,
    VehicleDeparted,
    VehicleDiverted,
    VisitBegun,
    VisitDone,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RideId
from dispatch.engine.service_day import ServiceDay
from simulations.drivers import Drivers
from simulations.riders import Temper

DRIVER_COMMANDS = (Depart, Arrive, BeginVisit, FinishVisit, ReportNoShow)
_ON_THE_ROAD = (
    *(VehicleDeparted, VehicleDiverted, VehicleArrived, VisitBegun, VisitDone, RiderNoShow),
    *(VehicleWithdrawn, VehicleReturned, VehicleDelayed),
)


@dataclass
class Duties:
    """The drivers of a day, each with one report to come."""

    drivers: Drivers
    _due: dict[VehicleId, Command] = field(default_factory=dict)
    _moved: dict[VehicleId, None] = field(default_factory=dict)

    def follow(self, event: Event) -> bool:
        """Take in what happened; False for what is no driver's affair."""
        if isinstance(event, _ON_THE_ROAD):
            self.drivers.follow(event)
            self._moved[event.vehicle_id] = None
        elif isinstance(event, ConditionsChanged):
            self.drivers.follow(event)
        elif isinstance(event, RouteChanged):
            self._moved[event.route.vehicle_id] = None
        else:
            return False
        return True

    def list_next(
        self, day: ServiceDay, tempers: Mapping[RideId, Temper], now_s: int
    ) -> Iterator[tuple[int, Command]]:
        """What those drivers will report whose day has gone on since this was asked last."""
        moved, self._moved = self._moved, {}
        for vehicle_id in moved:
            due = self.drivers.next_command(day.vehicles[vehicle_id], day, tempers, now_s)
            self._due.pop(vehicle_id, None)
            if due is not None:
                self._due[vehicle_id] = due[1]
                yield due

    def is_due(self, command: Command) -> bool:
        """Whether a driver still means this; what riders say is always meant."""
        return not isinstance(command, DRIVER_COMMANDS) or self._due.get(command.vehicle_id) is command
