"""The domain's words refuse what makes no sense, and say it plainly."""

from __future__ import annotations

import pytest

from dispatch.domain.fleet import Break, Shift, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason, ReasonClass, sentence
from dispatch.domain.request import RideId, RideLimits
from dispatch.domain.route import Route, Visit, VisitKind, manifest
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, TimeWindow, ceil_to, clock
from tests.builders import EIGHT, EIGHTEEN, a_request

HERE, THERE = PlaceIndex(0), PlaceIndex(1)


def a_break(from_s: int, until_s: int, lasts_s: int = HOUR_S) -> Break:
    return Break(TimeWindow(from_s, until_s), lasts_s, HERE)


def test_a_window_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="9:00 to 8:00"):
        TimeWindow(9 * HOUR_S, 8 * HOUR_S)
    assert TimeWindow(8, 9).holds(9)
    assert not TimeWindow(8, 9).holds(10)


def test_a_service_day_counts_past_midnight_and_before_it_began() -> None:
    assert clock(25 * HOUR_S + 1) == "25:00:01"
    assert clock(-60) == "-0:01"
    assert [ceil_to(60, at_s) for at_s in (-61, 60, 61)] == [-60, 60, 120]


@pytest.mark.parametrize("seats", [-1, 512])
def test_a_load_counts_what_fits_into_a_vehicle(seats: int) -> None:
    with pytest.raises(ValueError, match="seats must be between 0 and 511"):
        Load(seats)


def test_a_party_has_somebody_in_it() -> None:
    with pytest.raises(ValueError, match="at least one person"):
        a_request("nobody", 1, 2, EIGHT, seats=0)


def test_a_ride_time_is_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        RideLimits(TimeWindow(0, 1), 2, -1)


def test_breaks_lie_inside_the_shift_one_after_the_other() -> None:
    hours = TimeWindow(EIGHT, EIGHTEEN)
    with pytest.raises(ValueError, match="breaks overlap"):
        Shift(hours, HERE, HERE, (a_break(12 * HOUR_S, 13 * HOUR_S), a_break(11 * HOUR_S, 12 * HOUR_S)))
    with pytest.raises(ValueError, match="outside its shift"):
        Shift(hours, HERE, HERE, (a_break(17 * HOUR_S, 17 * HOUR_S + 1),))
    with pytest.raises(ValueError, match="lasts longer"):
        a_break(EIGHT, EIGHT, 0)


def test_rules_name_the_field_that_is_wrong() -> None:
    with pytest.raises(ValueError, match="board_s must not be negative"):
        ServiceRules(board_s=-1)
    with pytest.raises(ValueError, match="detour_factor must be at least 1"):
        ServiceRules(detour_factor=0.5)
    with pytest.raises(ValueError, match="window_step_s must be at least one second"):
        ServiceRules(window_step_s=0)


def test_a_wheelchair_takes_its_time_and_a_long_way_is_not_cut_short() -> None:
    rules = ServiceRules()
    assert rules.boarding_s(Load(3)) == 100
    assert rules.boarding_s(Load(0, wheelchairs=1)) == 270
    assert rules.alighting_s(Load(1, walkers=1)) == 90
    assert rules.longest_ride_s(600) == 1500
    assert rules.longest_planned_ride_s(3600) == 3600
    assert rules.longest_ride_s(3600) == 3600 + rules.reserve_s


def test_the_driver_reads_visits_at_one_door_as_one_call() -> None:
    a, b = RideId("a"), RideId("b")
    visits = (
        Visit(VisitKind.BOARD, HERE, 100, 60, a),
        Visit(VisitKind.BOARD, HERE, 160, 60, b),
        Visit(VisitKind.ALIGHT, THERE, 400, 30, a),
        Visit(VisitKind.BREAK, THERE, 430, 600),
        Visit(VisitKind.ALIGHT, THERE, 1030, 30, b),
        Visit(VisitKind.END, HERE, 2000, 0),
    )
    calls = manifest(Route(VehicleId("van-1"), visits))
    assert [(call.boarding, call.alighting, call.rest) for call in calls] == [
        ((a, b), (), False),
        ((), (a,), False),
        ((), (), True),
        ((), (b,), False),
        ((), (), False),
    ]
    assert (calls[0].begin_s, calls[0].leave_s) == (100, 220)


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_reason_is_a_whole_sentence_even_without_facts(reason: Reason, language: str) -> None:
    said = sentence(reason, {}, language)
    assert "{" not in said
    assert said.endswith(("。", ".", "?"))


def test_reasons_count_under_their_class() -> None:
    classes = {reason.reason_class for reason in Reason}
    assert classes == set(ReasonClass)
    assert Reason.BREAK.reason_class is ReasonClass.CAPACITY
    assert Reason.SNOW.reason_class is ReasonClass.EVENT
    assert Reason.CUTOFF.reason_class is ReasonClass.RULE
