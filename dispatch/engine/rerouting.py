"""Routes changed: a ride taken in or given up, timed anew, verified, and told to the driver."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from dispatch.domain.events import Event, RouteChanged, VehicleDiverted
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.engine.fleet_rows import FleetRows, leave_s
from dispatch.engine.service_day import ServiceDay
from dispatch.engine.vehicle_state import VehicleState
from dispatch.engine.verifier import verify_route
from dispatch.kernel.inserted_route import with_ride
from dispatch.kernel.insertion import AskedRide, Insertion
from dispatch.kernel.plan_arrays import decode_route, list_other_rows
from dispatch.policy.objective import BALANCED
from dispatch.policy.offering import to_plan_with
from dispatch.search.best_insertion import FleetView, choose_insertion, on_vehicle, with_room
from dispatch.travel.travel_times import TravelTimes


@dataclass(frozen=True, slots=True)
class Taken:
    """Rides that found their place: the vehicle of each, and the events that follow."""

    vehicle_ids: tuple[VehicleId, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Rerouting:
    """Changes of routes at one moment, on rows that are up to date."""

    rows: FleetRows
    rules: ServiceRules
    travel: TravelTimes
    now_s: int

    def changed(
        self,
        state: VehicleState,
        route: Route,
        promises: Mapping[RideId, Promise],
        elsewhere: Set[RideId] = frozenset(),
    ) -> tuple[Event, ...]:
        """The events by which a vehicle gets another route, verified; the row keeps it.

        Rides `elsewhere` are carried by other routes that change at the same time.
        """
        row = self.rows.row_of[route.vehicle_id]
        timed = self.rows.retimed(state, route, promises, self.now_s)
        anchor = self.rows.anchor(row)
        aboard = {rider.ride_id: rider.boarded_s for rider in anchor.aboard}
        start = (anchor.place, anchor.free_from_s, aboard)
        verify_route(state, timed, promises, self.travel, start, elsewhere)
        first = timed.visits[0]
        change = RouteChanged(self.now_s, timed, leave_s(state, timed, self.travel, self.rules, self.now_s))
        if state.heading is not None and first.place != state.heading.destination:
            turn = VehicleDiverted(
                self.now_s, route.vehicle_id, anchor.place, anchor.free_from_s, first.place
            )
            return (change, turn)
        return (change,)

    def take_in(
        self,
        day: ServiceDay,
        promises: Sequence[Promise],
        fleet: FleetView,
        first_choice: Mapping[RideId, VehicleId],
    ) -> Taken | None:
        """Give each promised ride its cheapest place, or None, with nothing changed, when one has none.

        A ride goes to its vehicle of first choice where it has one with a place left. The time its rider took
        to think comes off its reserve where it would not fit otherwise.
        """
        known = ChainMap(dict[RideId, Promise](), day.promises)
        routes: dict[VehicleId, Route] = {}
        for promise in promises:
            asked = self.asked(promise)
            found = self._place(asked, fleet, first_choice.get(promise.ride_id))
            if found is None and self.make_room(day, asked, fleet, known, routes):
                found = self._place(asked, fleet, None)
            if found is None:
                asked = self.asked(promise, thought_s=self.rules.offer_life_s)
                found = self._place(asked, fleet, None)
            if found is None:
                self.restore(day, routes)
                return None
            vehicle_id = fleet.vehicle_ids[found.row]
            known[promise.ride_id] = promise
            before = routes.get(vehicle_id, day.vehicles[vehicle_id].route)
            routes[vehicle_id] = with_ride(before.without_wait(), found, promise.ride_id, asked)
            self.rows.retimed(day.vehicles[vehicle_id], routes[vehicle_id], known, self.now_s)
        # a later ride of the party may have moved an earlier one to another vehicle
        carried_by = {ride_id: each for each, route in routes.items() for ride_id in route.ride_ids()}
        vehicle_ids = tuple(carried_by[promise.ride_id] for promise in promises)
        return Taken(vehicle_ids, self.all_changed(day, routes, known))

    def all_changed(
        self, day: ServiceDay, routes: Mapping[VehicleId, Route], promises: Mapping[RideId, Promise]
    ) -> tuple[Event, ...]:
        """The events by which several vehicles get other routes at once; rides may change the vehicle."""
        events: list[Event] = []
        for vehicle_id, route in routes.items():
            others = (other.ride_ids() for each, other in routes.items() if each != vehicle_id)
            elsewhere = frozenset[RideId]().union(*others)
            events.extend(self.changed(day.vehicles[vehicle_id], route, promises, elsewhere))
        return tuple(events)

    def make_room(
        self,
        day: ServiceDay,
        asked: AskedRide,
        fleet: FleetView,
        promises: Mapping[RideId, Promise],
        routes: dict[VehicleId, Route],
    ) -> bool:
        """Rearrange rows and routes so that a ride fits that fits nowhere; False where no way was found."""
        roomier = with_room(fleet, asked)
        if roomier is None:
            return False
        for row in list_other_rows(fleet.plan, roomier.plan):
            vehicle_id, route = fleet.vehicle_ids[row], decode_route(roomier.plan, row)
            before = routes.get(vehicle_id, day.vehicles[vehicle_id].route).without_wait()
            if not route.same_as(before):
                routes[vehicle_id] = route
                self.rows.retimed(day.vehicles[vehicle_id], route, promises, self.now_s)
        return True

    def without(self, day: ServiceDay, state: VehicleState, ride_id: RideId) -> tuple[Event, ...]:
        """The events by which a vehicle's route loses a ride."""
        kept = {each: day.promises[each] for each in state.route.ride_ids() if each != ride_id}
        return self.changed(state, self.route_without(state, ride_id, kept), kept)

    def route_without(
        self, state: VehicleState, ride_id: RideId, promises: Mapping[RideId, Promise]
    ) -> Route:
        """A vehicle's route less a ride; it goes by way of where it was to wait, if nobody is put off."""
        bound = state.route.without_wait()
        route = bound.without(ride_id)
        if bound is state.route:
            return route
        return self.by_way_of(state.route.visits[0], state, route, promises)

    def by_way_of(
        self, wait: Visit, state: VehicleState, route: Route, promises: Mapping[RideId, Promise]
    ) -> Route:
        """A route with a place to wait at before it; as it is where a visit would begin later for that.

        Later than the route says counts as well as later than it could: a reserve that comes back may put
        off a visit in either, and whoever was told a time is not to be put off by a vehicle that waits.
        """
        waiting = replace(route, visits=(wait, *route.visits))
        direct = self.rows.retimed(state, route, promises, self.now_s)
        late = self.rows.retimed(state, waiting, promises, self.now_s).without_wait()
        shift_s = state.vehicle.shift.hours.until_s
        postponed = any(
            later.begin_s > (shift_s if told.kind is VisitKind.END else min(told.begin_s, sooner.begin_s))
            for told, sooner, later in zip(route.visits, direct.visits, late.visits, strict=True)
        )
        return route if postponed else waiting

    def asked(self, promise: Promise, thought_s: int = 0) -> AskedRide:
        """A promised ride as plans look for a place for it: its reserves, less the time a rider thought."""
        rules = replace(self.rules, reserve_s=max(0, self.rules.reserve_s - thought_s))
        return AskedRide(
            promise.origin,
            promise.destination,
            promise.party,
            self.rules.boarding_s(promise.party),
            self.rules.alighting_s(promise.party),
            to_plan_with(promise.limits, rules),
        )

    def _place(self, asked: AskedRide, fleet: FleetView, first_choice: VehicleId | None) -> Insertion | None:
        if first_choice is not None:
            row = self.rows.row_of[first_choice]
            found = choose_insertion(on_vehicle(fleet, row), asked, BALANCED)
            if found is not None:
                return replace(found, row=row)
        return choose_insertion(fleet, asked, BALANCED)

    def restore(self, day: ServiceDay, routes: Mapping[VehicleId, Route]) -> None:
        """Write the rows of vehicles as the day has them."""
        for vehicle_id in routes:
            state = day.vehicles[vehicle_id]
            self.rows.retimed(state, state.route, day.promises, self.now_s)
