"""Drivers carry a route out as told, wait by the rules, and drive on roads that are not quite as believed."""

from dataclasses import replace

import numpy as np
import pytest

from dispatch.domain.commands import Arrive, BeginVisit, Depart, FinishVisit, ReportNoShow
from dispatch.domain.events import VehicleArrived, VehicleDeparted, VehicleDiverted
from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import TimeWindow
from dispatch.engine.service_day import ServiceDay
from dispatch.engine.vehicle_state import Heading, VehicleState
from dispatch.travel.travel_times import MatrixTravelTimes
from simulations.drivers import DrawnPace, Drivers
from simulations.riders import Temper

VAN, RIDE = VehicleId("van"), RideId("r1")
NINE = 9 * 3600
ROADS = MatrixTravelTimes.of(np.array([[0, 600, 900], [600, 0, 400], [900, 400, 0]]), np.zeros((3, 3), int))
HERE, THERE, BEYOND = PlaceIndex(0), PlaceIndex(1), PlaceIndex(2)
LIMITS = RideLimits(TimeWindow(NINE, NINE + 600), NINE + 3000, 2400)
PROMISE = Promise(RIDE, RequestId("r1"), RiderId("p1"), Load(1), THERE, BEYOND, LIMITS)
PUNCTUAL = Temper(1800, 5400, True, 1, 30, None, False, 0)
BOARD = Visit(VisitKind.BOARD, THERE, NINE, 60, RIDE)
END = Visit(VisitKind.END, HERE, 18 * 3600, 0)


def some_drivers() -> Drivers:
    return Drivers(ROADS, ServiceRules(), DrawnPace(np.random.default_rng(1)))


def a_state(*visits: Visit) -> VehicleState:
    shift = Shift(TimeWindow(8 * 3600, 18 * 3600), HERE, HERE)
    vehicle = Vehicle(VAN, Load(9), shift)
    return VehicleState(vehicle, Route(VAN, visits), HERE, 8 * 3600, leave_s=NINE - 700)


def a_day(state: VehicleState) -> ServiceDay:
    return ServiceDay(vehicles={VAN: state}, promises={RIDE: PROMISE})


def what_next(
    state: VehicleState, now_s: int, temper: Temper = PUNCTUAL, drivers: Drivers | None = None
) -> tuple[int, object] | None:
    return (drivers or some_drivers()).next_command(state, a_day(state), {RIDE: temper}, now_s)


def test_a_driver_leaves_when_told_and_at_once_when_late() -> None:
    state = a_state(BOARD, END)
    assert what_next(state, NINE - 2000) == (NINE - 700, Depart(VAN))
    assert what_next(state, NINE) == (NINE, Depart(VAN))


def test_the_road_takes_about_what_is_believed() -> None:
    drivers, took = some_drivers(), []
    state = replace(a_state(BOARD, END), heading=Heading(HERE, 0, THERE))
    for _ in range(400):
        drivers.follow(VehicleDeparted(0, VAN, HERE, THERE))
        next_up = drivers.next_command(state, a_day(state), {RIDE: PUNCTUAL}, 0)
        assert next_up is not None
        assert next_up[1] == Arrive(VAN)
        took.append(next_up[0])
    assert np.mean(took) == pytest.approx(0.97 * 600, rel=0.01)
    assert 0.70 <= np.mean(np.array(took) <= 600) <= 0.80


def test_a_diverted_driver_reaches_the_turn_first_and_never_in_the_past() -> None:
    drivers = some_drivers()
    state = replace(a_state(BOARD, END), heading=Heading(THERE, 600, BEYOND))
    drivers.follow(VehicleDeparted(0, VAN, HERE, THERE))
    drivers.follow(VehicleDiverted(590, VAN, THERE, 600, BEYOND))
    next_up = drivers.next_command(state, a_day(state), {RIDE: PUNCTUAL}, 590)
    assert next_up is not None
    assert next_up[0] >= 590 + 0.75 * 400


def test_doors_do_not_open_before_the_promised_time() -> None:
    state = replace(a_state(BOARD, END), place=THERE, arrived=True)
    assert what_next(state, NINE - 300) == (NINE, BeginVisit(VAN))
    assert what_next(state, NINE + 30) == (NINE + 30, BeginVisit(VAN))


def test_a_late_rider_is_waited_for_and_a_missing_one_until_the_rule_ends() -> None:
    state = replace(a_state(BOARD, END), place=THERE, arrived=True)
    late = replace(PUNCTUAL, late_s=400)
    assert what_next(state, NINE, late) == (NINE + 400, BeginVisit(VAN))
    absent = replace(PUNCTUAL, stays_away=True)
    assert what_next(state, NINE, absent) == (NINE + 600 + 300, ReportNoShow(VAN))
    far_too_late = replace(PUNCTUAL, late_s=1000)
    assert what_next(state, NINE, far_too_late) == (NINE + 600 + 300, ReportNoShow(VAN))


def test_a_driver_who_comes_late_still_waits_the_whole_rule() -> None:
    drivers = some_drivers()
    state = replace(a_state(BOARD, END), place=THERE, arrived=True)
    drivers.follow(VehicleArrived(NINE + 900, VAN, THERE, NINE + 900))
    absent = replace(PUNCTUAL, stays_away=True)
    assert what_next(state, NINE + 900, absent, drivers) == (NINE + 1200, ReportNoShow(VAN))


def test_a_visit_takes_its_service_time() -> None:
    state = replace(a_state(END), current=replace(BOARD, begin_s=NINE + 30))
    assert what_next(state, NINE + 30) == (NINE + 90, FinishVisit(VAN))


def test_a_vehicle_at_home_has_nothing_to_report() -> None:
    assert what_next(replace(a_state(END), arrived=True), 18 * 3600) is None
