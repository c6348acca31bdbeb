"""An independent check of every plan before it is adopted; it shares no code with the kernels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from dispatch.domain.fleet import Break
from dispatch.domain.load import NOTHING, Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.time import clock
from dispatch.engine.vehicle_state import VehicleState
from dispatch.travel.travel_times import TravelTimes


class PromiseBroken(AssertionError):
    """A decision would have broken a promise: an error of the program, which stops the run."""


def verify_route(
    state: VehicleState,
    route: Route,
    promises: Mapping[RideId, Promise],
    travel: TravelTimes,
    start: tuple[PlaceIndex, int, Mapping[RideId, int]],
    elsewhere: Set[RideId] = frozenset(),
) -> None:
    """Raise PromiseBroken unless the route, with the times it states, keeps every promise it carries.

    Rides `elsewhere` are carried by other routes of the same decision.

    `start` is where and when the vehicle is free and who has been on board since when. Where reality is
    already too late for a limit, the vehicle's present route says how late is unavoidable.
    """
    allowed, rides_s = _unavoidable(state.route.without_wait(), travel, start)
    place, free_s, aboard = start
    begun: dict[RideId, int] = {}
    riding = {ride_id: promises[ride_id].party for ride_id in aboard}
    rests = _breaks_ahead(state, route)
    for visit, key in _with_keys(route):
        reached_s = free_s + travel.seconds(place, visit.place, free_s)
        if visit.begin_s < reached_s:
            _broken(visit, f"begins {reached_s - visit.begin_s} s before the vehicle can be there")
        if visit.kind is VisitKind.BOARD and visit.ride_id is not None:
            promise = promises[visit.ride_id]
            window = promise.limits.pickup
            _in_time(visit, window.until_s, allowed.get(key, 0))
            if visit.begin_s < window.from_s:
                _broken(visit, f"begins before the promised {clock(window.from_s)}")
            begun[visit.ride_id] = visit.begin_s + visit.service_s
            riding[visit.ride_id] = promise.party
        elif visit.kind is VisitKind.ALIGHT and visit.ride_id is not None:
            if visit.ride_id not in riding:
                _broken(visit, "alights but never boards")
            limits = promises[visit.ride_id].limits
            since_s = begun.get(visit.ride_id, aboard.get(visit.ride_id, 0))
            _in_time(visit, limits.arrive_until_s, allowed.get(key, 0))
            if limits.arrive_from_s is not None and visit.begin_s < limits.arrive_from_s:
                _broken(visit, f"begins before the promised {clock(limits.arrive_from_s)}")
            _short_enough(visit, since_s, limits.max_ride_s, rides_s.get(visit.ride_id, 0))
            riding.pop(visit.ride_id)
        elif visit.kind is VisitKind.BREAK:
            if riding:
                _broken(visit, "the driver would rest with riders on board")
            rest = next(rests)
            _in_time(visit, rest.begins.until_s, allowed.get(key, 0))
            if visit.begin_s < rest.begins.from_s:
                _broken(visit, f"begins before {clock(rest.begins.from_s)}")
        elif visit.kind is VisitKind.WAIT:
            _postpones_nothing(visit, route, riding, allowed)
        elif visit.kind is VisitKind.END:
            _in_time(visit, state.vehicle.shift.hours.until_s, allowed.get(key, 0))
        if not sum(riding.values(), NOTHING).fits(state.vehicle.capacity):
            _broken(visit, f"carries {_people(riding)} but has room for {state.vehicle.capacity}")
        place, free_s = visit.place, visit.begin_s + visit.service_s
    owed = {ride_id for ride_id in state.route.ride_ids() if ride_id in promises} - elsewhere
    _complete(route, riding, owed | aboard.keys())
    both = route.ride_ids() & elsewhere
    if both:
        raise PromiseBroken(f"{route.vehicle_id}: {', '.join(sorted(both))} would be carried twice")


Key = tuple[VisitKind, RideId | None, int]
"""A visit of a vehicle's day: what for, for whom, and which of the breaks still to come."""
Unavoidable = Mapping[Key, int]


def _with_keys(route: Route) -> Iterator[tuple[Visit, Key]]:
    rests = 0
    for visit in route.visits:
        rests += visit.kind is VisitKind.BREAK
        yield visit, (visit.kind, visit.ride_id, rests if visit.kind is VisitKind.BREAK else 0)


def _breaks_ahead(state: VehicleState, route: Route) -> Iterator[Break]:
    """The breaks still to come, in order; a route must have as many as the vehicle's present one."""
    left, has = (sum(visit.kind is VisitKind.BREAK for visit in each.visits) for each in (state.route, route))
    if has != left:
        raise PromiseBroken(f"{route.vehicle_id}: {left} breaks are still to come, the route has {has}")
    breaks = state.vehicle.shift.breaks
    return iter(breaks[len(breaks) - left :])


def _unavoidable(
    route: Route, travel: TravelTimes, start: tuple[PlaceIndex, int, Mapping[RideId, int]]
) -> tuple[Unavoidable, Mapping[RideId, int]]:
    """When each visit of the present route would begin, and how long each ride last, by just driving on."""
    place, free_s, aboard = start
    begins: dict[Key, int] = {}
    since, rides_s = dict(aboard), dict[RideId, int]()
    for visit, key in _with_keys(route):
        begin_s = free_s + travel.seconds(place, visit.place, free_s)
        begin_s = max(begin_s, visit.begin_s if visit.kind is not VisitKind.END else begin_s)
        begins[key] = begin_s
        place, free_s = visit.place, begin_s + visit.service_s
        if visit.kind is VisitKind.BOARD and visit.ride_id is not None:
            since[visit.ride_id] = free_s
        elif visit.kind is VisitKind.ALIGHT and visit.ride_id is not None:
            rides_s[visit.ride_id] = begin_s - since[visit.ride_id]
    return begins, rides_s


def _in_time(visit: Visit, until_s: int, unavoidable_s: int) -> None:
    if visit.begin_s > max(until_s, unavoidable_s):
        _broken(visit, f"begins after the promised {clock(until_s)}")


def _short_enough(visit: Visit, since_s: int, max_ride_s: int, unavoidable_s: int) -> None:
    ride_s = visit.begin_s - since_s
    if ride_s > max(max_ride_s, unavoidable_s):
        _broken(visit, f"rides {ride_s} s, longer than the promised {max_ride_s} s")


def _postpones_nothing(
    wait: Visit, route: Route, riding: Mapping[RideId, Load], allowed: Unavoidable
) -> None:
    if riding or wait is not route.visits[0]:
        _broken(wait, "a vehicle goes to wait only before all other visits, with nobody on board")
    for visit, key in _with_keys(route):
        if visit.kind not in (VisitKind.WAIT, VisitKind.END) and visit.begin_s > allowed.get(key, -1):
            _broken(visit, "begins later because the vehicle goes to wait elsewhere first")


def _complete(
    route: Route,
    riding: Mapping[RideId, Load],
    owed: Set[RideId],
) -> None:
    last = route.visits[-1]
    if riding:
        raise PromiseBroken(f"{route.vehicle_id}: {', '.join(riding)} would never be dropped off")
    if last.kind is not VisitKind.END:
        raise PromiseBroken(f"{route.vehicle_id}: the route does not end its shift")
    missing = owed - route.ride_ids()
    if missing:
        raise PromiseBroken(f"{route.vehicle_id}: {', '.join(sorted(missing))} would be left behind")


def _people(riding: Mapping[RideId, Load]) -> str:
    return ", ".join(f"{ride_id} {party}" for ride_id, party in riding.items())


def _broken(visit: Visit, why: str) -> None:
    raise PromiseBroken(f"{visit.kind} of {visit.ride_id} at {clock(visit.begin_s)}: {why}")
