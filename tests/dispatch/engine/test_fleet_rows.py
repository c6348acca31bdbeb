"""Rows follow a day: each holds what its vehicle is doing, however little of it was written anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from dispatch.domain.events import Event
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import TimeWindow
from dispatch.engine.fleet_rows import FleetRows, anchor_of
from dispatch.engine.journal import MemoryJournal
from dispatch.engine.reserves import driven_on, encode_with_reserves, lateness
from dispatch.engine.service_day import ServiceDay, apply, list_changed
from dispatch.kernel.fields import RIDE
from dispatch.kernel.plan_arrays import PlanArrays, decode_route, empty_plan
from dispatch.policy.offering import to_plan_with
from gtfs.service import read_service
from simulations.runner import replay
from simulations.scenario import Scenario, scenario_of_service
from tests.builders import EIGHT, EIGHTEEN, a_dispatcher, a_line_of_stops, a_van

NAMIOKA = Path(__file__).resolve().parents[3] / "examples" / "namioka"


@pytest.fixture(scope="module")
def crowded() -> tuple[Scenario, list[Event]]:
    """A day with more riders than its vehicles can take, some of them late, some not coming."""
    scenario = scenario_of_service(read_service(NAMIOKA), seed=5, riders=180)
    journal = MemoryJournal()
    replay(scenario, journal)
    return scenario, list(journal.read())


def moments(events: list[Event]) -> Iterator[tuple[int, list[Event]]]:
    """What happened, moment by moment."""
    for at_s, together in groupby(events, key=lambda event: event.at_s):
        yield at_s, list(together)


def encoded_anew(rows: FleetRows, row: int, day: ServiceDay, scenario: Scenario) -> tuple[PlanArrays, bool]:
    """A plan of one vehicle, written whole, and whether somebody is late in it."""
    state = day.vehicles[rows.vehicle_ids[row]]
    route, plan = state.route.without_wait(), empty_plan([state.vehicle])
    planned = {
        ride_id: replace(
            day.promises[ride_id], limits=to_plan_with(day.promises[ride_id].limits, scenario.rules)
        )
        for ride_id in route.ride_ids()
    }
    anchor = rows.anchor(row)
    late = encode_with_reserves(
        *(plan, 0, route, anchor, planned, day.promises, rows.tensor),
        lambda: lateness(driven_on(route, anchor, scenario.travel), anchor, day.promises),
    )
    return plan, bool(late)


def test_a_row_is_as_if_written_whole_at_every_moment(crowded: tuple[Scenario, list[Event]]) -> None:
    scenario, events = crowded
    rows, day = FleetRows(scenario.vehicles, scenario.travel, scenario.rules), ServiceDay()
    late_moments, version = 0, -1
    for at_s, together in moments(events):
        for event in together:
            apply(day, event)
        rows.follow(day, at_s)
        for vehicle_id in list_changed(day, version):
            state = day.vehicles[vehicle_id]
            assert rows.anchor(rows.row_of[vehicle_id]) == anchor_of(state, scenario.travel, at_s)
        version, late = day.version, rows.pinned(day)
        for row in range(len(rows.vehicle_ids)):
            plan, late_anew = encoded_anew(rows, row, day, scenario)
            length = int(plan.length[0])
            assert int(rows.plan.length[row]) == length
            fields = [field for field in range(plan.block.shape[1]) if field != RIDE]
            kept, anew = rows.plan.block[row, fields, :length], plan.block[0, fields, :length]
            np.testing.assert_array_equal(kept, anew)
            np.testing.assert_array_equal(
                rows.plan.outline[row, :, : length + 1], plan.outline[0, :, : length + 1]
            )
            assert decode_route(rows.plan, row) == decode_route(plan, 0)
            if late_anew:
                late_moments += 1
                assert late
    assert late_moments, "a row in which somebody is late is written otherwise"


def test_the_day_names_the_vehicles_that_changed_since_a_version(
    crowded: tuple[Scenario, list[Event]],
) -> None:
    day, before, version = ServiceDay(), dict[str, object](), 0
    for _, together in moments(crowded[1]):
        for event in together:
            apply(day, event)
        changed = list(list_changed(day, version))
        assert len(set(changed)) == len(changed)
        assert set(changed) == {name for name, state in day.vehicles.items() if before.get(name) is not state}
        before, version = dict(day.vehicles), day.version


def test_what_a_decision_tried_is_forgotten_where_it_was_not_carried_out(
    crowded: tuple[Scenario, list[Event]],
) -> None:
    scenario, events = crowded
    rows, day = FleetRows(scenario.vehicles, scenario.travel, scenario.rules), ServiceDay()
    for event in events[: len(events) // 2]:
        apply(day, event)
    now_s = events[len(events) // 2].at_s
    rows.follow(day, now_s)
    block = rows.plan.block.copy()
    state = next(state for state in day.vehicles.values() if len(state.route.visits) > 2)
    aboard = state.aboard.keys() | ({state.current.ride_id} if state.current else set())
    shorter = replace(
        state.route, visits=tuple(v for v in state.route.visits if v.ride_id in aboard or v.ride_id is None)
    )
    rows.retimed(state, shorter, day.promises, now_s)
    assert (rows.plan.block != block).any()
    rows.follow(day, now_s)
    for row in range(len(rows.vehicle_ids)):
        length = int(rows.plan.length[row])
        np.testing.assert_array_equal(rows.plan.block[row, :, :length], block[row, :, :length])


def promise(name: str, origin: int, destination: int, pickup: TimeWindow, max_ride_s: int) -> Promise:
    limits = RideLimits(pickup, EIGHTEEN, max_ride_s)
    ends = PlaceIndex(origin), PlaceIndex(destination)
    return Promise(RideId(name), RequestId(name), RiderId(name), Load(1), *ends, limits)


def begins(calls: str, *promises: Promise) -> dict[tuple[VisitKind, str], int]:
    """When each visit begins, of a van at the first stop of a line that boards (+) and sets down (-)."""
    rules, van, day = ServiceRules(reserve_s=300), a_van(), ServiceDay()
    for event in a_dispatcher(van, rules=rules).open_day().events:
        apply(day, event)
    rows = FleetRows([van], a_line_of_stops(apart_s=120), rules)
    rows.follow(day, EIGHT)
    promised = {each.ride_id: each for each in promises}
    visits = []
    for call in calls.split():
        each, kind = promised[RideId(call[1:])], VisitKind.BOARD if call[0] == "+" else VisitKind.ALIGHT
        place = each.origin if kind is VisitKind.BOARD else each.destination
        visits.append(Visit(kind, place, EIGHT, 60, each.ride_id))
    route = Route(van.vehicle_id, (*visits, Visit(VisitKind.END, van.shift.end, EIGHT, 0)))
    timed = rows.retimed(day.vehicles[van.vehicle_id], route, promised, EIGHT)
    return {(visit.kind, visit.ride_id): visit.begin_s - EIGHT for visit in timed.visits if visit.ride_id}


def test_a_ride_gives_up_its_reserve_before_it_lasts_longer_than_promised() -> None:
    """The van must wait for a second rider: the first boards later, so that her ride keeps its promise."""
    first = promise("first", 1, 5, TimeWindow(EIGHT, EIGHT + 600), max_ride_s=2000)
    second = promise("second", 3, 4, TimeWindow(EIGHT + 2000, EIGHT + 2600), max_ride_s=3000)
    at_s = begins("+first +second -first -second", first, second)
    board_s, alight_s = at_s[VisitKind.BOARD, "first"], at_s[VisitKind.ALIGHT, "first"]
    assert alight_s == 2000 + 60 + 240, "as soon as the second rider allows"
    assert alight_s - board_s - 60 == 2000, "just as long as promised"
    assert board_s > 120, "later than the van could be there"


def test_a_ride_gives_up_its_reserve_before_somebody_else_rides_longer_than_promised() -> None:
    """Another rider's reserve would have the first board too early to wait for the second."""
    other = promise("other", 1, 3, TimeWindow(EIGHT, EIGHT + 600), max_ride_s=600)
    first = promise("first", 2, 5, TimeWindow(EIGHT, EIGHT + 1200), max_ride_s=1200)
    second = promise("second", 4, 6, TimeWindow(EIGHT + 1900, EIGHT + 2500), max_ride_s=3000)
    at_s = begins("+other +first -other +second -first -second", other, first, second)
    assert at_s[VisitKind.ALIGHT, "first"] - at_s[VisitKind.BOARD, "first"] - 60 == 1200
    assert at_s[VisitKind.BOARD, "other"] <= 600
    assert at_s[VisitKind.ALIGHT, "other"] - at_s[VisitKind.BOARD, "other"] - 60 <= 600
