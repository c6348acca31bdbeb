"""Riders without a vehicle placed again: as promised, else as little later as can be, else called."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from dispatch.domain.disruptions import (
    CallCause,
    PromiseAmended,
    RideReassigned,
    RideUnassigned,
)
from dispatch.domain.events import Event
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.pins import RideUnpinned
from dispatch.domain.request import RideId, RideLimits
from dispatch.domain.route import Route
from dispatch.domain.time import MINUTE_S, TimeWindow, ceil_to
from dispatch.engine.amending import lasting, moved_later
from dispatch.engine.ground import Ground
from dispatch.engine.rerouting import Rerouting
from dispatch.engine.reserves import list_late
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.kernel.inserted_route import with_ride
from dispatch.kernel.insertion import AskedRide
from dispatch.policy.objective import BALANCED, EARLIEST
from dispatch.policy.offering import to_plan_with
from dispatch.search.best_insertion import FleetView, choose_insertion, on_vehicle
from dispatch.search.repair import Repair
from dispatch.travel.travel_times import UNREACHABLE_S

ROOM_MADE_FOR = 12
"""For so many riders of one decision vehicles may exchange rides: people wait for the answer."""
TRIES = 5
"""Minutes beyond the least at which a window that is moved, not widened, may fit."""


@dataclass(slots=True)
class Replan:
    """A plan being changed at one moment: what is told to riders, and the routes that come of it.

    `day` is a copy that already holds what has happened; only routes wait until `finished`.
    """

    day: ServiceDay
    ground: Ground
    now_s: int
    reason: str
    repair: Repair | None = None
    routes: dict[VehicleId, Route] = field(default_factory=dict)
    _told: list[Event] = field(default_factory=list)
    _room_made: int = 0

    @property
    def rerouting(self) -> Rerouting:
        """Changes of routes on the rows of the ground."""
        return Rerouting(self.ground.rows, self.ground.rules, self.ground.travel, self.now_s)

    def tell(self, event: Event) -> None:
        """Have a rider told, and hold to it from now on."""
        apply(self.day, event)
        self._told.append(event)

    def route_of(self, vehicle_id: VehicleId) -> Route:
        """The route of a vehicle as far as it is changed by now."""
        return self.routes.get(vehicle_id, self.day.vehicles[vehicle_id].route.without_wait())

    def set_route(self, route: Route) -> Route:
        """Give a vehicle a route; returns it timed."""
        self.routes[route.vehicle_id] = route
        return self.write(route)

    def write(self, route: Route, trial: Promise | None = None) -> Route:
        """A route timed in its row, with one promise as it would be."""
        known = {trial.ride_id: trial} if trial is not None else dict[RideId, Promise]()
        promises = ChainMap(known, self.day.promises)
        state = self.day.vehicles[route.vehicle_id]
        return self.ground.rows.retimed(state, route, promises, self.now_s)

    def finished(self) -> tuple[Event, ...]:
        """What riders are told, every changed route, verified, and pins whose ride changes the vehicle."""
        changes = self.rerouting.all_changed(self.day, self.routes, self.day.promises)
        moved = (
            ride_id
            for vehicle_id, route in self.routes.items()
            for ride_id in route.ride_ids() & self.day.pinned.keys()
            if self.day.pinned[ride_id].vehicle_id != vehicle_id
        )
        loosened = (RideUnpinned(self.now_s, ride_id, None) for ride_id in sorted(moved))
        return (*self._told, *changes, *loosened)

    def take_out(self, ride_id: RideId, vehicle_id: VehicleId) -> None:
        """Take a ride that has not begun out of a route."""
        route = self.route_of(vehicle_id)
        self.set_route(replace(route, visits=tuple(each for each in route.visits if each.ride_id != ride_id)))

    def place(
        self,
        promise: Promise,
        limits: RideLimits,
        *,
        make_room: bool = False,
        only: VehicleId | None = None,
    ) -> VehicleId | None:
        """The vehicle that takes a ride within limits and keeps all others; None where there is none.

        With `only`, no other vehicle is looked at.
        """
        asked, view = self._asked(promise, limits), self._view()
        row = None if only is None else self.ground.rows.row_of[only]
        found = choose_insertion(view if row is None else on_vehicle(view, row), asked, BALANCED)
        if found is not None and row is not None:
            found = replace(found, row=row)
        if found is None and make_room and self.repair is not None and self._room_made < ROOM_MADE_FOR:
            self._room_made += 1
            view = replace(view, repair=self.repair)
            known = ChainMap(dict[RideId, Promise](), self.day.promises)
            if self.rerouting.make_room(self.day, asked, view, known, self.routes):
                found = choose_insertion(view, asked, BALANCED)
        if found is None:
            return None
        rows, vehicle_id = self.ground.rows, view.vehicle_ids[found.row]
        before = self.route_of(vehicle_id)
        promises = ChainMap({promise.ride_id: promise}, self.day.promises)
        late = list_late(rows.timed(found.row), rows.anchor(found.row), promises)
        timed = self.write(with_ride(before, found, promise.ride_id, asked), promise)
        later = list_late(timed, rows.anchor(found.row), promises)
        if any(late_s > late.get(ride_id, 0) for ride_id, late_s in later.items()):
            self.write(before)
            return None
        self.routes[vehicle_id] = timed
        return vehicle_id

    def fits(self, promise: Promise, limits: RideLimits) -> int | None:
        """The soonest pickup within limits, at whatever cost; None where no vehicle can."""
        found = choose_insertion(self._view(), self._asked(promise, limits), EARLIEST)
        return None if found is None else found.pickup_s

    def _asked(self, promise: Promise, limits: RideLimits) -> AskedRide:
        rules, party = self.ground.rules, promise.party
        ends = promise.origin, promise.destination
        return AskedRide(*ends, party, rules.boarding_s(party), rules.alighting_s(party), limits)

    def _view(self) -> FleetView:
        rows = self.ground.rows
        return FleetView(rows.plan, rows.tensor, rows.vehicle_ids, self.now_s)


def place_as_promised(
    plan: Replan, promise: Promise, *, make_room: bool = True, only: VehicleId | None = None
) -> VehicleId | None:
    """Place a ride within the very limits that were promised: with a reserve where that is possible."""
    planned = to_plan_with(promise.limits, plan.ground.rules)
    reserved = plan.place(promise, planned, make_room=make_room, only=only)
    return reserved or plan.place(promise, promise.limits, only=only)


def rehome(plan: Replan, homeless: Iterable[Promise]) -> None:
    """Place rides that lost their vehicle; whose promise can be kept comes before who must be moved."""
    first = sorted(homeless, key=lambda each: (each.limits.pickup.until_s, each.ride_id))
    left = [promise for promise in first if place_as_promised(plan, promise) is None]
    for promise in left:
        _move_or_give_up(plan, promise)


def rehome_again(plan: Replan, unassigned: Iterable[RideUnassigned]) -> None:
    """Place rides that nobody could carry, as they were promised last; the others stay as before."""
    for each in sorted(unassigned, key=lambda one: (one.promise.limits.pickup.until_s, one.promise.ride_id)):
        promise = each.promise
        if promise.limits.pickup.until_s < plan.now_s:
            continue
        vehicle_id = place_as_promised(plan, promise, make_room=False)
        if vehicle_id is not None:
            plan.tell(RideReassigned(plan.now_s, promise, vehicle_id, plan.reason))


def fetch(plan: Replan, stranded: Iterable[Promise]) -> None:
    """Have riders fetched who were on board: their promises already name the place where they are.

    They ride on as soon as anybody can take them, and arrive as promised or as little later as can be.
    """
    for promise in sorted(stranded, key=lambda each: (each.limits.arrive_until_s, each.ride_id)):
        most_s = plan.ground.rules.most_moved_s
        ready = TimeWindow(plan.now_s, plan.now_s + most_s)
        limits = lasting(replace(promise.limits, pickup=ready), _direct_s(plan, promise))
        limits = replace(limits, arrive_until_s=promise.limits.arrive_until_s)

        def arriving(by_s: int, limits: RideLimits = limits) -> RideLimits:
            return replace(limits, arrive_until_s=limits.arrive_until_s + by_s)

        if not _fetched(plan, promise, arriving):
            last = replace(promise, limits=arriving(most_s))
            plan.tell(RideUnassigned(plan.now_s, last, CallCause.STRANDED, plan.reason))


def _fetched(plan: Replan, promise: Promise, arriving: Callable[[int], RideLimits]) -> bool:
    for reserved in (True, False):
        by_s = _least_s(plan, promise, arriving, reserved)
        if by_s is None:
            continue
        limits, reserve_s = arriving(by_s), plan.ground.rules.reserve_s if reserved else 0
        pickup_s = plan.fits(promise, _planned(plan, limits, reserved))
        assert pickup_s is not None, "the least was found so"
        until_s = ceil_to(MINUTE_S, pickup_s + reserve_s)
        told = replace(promise, limits=replace(limits, pickup=TimeWindow(plan.now_s, until_s)))
        if _moved(plan, told, reserved):
            return True
    return False


def _move_or_give_up(plan: Replan, promise: Promise) -> None:
    direct_s = _direct_s(plan, promise)
    if direct_s >= UNREACHABLE_S:
        plan.tell(RideUnassigned(plan.now_s, promise, CallCause.NO_ROAD, plan.reason))
        return
    limits = lasting(promise.limits, direct_s)

    def widened(by_s: int) -> RideLimits:
        later = moved_later(limits, by_s)
        return replace(later, pickup=TimeWindow(limits.pickup.from_s, later.pickup.until_s))

    for reserved in (True, False):
        by_s = _least_s(plan, promise, widened, reserved)
        if by_s is None:
            continue
        tries = [moved_later(limits, by_s + minutes * MINUTE_S) for minutes in range(TRIES)]
        for told in (*tries, widened(by_s)):
            if _moved(plan, replace(promise, limits=told), reserved):
                return
    plan.tell(RideUnassigned(plan.now_s, promise, CallCause.NO_VEHICLE, plan.reason))


def _least_s(
    plan: Replan, promise: Promise, limits_later: Callable[[int], RideLimits], reserved: bool
) -> int | None:
    """The least by which limits must move, in whole minutes, for some vehicle to keep them."""

    def fits(minutes: int) -> bool:
        limits = limits_later(minutes * MINUTE_S)
        return plan.fits(promise, _planned(plan, limits, reserved)) is not None

    low, high = 0, plan.ground.rules.most_moved_s // MINUTE_S
    if not fits(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle + 1, high)
    return low * MINUTE_S


def _moved(plan: Replan, told: Promise, reserved: bool) -> bool:
    if plan.place(told, _planned(plan, told.limits, reserved)) is None:
        return False
    plan.tell(PromiseAmended(plan.now_s, told, plan.reason))
    return True


def _planned(plan: Replan, limits: RideLimits, reserved: bool) -> RideLimits:
    return to_plan_with(limits, plan.ground.rules) if reserved else limits


def _direct_s(plan: Replan, promise: Promise) -> int:
    """How long a ride that nobody shares takes now, and its reserve."""
    leaves_s = max(plan.now_s, promise.limits.pickup.from_s)
    drive_s = plan.ground.travel.seconds(promise.origin, promise.destination, leaves_s)
    return drive_s + plan.ground.rules.reserve_s
