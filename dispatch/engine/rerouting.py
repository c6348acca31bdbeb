"""Routes changed: a ride taken in or given up, timed anew, verified, and told to the driver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dispatch.domain.events import Event, RouteChanged, VehicleDiverted
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.domain.route import Route
from dispatch.domain.rules import ServiceRules
from dispatch.engine.fleet_rows import FleetRows, leave_s
from dispatch.engine.service_day import ServiceDay, VehicleState
from dispatch.engine.verifier import verify_route
from dispatch.kernel.inserted_route import with_ride
from dispatch.kernel.insertion import AskedRide, cheapest_insertions
from dispatch.policy.objective import BALANCED
from dispatch.policy.offering import to_plan_with
from dispatch.search.best_insertion import FleetView
from dispatch.travel.travel_times import TravelTimes


@dataclass(frozen=True, slots=True)
class Taken:
    """Rides that found their place: the vehicle of each, and the events that follow."""

    rows: tuple[VehicleId, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Rerouting:
    """Changes of routes at one moment, on rows that are up to date."""

    rows: FleetRows
    rules: ServiceRules
    travel: TravelTimes
    now_s: int

    def changed(
        self, state: VehicleState, route: Route, promises: Mapping[RideId, Promise]
    ) -> tuple[Event, ...]:
        """The events by which a vehicle gets another route, verified; the row keeps it."""
        row = self.rows.row_of[route.vehicle_id]
        timed = self.rows.retimed(state, route, promises, self.now_s)
        anchor = self.rows.anchor(row)
        aboard = {rider.ride_id: rider.boarded_s for rider in anchor.aboard}
        verify_route(state, timed, promises, self.travel, (anchor.place, anchor.free_from_s, aboard))
        first = timed.visits[0]
        change = RouteChanged(self.now_s, timed, leave_s(state, timed, self.travel, self.rules, self.now_s))
        if state.heading is not None and first.place != state.heading.destination:
            turn = VehicleDiverted(
                self.now_s, route.vehicle_id, anchor.place, anchor.free_from_s, first.place
            )
            return (change, turn)
        return (change,)

    def take_in(self, day: ServiceDay, promises: Sequence[Promise], fleet: FleetView) -> Taken | None:
        """Give each promised ride its cheapest place, or None, with nothing changed, when one has none."""
        known = dict(day.promises)
        routes: dict[VehicleId, Route] = {}
        chosen: list[VehicleId] = []
        for promise in promises:
            asked = self._asked(promise)
            ways = cheapest_insertions(fleet.plan, asked, fleet.tensor, BALANCED, now_s=self.now_s, keep=1)
            if not ways:
                self._restore(day, routes)
                return None
            vehicle_id = fleet.vehicle_ids[ways[0].row]
            known[promise.ride_id] = promise
            before = routes.get(vehicle_id, day.vehicles[vehicle_id].route)
            routes[vehicle_id] = with_ride(before, ways[0], promise.ride_id, asked)
            self.rows.retimed(day.vehicles[vehicle_id], routes[vehicle_id], known, self.now_s)
            chosen.append(vehicle_id)
        changes = [self.changed(day.vehicles[each], route, known) for each, route in routes.items()]
        return Taken(tuple(chosen), tuple(event for events in changes for event in events))

    def without(self, day: ServiceDay, state: VehicleState, ride_id: RideId) -> tuple[Event, ...]:
        """The events by which a vehicle's route loses a ride."""
        left = tuple(visit for visit in state.route.visits if visit.ride_id != ride_id)
        kept = {each: promise for each, promise in day.promises.items() if each != ride_id}
        route = replace(state.route, visits=left)
        at_another_place = not (state.arrived and state.route.visits[0] == left[0])
        standing = replace(state, arrived=False) if at_another_place else state
        return self.changed(standing, route, kept)

    def _asked(self, promise: Promise) -> AskedRide:
        return AskedRide(
            promise.origin,
            promise.destination,
            promise.party,
            self.rules.boarding_s(promise.party),
            self.rules.alighting_s(promise.party),
            to_plan_with(promise.limits, self.rules),
        )

    def _restore(self, day: ServiceDay, routes: Mapping[VehicleId, Route]) -> None:
        for vehicle_id in routes:
            state = day.vehicles[vehicle_id]
            self.rows.retimed(state, state.route, day.promises, self.now_s)
