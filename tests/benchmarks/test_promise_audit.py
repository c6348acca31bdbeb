"""The audit sees what a decision does to a promise, and blames no decision for what roads and riders did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.promise_audit import PromiseAudit, faults
from dispatch.domain.commands import Depart
from dispatch.domain.events import Event, RouteChanged
from dispatch.domain.route import Visit
from dispatch.domain.time import HOUR_S
from tests.builders import EIGHT, a_dispatcher, a_line_of_stops, a_van
from tests.dispatch.engine.town import VAN, Town

NINE = 9 * HOUR_S
ROADS = a_line_of_stops()


@pytest.fixture
def town() -> Town:
    """A van with two seats and two riders promised one after the other."""
    town = Town(a_dispatcher(a_van(seats=2)))
    town.book("a", 3, 7, NINE, EIGHT)
    town.book("b", 2, 6, NINE + 3600, EIGHT, seats=2)
    return town


def found(town: Town, *visits: Visit, now_s: int = EIGHT + 60) -> list[str]:
    route = replace(town.day.vehicles[VAN].route, visits=visits)
    return list(faults(town.day, [RouteChanged(now_s, route, now_s)], ROADS))


def put_off(visit: Visit, by_s: int) -> Visit:
    return replace(visit, begin_s=visit.begin_s + by_s)


def test_a_town_that_decides_well_has_no_fault(town: Town) -> None:
    audit = PromiseAudit(ROADS)
    decided: list[Event] = []
    for event in town.events:  # by decision: those of one moment and kind come together
        decided.append(event)
        if isinstance(event, RouteChanged):
            audit.append(decided, expected_version=audit._day.version)
            decided = []
    assert (audit.asked, audit.promised, audit.broken) == (2, 2, [])
    assert list(audit.read()) == town.events[: len(list(audit.read()))]


def test_the_present_route_has_no_fault(town: Town) -> None:
    assert found(town, *town.day.vehicles[VAN].route.visits) == []


def test_a_later_pickup_than_promised_is_found(town: Town) -> None:
    a, off, *rest = town.day.vehicles[VAN].route.visits
    assert found(town, put_off(a, 600), put_off(off, 600), *rest) == []
    assert "'pickup') 1 s late" in found(town, put_off(a, 601), put_off(off, 601), *rest)[0]


def test_a_longer_ride_and_a_later_arrival_than_promised_are_found(town: Town) -> None:
    a, off, *rest = town.day.vehicles[VAN].route.visits
    limits = town.day.promises[a.ride_id].limits
    late_s = limits.arrive_until_s - off.begin_s + 1
    told = found(town, a, put_off(off, late_s), *rest)
    assert any("'arrival') 1 s late" in fault for fault in told)
    assert any("'ride')" in fault for fault in told)


def test_an_early_pickup_a_jump_and_a_dropped_rider_are_found(town: Town) -> None:
    a, off, b, off_b, end = town.day.vehicles[VAN].route.visits
    assert "before the promised window" in found(town, put_off(a, -1), off, b, off_b, end)[0]
    assert "cannot begin before" in found(town, a, put_off(off, -1), b, off_b, end)[0]
    assert "should be carried" in found(town, a, off, end)[0]
    assert "should be carried" in found(town, a, off, a, off, b, off_b, end)[-1]


def test_a_crowded_vehicle_is_found(town: Town) -> None:
    a, off, b, off_b, end = town.day.vehicles[VAN].route.visits
    assert any("crowds" in fault for fault in found(town, a, b, off, off_b, end))


def test_what_the_road_did_is_no_decision(town: Town) -> None:
    """A van that left far too late brings everybody late; deciding the same again is no fault."""
    town.tell(Depart(VAN), NINE + 500)
    visits = town.day.vehicles[VAN].route.visits
    reached_s = NINE + 500 + ROADS.seconds(town.day.vehicles[VAN].place, visits[0].place, NINE)
    by_s = reached_s - visits[0].begin_s
    late = [put_off(visit, by_s) for visit in visits[:2]]
    assert found(town, *late, *visits[2:], now_s=NINE + 600) == []
    later = [put_off(visit, 1) for visit in late]
    assert "late" in found(town, *later, *visits[2:], now_s=NINE + 600)[0]
