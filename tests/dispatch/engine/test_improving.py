"""A plan improved in a thread while riders are answered: adopted where it still fits, every promise kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from time import monotonic

import numpy as np
import pytest

from dispatch.domain.commands import AdoptRoutes, Arrive, Ask, BeginVisit, Cancel, Depart
from dispatch.domain.events import OffersMade, Refused, RouteChanged, VisitBegun
from dispatch.domain.fleet import Break, VehicleId
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, VisitKind
from dispatch.domain.time import HOUR_S, TimeWindow
from dispatch.engine.dispatcher import Dispatcher
from dispatch.engine.improving import Improvement, Snapshot, list_groups
from dispatch.engine.strategy import Strategy
from dispatch.engine.verifier import PromiseBroken
from dispatch.search.stopping import after_rounds, when_elapsed
from tests.builders import EIGHT, a_dispatcher, a_line_of_stops, a_request, a_van
from tests.dispatch.engine.town import Town

ROADS = a_line_of_stops(10)
NINE = 9 * HOUR_S
IMPROVED = Strategy(
    improvement=Improvement(lambda version: np.random.default_rng(version), lambda: after_rounds(400))
)


def a_dispatcher_who_improves(vans: int, breaks: tuple[Break, ...], afternoon_van: bool) -> Dispatcher:
    hours = EIGHT, (13 if afternoon_van else 18) * HOUR_S
    fleet = [a_van(f"van-{n}", at=9 * (n % 2), hours=hours, breaks=breaks) for n in range(1, vans + 1)]
    if afternoon_van:
        fleet.append(a_van("afternoon", hours=(13 * HOUR_S, 18 * HOUR_S)))
    return a_dispatcher(*fleet, travel=ROADS, strategy=IMPROVED)


def a_town_to_improve(vans: int = 2, afternoon_van: bool = False) -> Town:
    """A morning of rides, each promised as it came, that could be shared out better."""
    town = Town(a_dispatcher_who_improves(vans, (), afternoon_van))
    rng = np.random.default_rng(4)
    for n in range(8 * vans):
        origin, destination = rng.choice(10, 2, replace=False).tolist()
        wish_s = NINE + int(rng.integers(0, 3 * HOUR_S))
        answer = town.dispatcher.decide(town.day, Ask(a_request(f"r{n}", origin, destination, wish_s)), EIGHT)
        if isinstance(answer.events[-1], OffersMade):
            town.book(f"r{n}", origin, destination, wish_s, EIGHT)
    return town


def a_snapshot(town: Town, now_s: int = EIGHT) -> Snapshot:
    found = town.dispatcher.look_for_improvement(town.day, now_s)
    assert found is not None
    return found


def a_proposal(town: Town) -> AdoptRoutes:
    found = a_snapshot(town).search(after_rounds(300))
    assert found is not None, "the morning could be shared out better"
    return found


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """A machine's first search compiles, for longer than searches in a thread may take below."""
    a_snapshot(a_town_to_improve()).search(after_rounds(1))


def routes_of(town: Town) -> dict[VehicleId, Route]:
    return {vehicle_id: state.route for vehicle_id, state in town.day.vehicles.items()}


def driving_s(town: Town) -> int:
    total_s = 0
    for state in town.day.vehicles.values():
        places = [state.place, *(visit.place for visit in state.route.visits)]
        total_s += sum(ROADS.seconds(here, there, NINE) for here, there in pairwise(places))
    return total_s


def check_promises(town: Town) -> None:
    """By the routes alone: everybody promised is carried once, in the promised times."""
    carried: list[RideId] = []
    for state in town.day.vehicles.values():
        for visit in state.route.visits:
            if visit.ride_id is None:
                continue
            limits = town.day.promises[visit.ride_id].limits
            if visit.kind is VisitKind.BOARD:
                carried.append(visit.ride_id)
                assert limits.pickup.from_s <= visit.begin_s <= limits.pickup.until_s
            else:
                assert visit.begin_s <= limits.arrive_until_s
    aboard = [ride_id for state in town.day.vehicles.values() for ride_id in state.aboard]
    assert sorted(carried + aboard) == sorted(town.day.promises)


def riders_ask(town: Town, until: Callable[[], bool]) -> Iterator[OffersMade | Refused]:
    """Riders who only ask, one after the other, until then."""
    number = 0
    while not until():
        number += 1
        answer = town.tell(
            Ask(a_request(f"asks {number}", number % 9, 9, NINE + 600 * (number % 12))), EIGHT + 20
        )[-1]
        assert isinstance(answer, OffersMade | Refused)
        yield answer


def test_riders_are_answered_while_a_thread_improves_the_plan_and_it_is_adopted() -> None:
    town = a_town_to_improve()
    before_s, promised = driving_s(town), set(town.day.promises)
    with ThreadPoolExecutor(1) as threads:
        search = threads.submit(a_snapshot(town).search, when_elapsed(monotonic, 0.5))
        answers = list(riders_ask(town, search.done))
        proposal = search.result()
    assert len(answers) > 5
    assert proposal is not None
    assert proposal.base_version < town.day.version
    changed = town.tell(proposal, EIGHT + 30)
    assert changed
    assert all(isinstance(event, RouteChanged) for event in changed)
    assert driving_s(town) < before_s
    assert set(town.day.promises) == promised
    check_promises(town)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_meanwhile_no_promise_is_broken(seed: int) -> None:
    """Riders book and cancel while the thread searches; what no longer fits is dropped."""
    town = a_town_to_improve(vans=4)
    rng = np.random.default_rng(seed)
    with ThreadPoolExecutor(1) as threads:
        search = threads.submit(a_snapshot(town).search, when_elapsed(monotonic, 0.3))
        for n in range(int(rng.integers(1, 5))):
            if rng.random() < 0.4:
                town.tell(
                    Cancel(sorted(town.day.promises)[int(rng.integers(len(town.day.promises)))]), EIGHT + 20
                )
            else:
                origin, destination = rng.choice(10, 2, replace=False).tolist()
                asked = Ask(
                    a_request(f"new {n}", origin, destination, NINE + int(rng.integers(0, 3 * HOUR_S)))
                )
                if isinstance(town.dispatcher.decide(town.day, asked, EIGHT + 20).events[-1], OffersMade):
                    town.book(f"new {n}", origin, destination, asked.request.wish_s, EIGHT + 20)
        proposal = search.result()
    promised = set(town.day.promises)
    if proposal is not None:
        town.tell(proposal, EIGHT + 40)
    assert set(town.day.promises) == promised
    check_promises(town)


def test_a_snapshot_does_not_see_what_happens_after_it() -> None:
    proposals = []
    for booked in (False, True):
        town = a_town_to_improve(afternoon_van=True)
        search = a_snapshot(town)
        if booked:
            ride_id = town.book("afterwards", 2, 8, 15 * HOUR_S, EIGHT + 20)
            assert town.day.carried_by[ride_id] == "afternoon"
        proposals.append(search.search(after_rounds(300)))
    assert proposals[0] is not None
    assert proposals[0] == proposals[1]


def test_a_proposal_for_a_vehicle_that_was_booked_meanwhile_is_refused() -> None:
    town = a_town_to_improve()
    proposal = a_proposal(town)
    before = routes_of(town)
    for ride_id in sorted(town.day.promises):
        if town.day.carried_by[ride_id] in {route.vehicle_id for route in proposal.routes}:
            town.tell(Cancel(ride_id), EIGHT + 20)
            break
    after = routes_of(town)
    assert after != before
    assert town.tell(proposal, EIGHT + 30) == ()
    assert routes_of(town) == after
    check_promises(town)


def test_a_proposal_that_saves_nothing_any_more_is_dropped() -> None:
    town = a_town_to_improve()
    proposal = a_proposal(town)
    assert town.tell(proposal, EIGHT)
    assert town.tell(proposal, EIGHT + 5) == (), "it has been adopted already"


def test_a_fleet_too_large_for_one_search_is_improved_part_by_part() -> None:
    town = a_town_to_improve(vans=4)
    before_s, parts = driving_s(town), set[tuple[int, ...]]()
    town.dispatcher.strategy = Strategy(
        improvement=Improvement(
            lambda version: np.random.default_rng(version), lambda: lambda _: 1, vehicles=2
        )
    )
    for n in range(12):
        found = a_snapshot(town)
        parts.add(tuple(found.space.chosen.tolist()))
        proposal = found.search(after_rounds(200))
        if proposal is not None:
            assert len(proposal.routes) <= 2
            assert town.tell(proposal, EIGHT)
        town.tell(Ask(a_request(f"asks {n}", 1, 2, NINE)), EIGHT)
    assert all(len(part) == 2 for part in parts)
    assert len(parts) > 1, "another part at another time"
    assert driving_s(town) < before_s
    check_promises(town)


def test_vehicles_that_exchange_nothing_are_adopted_one_by_one() -> None:
    town = a_town_to_improve(vans=4)
    proposal = a_proposal(town)
    proposed = {route.vehicle_id: route for route in proposal.routes}
    groups = list_groups(town.day, proposed)
    assert sorted(vehicle_id for group in groups for vehicle_id in group) == sorted(proposed)
    for group in groups:
        now = frozenset().union(*(town.day.vehicles[each].route.ride_ids() for each in group))
        assert now == frozenset().union(*(route.ride_ids() for route in group.values()))


def test_a_proposal_from_before_a_break_does_not_send_the_driver_to_rest_twice() -> None:
    rest = Break(TimeWindow(EIGHT + 60, 12 * HOUR_S), 900, PlaceIndex(0))
    town = Town(a_dispatcher_who_improves(1, (rest,), False))
    town.book("a", 1, 5, NINE, EIGHT)
    town.book("b", 2, 6, NINE, EIGHT)
    van = VehicleId("van-1")
    proposal = AdoptRoutes((town.day.vehicles[van].route,), town.day.version, EIGHT)
    town.tell(Depart(van), EIGHT + 60)
    town.tell(Arrive(van), EIGHT + 60 + ROADS.seconds(PlaceIndex(9), PlaceIndex(0), EIGHT))
    begun = town.tell(BeginVisit(van), EIGHT + 60 + ROADS.seconds(PlaceIndex(9), PlaceIndex(0), EIGHT))
    assert isinstance(begun[0], VisitBegun)
    assert town.tell(proposal, EIGHT + 2000) == ()


def test_a_vehicle_at_a_riders_door_is_not_called_away_from_it() -> None:
    town = a_town_to_improve()
    proposal = a_proposal(town)
    moved = next(
        ride_id
        for route in proposal.routes
        for ride_id in sorted(route.ride_ids())
        if town.day.carried_by[ride_id] != route.vehicle_id
    )
    holder = town.day.carried_by[moved]
    state = town.day.vehicles[holder]
    boards = next(v for v in state.route.visits if v.ride_id == moved)
    first = (boards, *(v for v in state.route.visits if v is not boards))
    town.day.vehicles[holder] = replace(
        state, arrived=True, place=boards.place, route=replace(state.route, visits=first)
    )
    assert not any(
        holder == event.route.vehicle_id for event in town.dispatcher.decide(town.day, proposal, EIGHT).events
    )


def test_a_proposal_that_time_has_overtaken_is_dropped_and_one_that_never_held_is_a_fault() -> None:
    town = a_town_to_improve()
    state = next(each for each in town.day.vehicles.values() if len(each.route.ride_ids()) > 2)
    rides = list(dict.fromkeys(visit.ride_id for visit in state.route.visits if visit.ride_id))
    first = [visit for visit in state.route.visits if visit.ride_id == rides[0]]
    rest = [visit for visit in state.route.visits if visit.ride_id != rides[0]]
    route = replace(state.route, visits=(*rest[:-1], *first, rest[-1]))
    before = routes_of(town)
    assert town.tell(AdoptRoutes((route,), town.day.version, EIGHT), EIGHT + 5) == ()
    assert routes_of(town) == before
    with pytest.raises(PromiseBroken):
        town.tell(AdoptRoutes((route,), town.day.version, EIGHT), EIGHT)
