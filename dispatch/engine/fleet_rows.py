"""The fleet as arrays: each vehicle's row kept true to its state, encoded again only when it has changed.

A place to wait at stands in no row: what searches find may displace it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import is_

import numpy as np

from dispatch.domain.fleet import Vehicle, VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.engine.reserves import driven_on, encode_with_reserves, lateness, list_late
from dispatch.engine.service_day import ServiceDay, list_changed
from dispatch.engine.vehicle_state import VehicleState
from dispatch.kernel import fields
from dispatch.kernel.encoding import clear_row, move_anchor
from dispatch.kernel.plan_arrays import Anchor, OnBoard, PlanArrays, decode_route, empty_plan, retimed_route
from dispatch.policy.offering import to_plan_with
from dispatch.travel.travel_times import TravelTimes

NEVER_S = 2**30


def anchor_of(state: VehicleState, travel: TravelTimes, now_s: int) -> Anchor:
    """Where a vehicle is next free to be sent elsewhere, from when, and with whom on board.

    A vehicle between two places can be sent elsewhere at the next place on its way.
    """
    aboard = state.aboard
    place, free_from_s = state.place, max(state.free_from_s, now_s)
    if state.current is not None:
        visit = state.current
        place, free_from_s = visit.place, max(visit.begin_s + visit.service_s, now_s)
        if visit.ride_id is not None and visit.kind is VisitKind.BOARD:
            aboard = {**aboard, visit.ride_id: free_from_s}
        elif visit.ride_id is not None:
            aboard = {ride_id: at_s for ride_id, at_s in aboard.items() if ride_id != visit.ride_id}
    elif state.heading is not None:
        way = state.heading
        elapsed_s = max(0, now_s - way.departed_s)
        if elapsed_s >= travel.seconds(way.origin, way.destination, way.departed_s):
            place, free_from_s = way.destination, max(now_s, way.departed_s)
        else:
            place, ahead_s = travel.waypoint_at(way.origin, way.destination, elapsed_s, way.departed_s)
            free_from_s = way.departed_s + ahead_s
    riders = tuple([OnBoard(*rider) for rider in sorted(aboard.items())]) if aboard else ()
    return Anchor(place, free_from_s, riders)


@dataclass(frozen=True, slots=True)
class _Written:
    """What a row of the plan was last written from, and the rides that came out late, or without reserve."""

    visits: tuple[Visit, ...]
    anchor: Anchor
    planned: Mapping[RideId, Promise]
    told: Route
    """The vehicle's route without a decision, whose times count where somebody is late."""
    late: tuple[RideId, ...]


@dataclass(frozen=True, slots=True)
class _Late:
    """Who is late in a row as it was written, by what was promised then."""

    written: _Written
    promised: tuple[Promise | None, ...]
    late: Mapping[RideId, int]


class FleetRows:
    """Rows of a plan that follow a service day; the only writer of the plan."""

    def __init__(self, vehicles: Iterable[Vehicle], travel: TravelTimes, rules: ServiceRules) -> None:
        fleet = tuple(vehicles)
        self.plan: PlanArrays = empty_plan(fleet)
        self.travel = travel
        self.tensor = travel.tensor()
        self.row_of: Mapping[VehicleId, int] = {each.vehicle_id: row for row, each in enumerate(fleet)}
        self.vehicle_ids = tuple(each.vehicle_id for each in fleet)
        self._rules = rules
        self._planned: dict[RideId, tuple[Promise, Promise]] = {}
        self._states: list[VehicleState | None] = [None] * len(fleet)
        self._written: list[_Written | None] = [None] * len(fleet)
        self._stale_after_s = np.full(len(fleet), -NEVER_S)  # (V,) the row is right until then
        self._late_rows: set[int] = set()
        self._late_known: dict[int, _Late] = {}
        self._tried: set[int] = set()
        """Rows that hold what a decision tried; the day may have it otherwise."""
        self._followed: tuple[ServiceDay, int] | None = None
        """The day the rows follow, and its version when they last did."""

    def follow(self, day: ServiceDay, now_s: int) -> None:
        """Bring every row up to the state of the day at this moment."""
        followed, version = self._followed or (day, -1)
        changed = list_changed(day, version) if followed is day else self.vehicle_ids
        rows = {self.row_of[vehicle_id] for vehicle_id in changed} | self._tried
        rows.update((self._stale_after_s < now_s).nonzero()[0].tolist())
        for row in sorted(rows):
            state = day.vehicles[self.vehicle_ids[row]]
            if self._states[row] is not state or now_s > self._stale_after_s[row]:
                if state.withdrawn is None:
                    self._encode(row, state, state.route, day.promises, now_s)
                else:
                    self._clear(row)
                self._states[row] = state
        self._tried.clear()
        self._followed = day, day.version

    def late_rides(self, promises: Mapping[RideId, Promise]) -> Iterator[tuple[RideId, int]]:
        """Rides that, by what is known now, will miss a limit, and by how many seconds."""
        for row in sorted(self._late_rows):
            yield from self._late_in(row, promises).items()

    def _late_in(self, row: int, promises: Mapping[RideId, Promise]) -> Mapping[RideId, int]:
        """The late rides of a row, worked out once for as long as it and what is promised stay the same."""
        written = self._of(row)
        promised = tuple(map(promises.get, written.planned))
        known = self._late_known.get(row)
        if known is not None and known.written is written and all(map(is_, known.promised, promised)):
            return known.late
        late = list_late(self.timed(row), written.anchor, promises)
        self._late_known[row] = _Late(written, promised, late)
        return late

    def pinned(self, day: ServiceDay) -> frozenset[RideId]:
        """Rides no search may move: late ones, those at whose door a vehicle stands, and by hand."""
        late = {ride_id for row in self._late_rows for ride_id in self._of(row).late}
        standing = (state.route.visits[0].ride_id for state in day.vehicles.values() if state.arrived)
        return frozenset(late | day.pinned.keys() | {ride_id for ride_id in standing if ride_id is not None})

    def anchor(self, row: int) -> Anchor:
        """Where the vehicle of a row is next free."""
        return self._of(row).anchor

    def timed(self, row: int) -> Route:
        """The route of a row with its earliest times as known now."""
        return decode_route(self.plan, row)

    def retimed(
        self, state: VehicleState, route: Route, promises: Mapping[RideId, Promise], now_s: int
    ) -> Route:
        """A changed route with its earliest times, in the vehicle's row until the day says otherwise."""
        row = self.row_of[route.vehicle_id]
        self._states[row] = None
        self._tried.add(row)
        self._encode(row, state, route, promises, now_s)
        first, rest = route.visits[0], route.without_wait()
        if rest is route:
            return retimed_route(self.plan, row, route)
        anchor = self.anchor(row)
        begin_s = anchor.free_from_s + self.travel.seconds(anchor.place, first.place, anchor.free_from_s)
        waits = replace(anchor, place=first.place, free_from_s=begin_s)
        self._write(row, rest, waits, promises, state.route.without_wait(), anchor)
        timed = retimed_route(self.plan, row, rest)
        self._encode(row, state, route, promises, now_s)  # a ride may turn it at once
        return replace(timed, visits=(replace(first, begin_s=begin_s), *timed.visits))

    def _to_plan_with(self, promise: Promise) -> Promise:
        """The promise as plans must keep it, made once."""
        known = self._planned.get(promise.ride_id)
        if known is None or known[0] is not promise:
            known = promise, replace(promise, limits=to_plan_with(promise.limits, self._rules))
            self._planned[promise.ride_id] = known
        return known[1]

    def _of(self, row: int) -> _Written:
        written = self._written[row]
        assert written is not None, "follow() comes first"
        return written

    def _encode(
        self,
        row: int,
        state: VehicleState,
        route: Route,
        promises: Mapping[RideId, Promise],
        now_s: int,
    ) -> None:
        anchor = anchor_of(state, self.travel, now_s)
        route = route.without_wait()
        self._write(row, route, anchor, promises, state.route.without_wait(), anchor)
        first_s = int(self.plan.block[row, fields.EARLIEST_S, 1])
        due_s = first_s - self.travel.seconds(anchor.place, route.visits[0].place, anchor.free_from_s)
        waits = len(route.visits) == 1 and state.heading is None and state.current is None
        under_way = state.heading is not None or state.current is not None
        stale_s = NEVER_S if waits else min(due_s, anchor.free_from_s) if under_way else due_s
        self._stale_after_s[row] = max(stale_s, now_s)

    def _clear(self, row: int) -> None:
        """The row of a vehicle that is withdrawn: nothing fits in."""
        clear_row(self.plan, row)
        self._written[row] = None
        self._late_rows.discard(row)
        self._stale_after_s[row] = NEVER_S

    def _write(
        self,
        row: int,
        route: Route,
        anchor: Anchor,
        promises: Mapping[RideId, Promise],
        told: Route,
        stands: Anchor,
    ) -> None:
        """Write a row, and no more of it than has changed since it was last written.

        Without a decision its vehicle would drive the route told from where it `stands`.
        """
        planned = {ride_id: self._to_plan_with(promises[ride_id]) for ride_id in route.ride_ids()}
        before = self._written[row]
        same = before is not None and planned == before.planned and _same_visits(route.visits, before.visits)
        timed = before is not None and (not before.late or told == before.told)
        if before is not None and same and timed and anchor == before.anchor:
            return
        moved = before is not None and same and anchor.aboard == before.anchor.aboard and not before.late
        if not moved or move_anchor(self.plan, row, anchor, self.tensor):
            late = encode_with_reserves(
                *(self.plan, row, route, anchor, planned, promises, self.tensor),
                lambda: lateness(driven_on(told, stands, self.travel), stands, promises),
            )
        else:
            late = ()
        self._written[row] = _Written(route.visits, anchor, planned, told, late)
        (self._late_rows.add if late else self._late_rows.discard)(row)


def _same_visits(visits: tuple[Visit, ...], others: tuple[Visit, ...]) -> bool:
    """Whether two routes are one to the kernels: all but the times of the visits, which they work out."""
    return len(visits) == len(others) and all(
        one is two or (one.same_as(two) and one.service_s == two.service_s)
        for one, two in zip(visits, others, strict=True)
    )


def leave_s(state: VehicleState, route: Route, travel: TravelTimes, rules: ServiceRules, now_s: int) -> int:
    """When a vehicle should leave for the first visit of a timed route.

    At once with riders on board; otherwise just in time, so that it stays free to be sent elsewhere; for the
    end of its shift at the last moment.
    """
    anchor = anchor_of(state, travel, now_s)
    first = route.visits[0]
    if anchor.aboard:
        return anchor.free_from_s
    if first.kind is VisitKind.END:
        last_s = travel.latest_departure(anchor.place, first.place, state.vehicle.shift.hours.until_s)
        return max(anchor.free_from_s, last_s)
    ahead_s = rules.arrive_ahead_s
    drive_s = travel.seconds(anchor.place, first.place, anchor.free_from_s)
    return max(anchor.free_from_s, first.begin_s - drive_s - ahead_s)
