"""Whom does a decision make late, drop or crowd? Found from the journal alone, by its own reckoning.

It shares no code with the kernels, the search and the verifier. Late riders, no-shows and slow roads are no
decision: a decision breaks a promise where the routes it writes down bring a rider later than was promised,
and later than simply driving on would have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dispatch.domain.events import (
    Asked,
    Event,
    PromiseMade,
    PromiseMissed,
    RideCancelled,
    RiderNoShow,
    RouteChanged,
    VehicleDiverted,
)
from dispatch.domain.load import NOTHING
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Visit, VisitKind
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.vehicle_state import VehicleState
from dispatch.travel.travel_times import TravelTimes

Limit = tuple[RideId, str]
"""A ride and one of its promised limits."""


@dataclass
class PromiseAudit:
    """A journal that looks at every decision as it is written down."""

    travel: TravelTimes
    asked: int = 0
    promised: int = 0
    moved: int = 0
    """How often a promised ride was given to another vehicle."""
    missed: int = 0
    """Promises that reality broke."""
    broken: list[str] = field(default_factory=list)
    """What decisions did to promises, in words."""
    _day: ServiceDay = field(default_factory=ServiceDay)
    _events: list[Event] = field(default_factory=list)

    def append(self, events: Sequence[Event], *, expected_version: int) -> int:
        """Keep the events of one decision and look at them; returns the new version."""
        assert expected_version == self._day.version
        self.asked += sum(isinstance(event, Asked) for event in events)
        self.promised += sum(isinstance(event, PromiseMade) for event in events)
        self.missed += len({event.ride_id for event in events if isinstance(event, PromiseMissed)})
        if self._day.vehicles:
            self.broken.extend(faults(self._day, events, self.travel))
            self.moved += count_moved(self._day, events)
        for event in events:
            apply(self._day, event)
        self._events.extend(events)
        return self._day.version

    def read(self, *, after: int = 0) -> Iterator[Event]:
        """The events after a version, in order."""
        yield from self._events[after:]


def faults(day: ServiceDay, events: Sequence[Event], travel: TravelTimes) -> Iterator[str]:
    """What a decision's events do to promises that stood on the day before them, or that they make."""
    routes = {
        event.route.vehicle_id: event.route.visits for event in events if isinstance(event, RouteChanged)
    }
    promising = [event for event in events if isinstance(event, PromiseMade)]
    made = {event.promise.ride_id: event.promise for event in promising}
    for event in promising:
        if event.promise.ride_id not in {visit.ride_id for visit in routes.get(event.vehicle_id, ())}:
            yield f"{event.promise.ride_id} was promised in {event.vehicle_id}, which does not carry it"
    gone = {event.ride_id for event in events if isinstance(event, RideCancelled | RiderNoShow)}
    turns = {event.vehicle_id: event for event in events if isinstance(event, VehicleDiverted)}
    promises = {**day.promises, **made}
    before: dict[Limit, int] = {}
    after: dict[Limit, int] = {}
    expected, carried = set(made), list[RideId]()
    for vehicle_id, visits in routes.items():
        state, now_s = day.vehicles[vehicle_id], events[0].at_s
        expected |= state.route.ride_ids() - gone
        carried += [visit.ride_id for visit in visits if visit.kind is VisitKind.ALIGHT and visit.ride_id]
        place, free_s = _start(state, None, travel, now_s)
        begins = _drive_on(place, free_s, state.route.visits, travel)
        before |= _lateness(state, free_s, state.route.visits, begins, promises)
        place, free_s = _start(state, turns.get(vehicle_id), travel, now_s)
        begins = _drive_on(place, free_s, visits, travel)
        after |= _lateness(state, free_s, visits, [visit.begin_s for visit in visits], promises)
        for visit, begin_s in zip(visits, begins, strict=True):
            if visit.begin_s < begin_s:
                yield f"{visit} cannot begin before {begin_s}"
            promise = promises.get(visit.ride_id) if visit.ride_id and visit.kind is VisitKind.BOARD else None
            if promise is not None and visit.begin_s < promise.limits.pickup.from_s:
                yield f"{visit} begins before the promised window"
        yield from _crowded(state, visits, promises)
    if sorted(carried) != sorted(expected):
        yield f"{sorted(expected)} should be carried, {sorted(carried)} are"
    for limit, late_s in after.items():
        if late_s > max(0, before.get(limit, 0)):
            yield f"{limit} {late_s} s late, {before.get(limit)} s without the decision"


def count_moved(day: ServiceDay, events: Sequence[Event]) -> int:
    """How many rides promised before are in another vehicle afterwards."""
    routes = [event.route for event in events if isinstance(event, RouteChanged)]
    pairs = ((ride_id, route.vehicle_id) for route in routes for ride_id in route.ride_ids())
    return sum(day.carried_by.get(ride_id, vehicle_id) != vehicle_id for ride_id, vehicle_id in pairs)


def _start(
    state: VehicleState, turn: VehicleDiverted | None, travel: TravelTimes, now_s: int
) -> tuple[PlaceIndex, int]:
    """Where and when a vehicle can begin to drive a route."""
    if state.current is not None:
        return state.current.place, max(now_s, state.current.begin_s + state.current.service_s)
    if turn is not None:
        return turn.via, turn.via_s
    if state.heading is not None:
        way = state.heading
        took_s = travel.seconds(way.origin, way.destination, way.departed_s)
        return way.destination, max(now_s, way.departed_s + took_s)
    return state.place, max(now_s, state.free_from_s)


def _drive_on(place: PlaceIndex, free_s: int, visits: Sequence[Visit], travel: TravelTimes) -> list[int]:
    """When each visit begins if the vehicle drives its route, never before the route says."""
    begins = []
    for visit in visits:
        begin_s = max(free_s + travel.seconds(place, visit.place, free_s), visit.begin_s)
        begins.append(begin_s)
        place, free_s = visit.place, begin_s + visit.service_s
    return begins


def _lateness(
    state: VehicleState,
    free_s: int,
    visits: Sequence[Visit],
    begins: Sequence[int],
    promises: Mapping[RideId, Promise],
) -> dict[Limit, int]:
    """By how many seconds each limit would be missed; below zero where there is time left."""
    since = dict(state.aboard)
    if state.current is not None and state.current.kind is VisitKind.BOARD and state.current.ride_id:
        since[state.current.ride_id] = free_s
    late: dict[Limit, int] = {}
    for visit, begin_s in zip(visits, begins, strict=True):
        if visit.ride_id is None or visit.ride_id not in promises:
            continue
        limits = promises[visit.ride_id].limits
        if visit.kind is VisitKind.BOARD:
            late[visit.ride_id, "pickup"] = begin_s - limits.pickup.until_s
            since[visit.ride_id] = begin_s + visit.service_s
        else:
            late[visit.ride_id, "arrival"] = begin_s - limits.arrive_until_s
            late[visit.ride_id, "ride"] = begin_s - since[visit.ride_id] - limits.max_ride_s
    return late


def _crowded(
    state: VehicleState, visits: Sequence[Visit], promises: Mapping[RideId, Promise]
) -> Iterator[str]:
    """Visits after which the vehicle carries more than it has room for."""
    boards = {visit.ride_id for visit in visits if visit.kind is VisitKind.BOARD}
    alights = {visit.ride_id for visit in visits if visit.kind is VisitKind.ALIGHT}
    riding = {ride_id for ride_id in alights - boards if ride_id}
    for visit in visits:
        if visit.ride_id:
            riding = riding | {visit.ride_id} if visit.kind is VisitKind.BOARD else riding - {visit.ride_id}
            load = sum((promises[ride_id].party for ride_id in riding), NOTHING)
            if not load.fits(state.vehicle.capacity):
                yield f"{visit} crowds {state.vehicle.vehicle_id}"
