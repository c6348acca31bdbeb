"""Routes of a vehicle that runs late, told anew: what can no longer be kept breaks nothing that still can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.events import Event, RouteChanged
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import TimeWindow
from dispatch.engine.fleet_rows import FleetRows
from dispatch.engine.rerouting import Rerouting
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.vehicle_state import VehicleState
from dispatch.kernel.fields import LATEST_S
from dispatch.search.best_insertion import FleetView
from tests.builders import EIGHT, a_dispatcher, a_line_of_stops, a_van

VAN, TRAVEL, RULES = a_van(), a_line_of_stops(), ServiceRules(reserve_s=300)
END = Visit(VisitKind.END, VAN.shift.end, EIGHT, 0)


def promise(
    name: str, origin: int, destination: int, pickup: TimeWindow, arrive_until_s: int, max_ride_s: int
) -> Promise:
    ends = PlaceIndex(origin), PlaceIndex(destination)
    limits = RideLimits(pickup, arrive_until_s, max_ride_s)
    return Promise(RideId(name), RequestId(name), RiderId(name), Load(1), *ends, limits)


def call(what: VisitKind, of: Promise) -> Visit:
    place = of.origin if what is VisitKind.BOARD else of.destination
    return Visit(what, place, EIGHT, 60 if what is VisitKind.BOARD else 30, of.ride_id)


def a_day(*promises: Promise) -> ServiceDay:
    day = ServiceDay(promises={each.ride_id: each for each in promises})
    for event in a_dispatcher(VAN, rules=RULES).open_day().events:
        apply(day, event)
    return day


def rerouting_at(day: ServiceDay, now_s: int) -> Rerouting:
    rows = FleetRows([VAN], TRAVEL, RULES)
    rows.follow(day, now_s)
    return Rerouting(rows, RULES, TRAVEL, now_s)


def told_at(
    free_s: int, visits: tuple[Visit, ...], day: ServiceDay, aboard: Mapping[RideId, int]
) -> VehicleState:
    """The van at its first stop, with times told when it was thought to be free to go only then."""
    state = replace(day.vehicles[VAN.vehicle_id], aboard=aboard, free_from_s=free_s)
    route = Route(VAN.vehicle_id, (*visits, END))
    state = replace(state, route=route)
    day.vehicles[VAN.vehicle_id] = state
    timed = rerouting_at(day, EIGHT).rows.retimed(state, route, day.promises, EIGHT)
    return replace(state, route=timed)


def begins(events: tuple[Event, ...]) -> dict[tuple[VisitKind, str], int]:
    """When each rider boards (and alights) in the route told; seconds after eight."""
    change = events[0]
    assert isinstance(change, RouteChanged)
    return {(visit.kind, visit.ride_id or ""): visit.begin_s - EIGHT for visit in change.route.visits}


def test_who_is_late_anyway_does_not_make_others_ride_longer_than_promised() -> None:
    """The van has caught up: the first could be there at 300 s, were the second to ride and wait longer."""
    first = promise("first", 0, 2, TimeWindow(EIGHT - 900, EIGHT - 600), EIGHT, 3000)
    second = promise("second", 1, 3, TimeWindow(EIGHT, EIGHT + 600), EIGHT + 3000, 1100)
    third = promise("third", 2, 4, TimeWindow(EIGHT + 1200, EIGHT + 1800), EIGHT + 3000, 2000)
    day = a_day(first, second, third)
    calls = ((VisitKind.BOARD, second), (VisitKind.ALIGHT, first), (VisitKind.BOARD, third))
    last = ((VisitKind.ALIGHT, second), (VisitKind.ALIGHT, third))
    visits = tuple(call(*each) for each in (*calls, *last))
    late = told_at(EIGHT + 400, visits, day, {first.ride_id: EIGHT - 500})
    caught_up = replace(late, free_from_s=EIGHT)
    day.vehicles[VAN.vehicle_id] = caught_up
    rerouting = rerouting_at(day, EIGHT)
    at_s = begins(rerouting.changed(caught_up, caught_up.route, day.promises))
    assert at_s[VisitKind.ALIGHT, "second"] == 1200 + 60 + 120, "as soon as the third rider allows"
    assert at_s[VisitKind.BOARD, "second"] + 60 == 1380 - 1100, "just as late as the promised ride takes"
    assert at_s[VisitKind.ALIGHT, "first"] == 280 + 120, "no later than that takes"
    assert dict(rerouting.rows.late_rides(day.promises)) == {"first": 400}
    assert rerouting.rows.pinned(day) == {"first", "second"}
    assert rerouting.rows.plan.block[0, LATEST_S, 2] == EIGHT + 400, "nobody else may put her off further"


WISHES = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(-300, 3000), st.integers(600, 3000))


def a_promise(name: str, wish: tuple[int, int, int, int]) -> Promise:
    origin, destination, from_s, longest_s = wish
    pickup = TimeWindow(EIGHT + from_s, EIGHT + from_s + 600)
    return promise(name, origin, destination, pickup, pickup.until_s + 60 + longest_s, longest_s)


def in_some_order(promises: list[Promise], picks: list[int]) -> tuple[Visit, ...]:
    """Visits of all the rides, each boarding before it alights."""
    waiting, riding, visits = list(promises), list[Promise](), list[Visit]()
    for pick in picks[: 2 * len(promises)]:
        n = pick % (len(waiting) + len(riding))
        if n < len(waiting):
            riding.append(waiting.pop(n))
            visits.append(call(VisitKind.BOARD, riding[-1]))
        else:
            visits.append(call(VisitKind.ALIGHT, riding.pop(n - len(waiting))))
    return tuple(visits)


@settings(deadline=None)
@given(
    wishes=st.lists(WISHES, min_size=2, max_size=4),
    newcomer=WISHES,
    picks=st.lists(st.integers(0, 100), min_size=8, max_size=8),
    told_s=st.integers(0, 1200),
    free_s=st.integers(0, 1200),
)
def test_a_late_route_told_anew_makes_nobody_later_than_driving_on(
    wishes: list[tuple[int, int, int, int]],
    newcomer: tuple[int, int, int, int],
    picks: list[int],
    told_s: int,
    free_s: int,
) -> None:
    """The verifier would stop a decision by which a promise is missed by more than by driving on."""
    promises = [a_promise(f"rider {n}", wish) for n, wish in enumerate(wishes)]
    day = a_day(*promises)
    late = told_at(EIGHT + told_s, in_some_order(promises, picks), day, {})
    state = replace(late, free_from_s=EIGHT + free_s)
    day.vehicles[VAN.vehicle_id] = state
    rerouting = rerouting_at(day, EIGHT)
    anew = rerouting.changed(state, state.route, day.promises)
    assert isinstance(anew[0], RouteChanged)
    again = rerouting.changed(replace(state, route=anew[0].route), anew[0].route, day.promises)
    assert again == anew, "told once more, nothing changes"
    for each in promises:
        rerouting.without(day, state, each.ride_id)
    rerouting.restore(day, {VAN.vehicle_id: state.route})
    fleet = FleetView(rerouting.rows.plan, rerouting.rows.tensor, (VAN.vehicle_id,), EIGHT)
    rerouting.take_in(day, [a_promise("newcomer", newcomer)], fleet, {})
