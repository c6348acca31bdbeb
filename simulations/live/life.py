"""A day of a service, ready to be lived at a running service under the ids and tokens it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RiderId
from gtfs.service import Service
from gtfs.service_doors import DoorKind
from simulations.live.cast import Cast
from simulations.live.line import Line
from simulations.live.lively_day import JumpingClock, LivelyDay
from simulations.scenario import Scenario, scenario_of_service


@dataclass(frozen=True, slots=True)
class Resident:
    """A rider of the day: where they live, as far as their rides tell, and what they need."""

    simulated: RiderId
    home_place_id: str
    wheelchair: bool


@dataclass(frozen=True)
class Life:
    """The riders of a day, and the day lived."""

    service: Service
    scenario: Scenario

    @property
    def residents(self) -> list[Resident]:
        """Everybody who asks, in the order of their first request."""
        found: dict[RiderId, Resident] = {}
        for arrival in self.scenario.arrivals:
            request = arrival.request
            ends = (request.origin, request.destination)
            homes = [place for place in ends if self.service.door_kind(place) is DoorKind.HOME]
            before = found.get(request.rider_id)
            found[request.rider_id] = Resident(
                request.rider_id,
                self.service.places[homes[0]].place_id if homes else before.home_place_id if before else "",
                request.party.wheelchairs > 0 or (before is not None and before.wheelchair),
            )
        return list(found.values())

    @property
    def first_asked_s(self) -> int:
        """When the first of them asks."""
        return min((arrival.asked_s for arrival in self.scenario.arrivals), default=0)

    def at(
        self,
        address: str,
        area: str,
        midnight: datetime,
        clock: JumpingClock,
        operator: str,
        riders: Mapping[RiderId, tuple[RiderId, str]],
        tablets: Mapping[VehicleId, str],
        drives: Callable[[VehicleId], bool],
    ) -> LivelyDay:
        """The day at a service, where each simulated rider has an id and a token, each vehicle a token."""
        known = [
            replace(each, request=replace(each.request, rider_id=riders[each.request.rider_id][0]))
            for each in self.scenario.arrivals
        ]
        scenario = replace(self.scenario, arrivals=tuple(known))
        cast = Cast(area, scenario, midnight, operator, dict(riders.values()), tablets)
        return LivelyDay(cast, Line(address), clock, drives)


def life_of(service: Service, seed: int, riders: int) -> Life:
    """The demonstration day of a service with so many riders; raises ScenarioError."""
    return Life(service, scenario_of_service(service, seed=seed, riders=riders))
