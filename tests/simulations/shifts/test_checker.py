"""Drivers' hours, counted apart from what plans: against counting minute by minute, and against CP-SAT."""

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.time import HOUR_S, TimeWindow
from gtfs.service_error import ServiceError
from simulations.shifts.checker import Duty, Week, margins
from simulations.shifts.driver_hours import DriverHours, driver_hours
from simulations.shifts.roster import fewest_drivers, weeks_of, worst_duties
from simulations.shifts.shift import PlannedShift, list_shifts

BUS = driver_hours("bus_2024")


def nearest(weeks: list[Week], rule: str, hours: DriverHours = BUS) -> float:
    return next(margin.nearest for margin in margins(weeks, hours) if margin.rule == rule)


def a_day(*stretches: tuple[float, float]) -> Duty:
    return Duty(stretches[0][0] - 0.25, stretches[-1][1] + 0.25, stretches)


@st.composite
def some_duties(draw: st.DrawFn) -> Duty:
    at, stretches = draw(st.integers(300, 600)), []
    for _ in range(draw(st.integers(1, 4))):
        ends = at + draw(st.integers(10, 200))
        stretches.append((at / 60, ends / 60))
        at = ends + draw(st.integers(1, 60))
    return a_day(*stretches)


def driven_by_the_minute(duty: Duty) -> float:
    """The most driven before the breaks of ten minutes or more have come to thirty, minute by minute."""
    working = {minute for a, b in duty.stretches for minute in range(round(a * 60), round(b * 60))}
    longest = driven = rested = pause = 0
    for minute in range(2000):
        if minute in working:
            rested += pause if pause >= 10 else 0
            if rested >= 30:
                driven = rested = 0
            pause, driven = 0, driven + 1
            longest = max(longest, driven)
        elif driven:
            pause += 1
    return longest / 60


@settings(deadline=None)
@given(some_duties())
def test_a_drive_ends_when_breaks_have_come_to_half_an_hour(duty: Duty) -> None:
    assert nearest([{0: duty}], "continuous_driving_h") == pytest.approx(driven_by_the_minute(duty))


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 6), some_duties(), max_size=7))
def test_weeks_are_counted_as_laid_out_hour_by_hour(week: dict[int, Duty]) -> None:
    laid: list[tuple[int, int]] = []
    for number, (day, duty) in product(range(5), week.items()):
        begins = (number * 7 + day) * 24 * 60
        laid.append((begins + round(duty.from_h * 60), begins + round(duty.until_h * 60)))
    laid.sort()
    gaps = [(after - before) / 60 for (_, before), (after, _) in pairwise(laid)]
    assert nearest([week], "rest_h") == pytest.approx(min(gaps, default=24.0))
    in_a_month = [
        sum(b - a for a, b in laid if first * 1440 <= a < (first + 31) * 1440) / 60 for first in range(4)
    ]
    assert nearest([week], "on_duty_month_h") >= max(in_a_month) - 1e-6
    leap_year = [date(2028, 1, 1) + timedelta(days=number) for number in range(366)]
    in_a_year = sum(week[day.weekday()].on_duty_h for day in leap_year if day.weekday() in week)
    assert nearest([week], "on_duty_year_h") >= in_a_year - 1e-6
    assert nearest([week], "on_duty_week_average_h") == pytest.approx(sum(d.on_duty_h for d in week.values()))


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_what_cp_sat_plans_passes_the_checker(data: st.DataObject) -> None:
    possible = list_shifts(TimeWindow(6 * HOUR_S, 22 * HOUR_S), 13 * HOUR_S)
    possible = [shift for shift in possible if shift.work_s <= 9 * HOUR_S]
    chosen = data.draw(st.lists(st.sampled_from(possible), min_size=1, max_size=3))
    some = st.sets(st.integers(0, len(chosen) - 1))
    driven = {
        day: sorted(on_it) for day, on_it in data.draw(st.dictionaries(st.integers(0, 6), some)).items()
    }
    roster = fewest_drivers(chosen, driven, BUS)
    assert roster is not None
    assert sorted((day, number) for week in roster.weeks for day, number in week.items()) == sorted(
        (day, number) for day, numbers in driven.items() for number in numbers
    )
    for margin in margins(weeks_of(roster, chosen), BUS):
        assert margin.kept, margin


def test_no_fewer_drivers_do_by_trying_every_roster() -> None:
    """Two shifts on four days, by brute force over who drives what."""
    early = PlannedShift(6 * HOUR_S, 14 * HOUR_S - 1800, ())
    late = PlannedShift(15 * HOUR_S, 22 * HOUR_S, ())
    shifts, days = [early, late], [0, 1, 2, 3]
    strict = BUS.model_copy(update={"driving_week_average_h": 16.0, "continuous_driving_h": None})
    roster = fewest_drivers(shifts, {day: [0, 1] for day in days}, strict)
    assert roster is not None
    assert roster.proven
    drives = list(product(days, range(2)))

    def possible(drivers: int) -> bool:
        for who in product(range(drivers), repeat=len(drives)):
            weeks: list[dict[int, Duty]] = [{} for _ in range(drivers)]
            for driver, (day, number) in zip(who, drives, strict=True):
                if day in weeks[driver]:
                    break
                weeks[driver][day] = next(worst_duties(shifts[number]))
            else:
                if all(margin.kept for margin in margins(list(weeks), strict)):
                    return True
        return False

    assert possible(len(roster.weeks))
    assert not possible(len(roster.weeks) - 1)


@pytest.mark.parametrize(
    "shift", list_shifts(TimeWindow(8 * HOUR_S, 18 * HOUR_S), 13 * HOUR_S)[::25], ids=str
)
def test_no_shift_drives_for_longer_than_four_hours_however_its_breaks_fall(shift: PlannedShift) -> None:
    for duty in worst_duties(shift):
        assert nearest([{0: duty}], "continuous_driving_h") <= 4
        assert all(a < b for a, b in duty.stretches)


def test_a_week_that_a_month_bears_may_be_too_long_for_a_year() -> None:
    """Six days of ten and a half hours on duty: 63 h a week, 283.5 h in the longest month, 3,297 h a year."""
    long_week = {day: a_day((6, 11), (12, 16)) for day in range(6)}
    longer_week = {**long_week, 0: a_day((6, 11), (12, 16.8))}
    assert nearest([long_week], "on_duty_52_weeks_h") == pytest.approx(52 * 63)
    assert nearest([long_week], "on_duty_year_h") == pytest.approx(52 * 63 + 2 * 10.5)
    kept = {margin.rule: margin.kept for margin in margins([longer_week], BUS)}
    assert kept["on_duty_week_average_h"]
    assert not kept["on_duty_52_weeks_h"]
    assert not kept["on_duty_year_h"]


def test_overtime_that_every_month_bears_may_be_too_much_for_a_year() -> None:
    week = {day: a_day((8, 12), (13, 17.8)) for day in range(5)}  # 44 h at work
    assert nearest([week], "overtime_month_h") == pytest.approx(4 * 31 / 7)
    assert nearest([week], "overtime_year_h") == pytest.approx(4 * 366 / 7)
    more = {day: a_day((8, 12), (13, 18.5)) for day in range(5)}  # 47.5 h
    kept = {margin.rule: margin.kept for margin in margins([more], BUS)}
    assert kept["overtime_month_h"]
    assert not kept["overtime_year_h"]


def test_what_is_not_known_of_a_table_is_not_checked_and_said() -> None:
    taxi = driver_hours("taxi_day_2024")
    rules = {margin.rule for margin in margins([], taxi)}
    assert "rest_h" not in rules
    assert "continuous_driving_h" not in rules
    assert any("休息期間" in text for text in taxi.uncertain)


def test_a_table_holds_from_its_date() -> None:
    with pytest.raises(ServiceError, match="hold from 2024-04-01"):
        driver_hours("bus_2024", date(2024, 3, 31))
    with pytest.raises(ServiceError, match="did you mean bus_2024"):
        driver_hours("bus_2042")
