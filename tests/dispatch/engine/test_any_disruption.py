"""Any day, any disruption, at any moment: what must always hold."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.commands import Accept, Ask
from dispatch.domain.conditions import ClosedRoad, Conditions, SpeedWindow
from dispatch.domain.disruptions import (
    ChangeConditions,
    DelayVehicle,
    Disruption,
    PromiseAmended,
    ReturnVehicle,
    RideReassigned,
    RideUnassigned,
    WithdrawVehicle,
)
from dispatch.domain.events import Event, OffersMade, PromiseMissed, Refused, RouteChanged, VisitDone
from dispatch.domain.fleet import Break, Vehicle
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import HOUR_S, MINUTE_S, TimeWindow
from dispatch.engine.consequences import Consequences, consequences
from dispatch.engine.dispatcher import CommandRefused, Dispatcher
from dispatch.engine.event_codec import event_from_json, event_to_json
from dispatch.engine.journal import fold
from dispatch.engine.service_day import ServiceDay, copy_day
from dispatch.engine.undoing import undo_of
from tests.builders import EIGHT, a_dispatcher, a_request, a_van
from tests.dispatch.engine.punctual_drivers import drive_on
from tests.dispatch.engine.town import Town

DAYS = settings(max_examples=60, deadline=None)


@dataclass
class Disrupted:
    """A day, a disruption decided on it, and its three lists."""

    town: Town
    fleet: tuple[Vehicle, ...]
    before: ServiceDay
    events: tuple[Event, ...]
    told: Consequences
    now_s: int


def a_fleet(rng: Random) -> tuple[Vehicle, ...]:
    rest = Break(TimeWindow(11 * HOUR_S, 12 * HOUR_S), 1800, PlaceIndex(rng.randrange(10)))
    return tuple(
        a_van(
            f"van-{n}",
            seats=rng.choice((4, 9)),
            at=rng.randrange(10),
            hours=(EIGHT + rng.choice((0, 0, HOUR_S)), rng.choice((14, 18)) * HOUR_S),
            breaks=rng.choice(((), (rest,))),
        )
        for n in range(1, rng.randrange(2, 5))
    )


def book(town: Town, rng: Random, riders: int, now_s: int, prefix: str = "r") -> None:
    for n in range(riders):
        origin, destination = rng.sample(range(10), 2)
        wish_s = now_s + rng.randrange(0, 4 * HOUR_S)
        request = a_request(f"{prefix}{n}", origin, destination, wish_s, seats=rng.choice((1, 1, 2)))
        made = town.tell(Ask(request), now_s)[-1]
        offers = made.offers if isinstance(made, OffersMade) else ()
        if offers:
            town.tell(Accept(offers[0].offer_id), now_s)


def a_disruption(rng: Random, town: Town) -> Disruption:
    vehicle_id = rng.choice(list(town.day.vehicles))
    if town.day.vehicles[vehicle_id].withdrawn is not None:
        return ReturnVehicle(vehicle_id, "repaired")
    kind = rng.randrange(5)
    if kind < 2:
        return WithdrawVehicle(vehicle_id, "engine trouble")
    if kind == 2:
        return DelayVehicle(vehicle_id, rng.randrange(1, 60) * MINUTE_S, "stuck")
    edge = rng.randrange(9)
    ways = rng.choice(((edge, edge + 1), (edge + 1, edge))), (edge, edge + 1)
    roads = frozenset(ClosedRoad(PlaceIndex(a), PlaceIndex(b)) for a, b in ways)
    some = Conditions(
        "as it comes",
        speed=rng.choice((1.0, 0.5, 0.8)),
        windows=rng.choice(((), (SpeedWindow(9 * HOUR_S, 12 * HOUR_S, 0.6),))),
        closed_places=frozenset(rng.sample([PlaceIndex(n) for n in range(10)], rng.randrange(2))),
        closed_roads=rng.choice((frozenset[ClosedRoad](), roads)),
        dwell=rng.choice((1.0, 1.5)),
        halted=rng.random() < 0.15,
    )
    return ChangeConditions(some, "weather")


def a_disrupted_day(seed: int, many: bool = False) -> Disrupted | None:
    """A day with some disruptions; None where the last of them was refused."""
    rng = Random(seed)
    fleet = a_fleet(rng)
    town = Town(a_dispatcher(*fleet))
    book(town, rng, rng.randrange(1, 25), EIGHT - 600)
    now_s = EIGHT + rng.randrange(0, 4 * HOUR_S)
    for n in range(rng.randrange(1, 4) if many else 1):
        drive_on(town, now_s)
        if n:
            book(town, rng, 3, now_s, f"later-{n}-")
        now_s += 1
        before = copy_day(town.day)
        try:
            events = town.tell(a_disruption(rng, town), now_s)
        except CommandRefused:
            assert town.day == before
            return None
        told = consequences(before, events)
        last = Disrupted(town, fleet, before, events, told, now_s)
        now_s += rng.randrange(1, 2 * HOUR_S)
    return last


def check_lists(each: Disrupted) -> None:
    riders = sorted({*each.before.promises, *each.before.unassigned})
    assert sorted((*each.told.kept, *each.told.moved, *each.told.needs_call)) == riders
    named = {
        event.promise.ride_id
        for event in each.events
        if isinstance(event, PromiseAmended | RideUnassigned | RideReassigned)
    }
    over = {event.ride_id for event in each.events if isinstance(event, VisitDone)}
    for ride_id in each.told.kept:
        if ride_id in each.before.promises and ride_id not in over:
            assert each.town.day.promises[ride_id] == each.before.promises[ride_id]
    for ride_id in each.told.moved:
        assert ride_id in named
    assert {*each.town.day.promises, *each.town.day.unassigned} | over == set(riders)


def check_everybody_has_one_vehicle(day: ServiceDay) -> None:
    carried = [
        visit.ride_id
        for state in day.vehicles.values()
        for visit in (*state.route.visits, *((state.current,) if state.current else ()))
        if visit.ride_id is not None and visit.kind == "alight"
    ]
    assert sorted(carried) == sorted(day.promises)
    for vehicle_id, state in day.vehicles.items():
        if state.withdrawn is not None:
            assert not state.route.ride_ids()
        for ride_id in state.route.ride_ids():
            assert day.carried_by[ride_id] == vehicle_id


@given(st.integers(0, 10**9), st.booleans())
@DAYS
def test_everybody_is_in_one_list_and_has_one_vehicle_or_a_call(seed: int, many: bool) -> None:
    each = a_disrupted_day(seed, many)
    if each is not None:
        check_lists(each)
        check_everybody_has_one_vehicle(each.town.day)


@given(st.integers(0, 10**9))
@DAYS
def test_riders_of_other_vans_are_left_alone_by_a_breakdown(seed: int) -> None:
    each = a_disrupted_day(seed)
    if each is None or each.town.day.conditions is not None:
        return
    hit = {
        vehicle_id
        for vehicle_id, state in each.before.vehicles.items()
        if state.heading != each.town.day.vehicles[vehicle_id].heading
        or state.withdrawn != each.town.day.vehicles[vehicle_id].withdrawn
        or any(getattr(event, "vehicle_id", None) == vehicle_id for event in each.events)
    }
    for ride_id, vehicle_id in each.before.carried_by.items():
        if vehicle_id not in hit:
            assert ride_id in each.told.kept


@given(st.integers(0, 10**9), st.booleans())
@DAYS
def test_the_day_is_the_fold_of_its_events_and_another_dispatcher_goes_on_the_same(
    seed: int, many: bool
) -> None:
    each = a_disrupted_day(seed, many)
    if each is None:
        return
    town = each.town
    read_back = [event_from_json(event_to_json(event)) for event in town.events]
    assert read_back == town.events
    day = fold(read_back)
    assert day == town.day
    other: Dispatcher = a_dispatcher(*each.fleet)
    rng = Random(seed + 1)
    for n in range(4):
        origin, destination = rng.sample(range(10), 2)
        ask = Ask(a_request(f"new-{n}", origin, destination, each.now_s + 600 * n))
        assert other.decide(day, ask, each.now_s + 5) == town.dispatcher.decide(town.day, ask, each.now_s + 5)
    try:
        again = a_disruption(rng, town)
        decided = town.dispatcher.decide(town.day, again, each.now_s + 60)
    except CommandRefused:
        return
    assert other.decide(day, again, each.now_s + 60) == decided


@given(st.integers(0, 10**9), st.booleans())
@DAYS
def test_the_disrupted_day_is_driven_to_its_end_and_nothing_amended_is_broken(seed: int, many: bool) -> None:
    each = a_disrupted_day(seed, many)
    if each is None:
        return
    drive_on(each.town)
    assert not each.town.day.promises, "everybody was brought home, or called"
    assert not [event for event in each.town.events if isinstance(event, PromiseMissed)]


@given(st.integers(0, 10**9))
@DAYS
def test_what_is_undone_at_once_leaves_nobody_worse_than_before(seed: int) -> None:
    each = a_disrupted_day(seed)
    if each is None:
        return
    undo = undo_of(each.before, each.events, "a mistake")
    day_hit = copy_day(each.town.day)
    events = each.town.tell(undo, each.now_s + 20)
    told = consequences(day_hit, events)
    assert sorted((*told.kept, *told.moved, *told.needs_call)) == sorted(
        {*day_hit.promises, *day_hit.unassigned}
    )
    check_everybody_has_one_vehicle(each.town.day)
    drive_on(each.town)
    assert not each.town.day.promises


@given(st.integers(0, 10**9))
@DAYS
def test_deciding_is_a_preview_that_changes_nothing(seed: int) -> None:
    each = a_disrupted_day(seed)
    if each is None:
        return
    town, day = each.town, copy_day(each.town.day)
    command = a_disruption(Random(seed), town)
    try:
        first = town.dispatcher.decide(town.day, command, each.now_s + 30)
    except CommandRefused:
        return
    assert town.day == day
    assert town.dispatcher.decide(town.day, command, each.now_s + 30) == first
    changed = [event for event in first.events if isinstance(event, RouteChanged | Refused)]
    assert len({event.route.vehicle_id for event in changed if isinstance(event, RouteChanged)}) == len(
        changed
    )
