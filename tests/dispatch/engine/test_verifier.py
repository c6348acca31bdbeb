"""The verifier finds every way a plan could break a promise, on its own reckoning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.domain.fleet import Break, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.time import HOUR_S, TimeWindow
from dispatch.engine.vehicle_state import VehicleState
from dispatch.engine.verifier import PromiseBroken, verify_route
from tests.builders import EIGHT, EIGHTEEN, a_line_of_stops, a_van

NINE = 9 * HOUR_S
VAN, RIDE = VehicleId("van-1"), RideId("a")
TRAVEL = a_line_of_stops()
PROMISE = Promise(
    RIDE,
    RequestId("a"),
    RiderId("r"),
    Load(1),
    PlaceIndex(3),
    PlaceIndex(7),
    RideLimits(TimeWindow(NINE, NINE + 600), NINE + 1500, 900),
)
BOARD = Visit(VisitKind.BOARD, PlaceIndex(3), NINE, 60, RIDE)
ALIGHT = Visit(VisitKind.ALIGHT, PlaceIndex(7), NINE + 540, 30, RIDE)
END = Visit(VisitKind.END, PlaceIndex(0), NINE + 1410, 0)
REST = Visit(VisitKind.BREAK, PlaceIndex(3), 12 * HOUR_S, HOUR_S)
AFTERNOON = replace(REST, begin_s=14 * HOUR_S)
RESTS = (REST, AFTERNOON)
BREAKS = tuple(
    Break(TimeWindow(rest.begin_s, rest.begin_s + 600), rest.service_s, rest.place) for rest in RESTS
)


def check(
    *visits: Visit, van_seats: int = 9, aboard_s: int | None = None, promise: Promise = PROMISE
) -> None:
    """Verify a route of the only van, whose present route holds at most as many breaks."""
    rests = sum(visit.kind is VisitKind.BREAK for visit in visits)
    van = a_van(seats=van_seats, breaks=BREAKS[:rests])
    present = Route(VAN, (*RESTS[:rests], replace(END, begin_s=15 * HOUR_S)))
    state = VehicleState(van, present, PlaceIndex(0), EIGHT, EIGHTEEN)
    aboard = {} if aboard_s is None else {RIDE: aboard_s}
    verify_route(state, Route(VAN, visits), {RIDE: promise}, TRAVEL, (PlaceIndex(0), EIGHT, aboard))


def test_a_good_plan_passes() -> None:
    check(BOARD, ALIGHT, END)


@pytest.mark.parametrize(
    ("visits", "why"),
    [
        ((replace(BOARD, begin_s=NINE - 60), ALIGHT, END), "before the promised 9:00"),
        ((replace(BOARD, begin_s=NINE + 601), replace(ALIGHT, begin_s=NINE + 1141), END), "promised 9:10"),
        ((BOARD, replace(ALIGHT, begin_s=NINE + 500), END), "before the vehicle can be there"),
        ((BOARD, replace(ALIGHT, begin_s=NINE + 1501), replace(END, begin_s=NINE + 2400)), "promised 9:25"),
        ((BOARD, replace(ALIGHT, begin_s=NINE + 1000), replace(END, begin_s=NINE + 1900)), "longer than"),
        ((BOARD, ALIGHT, replace(END, begin_s=EIGHTEEN + 1)), "after the promised 18:00"),
        ((BOARD, END), "never be dropped off"),
        ((BOARD, ALIGHT), "does not end its shift"),
        ((BOARD, REST, ALIGHT, END), "rest with riders on board"),
        ((replace(REST, begin_s=13 * HOUR_S), replace(END, begin_s=15 * HOUR_S)), "after the promised 12:10"),
        ((replace(REST, begin_s=11 * HOUR_S), replace(END, begin_s=15 * HOUR_S)), "begins before 12:00"),
        (
            (replace(REST, begin_s=13 * HOUR_S), AFTERNOON, replace(END, begin_s=16 * HOUR_S)),
            "after the promised 12:10",
        ),
        ((ALIGHT, END), "alights but never boards"),
    ],
)
def test_each_broken_promise_is_named(visits: tuple[Visit, ...], why: str) -> None:
    with pytest.raises(PromiseBroken, match=why):
        check(*visits)


def test_a_break_still_to_come_is_not_dropped() -> None:
    van = a_van(breaks=BREAKS)
    state = VehicleState(van, Route(VAN, (*RESTS, END)), PlaceIndex(0), EIGHT, EIGHTEEN)
    for visits in ((END,), (AFTERNOON, END)):
        with pytest.raises(PromiseBroken, match="2 breaks are still to come, the route has"):
            verify_route(state, Route(VAN, visits), {}, TRAVEL, (PlaceIndex(0), EIGHT, {}))


def test_a_full_vehicle_takes_nobody_more() -> None:
    with pytest.raises(PromiseBroken, match="has room for"):
        check(BOARD, ALIGHT, END, van_seats=1, promise=replace(PROMISE, party=Load(2)))


def test_nobody_on_board_is_left_behind() -> None:
    with pytest.raises(PromiseBroken, match="never be dropped off"):
        check(END, aboard_s=EIGHT)


def test_a_promised_ride_is_not_dropped_from_the_route() -> None:
    van = a_van()
    state = VehicleState(van, Route(VAN, (BOARD, ALIGHT, END)), PlaceIndex(0), EIGHT, EIGHTEEN)
    with pytest.raises(PromiseBroken, match="a would be left behind"):
        verify_route(state, Route(VAN, (END,)), {RIDE: PROMISE}, TRAVEL, (PlaceIndex(0), EIGHT, {}))


def test_where_reality_is_late_the_unavoidable_lateness_is_no_decision() -> None:
    van = a_van()
    late = NINE + 1200
    visits = (
        replace(BOARD, begin_s=late + 360),
        replace(ALIGHT, begin_s=late + 900),
        replace(END, begin_s=late + 1770),
    )
    state = VehicleState(van, Route(VAN, (BOARD, ALIGHT, END)), PlaceIndex(0), late, EIGHTEEN)
    verify_route(state, Route(VAN, visits), {RIDE: PROMISE}, TRAVEL, (PlaceIndex(0), late, {}))
    later = (visits[0], replace(visits[1], begin_s=late + 901), visits[2])
    with pytest.raises(PromiseBroken, match="promised 9:25"):
        verify_route(state, Route(VAN, later), {RIDE: PROMISE}, TRAVEL, (PlaceIndex(0), late, {}))
