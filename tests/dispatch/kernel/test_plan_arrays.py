"""A route goes into its row and comes back; a row says what a route means; what is no route is refused."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.kernel import fields
from dispatch.kernel.encoding import encode_route, move_anchor
from dispatch.kernel.inserted_route import with_ride
from dispatch.kernel.insertion import cheapest_insertions
from dispatch.kernel.longer_row import put_in
from dispatch.kernel.packed_load import unpack
from dispatch.kernel.plan_arrays import (
    Anchor,
    OnBoard,
    PlanArrays,
    copy_plan,
    decode_route,
    empty_plan,
    grow,
    list_other_rows,
    retimed_route,
)
from dispatch.travel.travel_times import MatrixTravelTimes
from tests.dispatch.kernel.plain_checker import earliest_times, route_of
from tests.dispatch.kernel.random_days import Case, encoded, plain_drive, promise_of, random_case

SEEDS = st.integers(0, 1_000_000)
DERIVED_AND_GIVEN = [field for field in range(fields.FIELDS) if field != fields.RIDE]


def _same_rows(one: PlanArrays, other: PlanArrays) -> bool:
    """Whether two plans hold the same rows; rides may be numbered in another order."""
    lengths = [int(length) for length in one.length]
    return lengths == other.length.tolist() and all(
        np.array_equal(
            one.block[row, DERIVED_AND_GIVEN, :length], other.block[row, DERIVED_AND_GIVEN, :length]
        )
        and np.array_equal(one.outline[row, :, : length + 1], other.outline[row, :, : length + 1])
        and decode_route(one, row) == decode_route(other, row)
        for row, length in enumerate(lengths)
    )


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_a_route_comes_back_from_its_row_at_its_earliest_times(seed: int) -> None:
    case = random_case(seed)
    plan, drive = encoded(case), plain_drive(case.travel)
    for row, day in enumerate(case.days):
        times = earliest_times(day, case.promises, drive, 0)
        assert times is not None
        visits = tuple(
            replace(visit, begin_s=at_s) for visit, at_s in zip(day.visits, times[1:], strict=True)
        )
        assert decode_route(plan, row) == Route(day.vehicle.vehicle_id, visits)


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_encoding_what_was_decoded_changes_nothing(seed: int) -> None:
    case = random_case(seed)
    plan = encoded(case)
    again = copy_plan(plan)
    for row, day in enumerate(case.days):
        assert encode_route(again, row, decode_route(plan, row), day.anchor, case.promises, case.travel) == ()
    assert np.array_equal(again.block, plan.block)
    assert np.array_equal(again.outline, plan.outline)


@given(SEEDS, st.integers(0, 7_200))
@settings(max_examples=100, deadline=None)
def test_a_moved_anchor_writes_the_row_as_the_whole_route_would(seed: int, later_s: int) -> None:
    """Also where the vehicle is free too late for some of its riders."""
    case = random_case(seed)
    moved, whole = encoded(case), encoded(case)
    for row, day in enumerate(case.days):
        place = PlaceIndex((day.anchor.place + later_s) % len(case.travel.metres))
        anchor = replace(day.anchor, place=place, free_from_s=day.anchor.free_from_s + later_s)
        late = encode_route(whole, row, route_of(day), anchor, case.promises, case.travel)
        assert move_anchor(moved, row, anchor, case.travel) == late
        assert retimed_route(moved, row, route_of(day)) == decode_route(whole, row)
    assert _same_rows(moved, whole)


@given(SEEDS)
@settings(max_examples=50, deadline=None)
def test_rows_with_other_visits_are_found_also_where_the_plan_has_grown(seed: int) -> None:
    case = random_case(seed)
    plan, other = encoded(case), encoded(case)
    assert list_other_rows(plan, other) == []
    ways = cheapest_insertions(plan, case.asked, case.travel, case.weights, now_s=case.now_s, keep=1)
    grow(other, 40)
    for way in ways:
        put_in(other, RideId("one more"), case.asked, way, case.travel, now_s=case.now_s)
    assert list_other_rows(plan, other) == [way.row for way in ways] == list_other_rows(other, plan)


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_rows_kept_up_by_events_equal_rows_built_afresh(seed: int) -> None:
    case = random_case(seed)
    rng, kept_up, promises = Random(seed), encoded(case), dict(case.promises)
    for n in range(8):
        ride_id = RideId(f"added {n}")
        asked = random_case(seed + n + 1).asked
        places = len(case.travel.metres)
        asked = replace(asked, origin=asked.origin % places, destination=asked.destination % places)
        for way in cheapest_insertions(kept_up, asked, case.travel, case.weights, now_s=0, keep=1):
            promises[ride_id] = promise_of(ride_id, asked)
            route = with_ride(decode_route(kept_up, way.row), way, ride_id, asked)
            _encode_into(kept_up, case, way.row, route, promises)
        row = rng.randrange(len(case.days))
        route = decode_route(kept_up, row)
        aboard = {rider.ride_id for rider in case.days[row].anchor.aboard}
        if rng.random() < 0.3 and (booked := sorted(route.ride_ids() - aboard)):
            cancelled = rng.choice(booked)
            left = tuple(visit for visit in route.visits if visit.ride_id != cancelled)
            _encode_into(kept_up, case, row, replace(route, visits=left), promises)
    afresh = empty_plan([day.vehicle for day in case.days])
    afresh.max_duration_s[:] = kept_up.max_duration_s
    for row in range(len(case.days)):
        _encode_into(afresh, case, row, decode_route(kept_up, row), promises)
    assert _same_rows(kept_up, afresh)


def _encode_into(plan: PlanArrays, case: Case, row: int, route: Route, promises: dict) -> None:
    encode_route(plan, row, route, case.days[row].anchor, promises, case.travel)


@given(SEEDS)
@settings(max_examples=50, deadline=None)
def test_loads_follow_who_boards_and_alights(seed: int) -> None:
    case = random_case(seed)
    plan = encoded(case)
    for row, day in enumerate(case.days):
        aboard = [rider.ride_id for rider in day.anchor.aboard]
        for k, visit in enumerate((None, *day.visits)):
            if visit is not None and visit.ride_id is not None:
                (aboard.append if visit.kind is VisitKind.BOARD else aboard.remove)(visit.ride_id)
            load = sum((case.promises[ride_id].party for ride_id in aboard), Load(0))
            assert unpack(int(plan.block[row, fields.LOAD, k])) == load


def _case_with_a_booked_ride() -> tuple[Case, int, RideId]:
    for seed in range(100):
        case = random_case(seed)
        for row, day in enumerate(case.days):
            for visit in day.visits:
                if visit.kind is VisitKind.BOARD and visit.ride_id is not None:
                    return case, row, visit.ride_id
    raise AssertionError("no case has a booked ride")


def test_a_long_route_makes_the_block_longer_and_keeps_the_other_rows() -> None:
    case, row, ride_id = _case_with_a_booked_ride()
    plan, promise = encoded(case), case.promises[ride_id]
    before = [decode_route(plan, other) for other in range(len(case.days))]
    many = [RideId(f"of a school class {n}") for n in range(20)]
    crowd = {each: replace(promise, ride_id=each, party=Load(0, 0, 0)) for each in many}
    day = case.days[row]
    board = [Visit(VisitKind.BOARD, promise.origin, 0, 0, each) for each in many]
    alight = [Visit(VisitKind.ALIGHT, promise.destination, 0, 0, each) for each in many]
    route = Route(day.vehicle.vehicle_id, (*board, *alight, day.visits[-1]))
    encode_route(plan, row, route, Anchor(day.anchor.place, 0), crowd, case.travel)
    assert plan.block.shape[2] == 64
    assert len(decode_route(plan, row).visits) == 41
    assert all(decode_route(plan, other) == route for other, route in enumerate(before) if other != row)


def test_a_copy_lives_on_its_own() -> None:
    case, row, _ = _case_with_a_booked_ride()
    plan = encoded(case)
    before, snapshot = decode_route(plan, row), copy_plan(plan)
    snapshot.block[row, fields.SERVICE_S, 1] += 60
    assert decode_route(plan, row) == before
    assert decode_route(snapshot, row) != before


def test_a_vehicle_out_of_service_is_offered_to_nobody() -> None:
    case = next(case for case in map(random_case, range(1000)) if _ways(encoded(case), case))
    assert _ways(empty_plan([day.vehicle for day in case.days]), case) == []


def _ways(plan: PlanArrays, case: Case) -> list:
    return cheapest_insertions(plan, case.asked, case.travel, case.weights, now_s=case.now_s)


def test_other_travel_times_ask_for_every_row_to_be_encoded_again() -> None:
    case = next(case for case in map(random_case, range(100)) if len(case.days) > 1)
    plan = encoded(case)
    snow = MatrixTravelTimes.of(
        case.travel.seconds * 2, case.travel.metres, knot_s=case.travel.knot_s * 2
    ).tensor()
    last = len(case.days) - 1
    for row, day in enumerate(case.days):
        if row < last:
            encode_route(plan, row, route_of(day), day.anchor, case.promises, snow)
    with pytest.raises(ValueError, match=f"vehicle {last} was encoded with other travel times"):
        cheapest_insertions(plan, case.asked, snow, case.weights, now_s=0)
    encode_route(plan, last, route_of(case.days[last]), case.days[last].anchor, case.promises, snow)
    cheapest_insertions(plan, case.asked, snow, case.weights, now_s=0)


def test_what_is_not_a_route_is_refused_by_name() -> None:
    case, row, ride_id = _case_with_a_booked_ride()
    day = replace_anchor(case, row)
    end = day.visits[-1]
    board = next(visit for visit in day.visits if (visit.kind, visit.ride_id) == (VisitKind.BOARD, ride_id))
    alight = next(visit for visit in day.visits if (visit.kind, visit.ride_id) == (VisitKind.ALIGHT, ride_id))
    rest = Visit(VisitKind.BREAK, end.place, 0, 600)
    on_board = (OnBoard(ride_id, 0),)
    for visits, aboard, message in [
        ((), (), "must have one end"),
        ((end, end), (), "must have one end"),
        ((end, board, alight), (), "must have one end"),
        ((board, end), (), "board but never alight"),
        ((end,), on_board, "board but never alight"),
        ((alight, end), (), "alights but never boards"),
        ((alight, board, end), (), "alights but never boards"),
        ((board, alight, end), on_board, "boards twice"),
        ((rest, rest, end), (), "more breaks than its shift"),
        ((replace(board, ride_id=None), end), (), "has ride None"),
        ((replace(rest, ride_id=ride_id), end), (), f"has ride {ride_id}"),
    ]:
        route = Route(day.vehicle.vehicle_id, visits)
        with pytest.raises(ValueError, match=message):
            encode_route(encoded(case), row, route, Anchor(end.place, 0, aboard), case.promises, case.travel)
    route = Route(day.vehicle.vehicle_id, (board, alight, end))
    with pytest.raises(ValueError, match="nothing was promised"):
        encode_route(encoded(case), row, route, Anchor(end.place, 0), {}, case.travel)


def replace_anchor(case: Case, row: int):
    """The day of a row with nobody on board."""
    day = case.days[row]
    return day._replace(anchor=Anchor(day.anchor.place, day.anchor.free_from_s))
