"""Who drives which shift on which day of the week: the fewest drivers, by CP-SAT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from dispatch.domain.time import DAY_S, HOUR_S
from simulations.shifts.checker import Duty, Week
from simulations.shifts.driver_hours import (
    DAYS_OF_MONTH,
    DAYS_OF_YEAR,
    FULL_WEEK_H,
    WEEKS_OF_YEAR,
    DriverHours,
)
from simulations.shifts.or_tools import cp_model, solver_of
from simulations.shifts.shift import AFTER_S, BEFORE_S, HALF_WIDTH_S, PlannedShift

WEEK = 7
Driven = Mapping[int, Sequence[int]]
"""For each day of the week, 0 for Monday, the numbers of the shifts that are driven on it."""
MOST_DAYS = 6
"""A day off in each week (労働基準法35条)."""


@dataclass(frozen=True, slots=True)
class Roster:
    """For each driver the shift, by its number, on each day of the week, 0 for Monday; repeated each week."""

    weeks: tuple[Mapping[int, int], ...]
    proven: bool
    """Whether fewer drivers cannot do it."""


def fewest_drivers(shifts: Sequence[PlannedShift], driven: Driven, hours: DriverHours) -> Roster | None:
    """A weekly roster in which every shift of every day has a driver; None where nobody may drive one.

    All work is taken for driving. Raises OptimizerMissing without the extra.
    """
    duties = sum(map(len, driven.values()))
    if not duties:
        return Roster((), True)
    proven = True
    for drivers in range(_least_drivers(shifts, driven, hours), duties + 1):
        weeks, known = _roster(shifts, driven, hours, drivers)
        if weeks is not None:
            return Roster(weeks, proven)
        proven = proven and known  # fewer were shown not to do, or only not found
    return None


def duty_of(shift: PlannedShift) -> Duty:
    """A shift as its driver's day, each break as late, and the one before as early, as it may begin."""
    stretches, free_s = [], shift.from_s
    for rest in shift.breaks:
        stretches.append((free_s, rest.begins_s))
        free_s = rest.begins_s + rest.lasts_s
    stretches.append((free_s, shift.until_s))
    return Duty(
        (shift.from_s - BEFORE_S) / HOUR_S,
        (shift.until_s + AFTER_S) / HOUR_S,
        tuple((from_s / HOUR_S, until_s / HOUR_S) for from_s, until_s in stretches),
    )


def worst_duties(shift: PlannedShift) -> Iterator[Duty]:
    """A shift with each of its breaks as early, or as late, as it may begin: every way."""
    for moved in product((-HALF_WIDTH_S, HALF_WIDTH_S), repeat=len(shift.breaks)):
        breaks = tuple(
            type(rest)(rest.begins_s + by_s, rest.lasts_s)
            for rest, by_s in zip(shift.breaks, moved, strict=True)
        )
        yield duty_of(PlannedShift(shift.from_s, shift.until_s, breaks))


def weeks_of(roster: Roster, shifts: Sequence[PlannedShift]) -> list[Week]:
    """What a checker reads: each driver's week in the way in which breaks leave the longest drive."""
    worst = [max(worst_duties(shift), key=_longest_stretch) for shift in shifts]
    return [{day: worst[number] for day, number in week.items()} for week in roster.weeks]


def _longest_stretch(duty: Duty) -> float:
    return max(until_h - from_h for from_h, until_h in duty.stretches)


def _least_drivers(shifts: Sequence[PlannedShift], driven: Driven, hours: DriverHours) -> int:
    """No fewer can do: one at a time, a day off a week, and hours of the week."""
    duties = [number for numbers in driven.values() for number in numbers]
    needed = max(max(map(len, driven.values())), -(-len(duties) // MOST_DAYS))
    if hours.driving_week_average_h is not None:
        work_s = sum(shifts[number].work_s for number in duties)
        needed = max(needed, -(-work_s // round(hours.driving_week_average_h * HOUR_S)))
    return needed


def _roster(
    shifts: Sequence[PlannedShift], driven: Driven, hours: DriverHours, drivers: int
) -> tuple[tuple[Mapping[int, int], ...] | None, bool]:
    """A roster of so many drivers, if one was found; and whether it is known that there is none."""
    cp = cp_model()
    model = cp.CpModel()
    duties = [(day, number) for day, numbers in driven.items() for number in numbers]
    drives = {
        (driver, *duty): model.new_bool_var(f"{driver} {duty}")
        for driver, duty in product(range(drivers), duties)
    }
    for day, number in duties:
        model.add_exactly_one(drives[driver, day, number] for driver in range(drivers))
    for driver in range(drivers):
        _limit_week(model, [drives, driver], shifts, driven, hours)
        if driver:  # drivers are alike: the earlier work no fewer days
            model.add(_days(drives, driver - 1) >= _days(drives, driver))
    solver = solver_of(cp)
    found = solver.solve(model)
    if found not in (cp.OPTIMAL, cp.FEASIBLE):
        return None, found == cp.INFEASIBLE
    weeks = tuple(
        {day: number for (who, day, number), var in drives.items() if who == driver and solver.value(var)}
        for driver in range(drivers)
    )
    return weeks, False


def _days(drives: Mapping[tuple[int, int, int], Any], driver: int) -> Any:
    return sum(var for (who, _, _), var in drives.items() if who == driver)


def _limit_week(
    model: Any, of: list[Any], shifts: Sequence[PlannedShift], driven: Driven, hours: DriverHours
) -> None:
    drives, driver = of
    mine = {(day, number): var for (who, day, number), var in drives.items() if who == driver}
    for day, numbers in driven.items():
        model.add_at_most_one(mine[day, number] for number in numbers)
    model.add(sum(mine.values()) <= MOST_DAYS)

    def seconds(of_shift: Sequence[int], on: Sequence[int] = tuple(driven)) -> Any:
        return sum(of_shift[number] * var for (day, number), var in mine.items() if day in on)

    on_duty, work = [shift.on_duty_s for shift in shifts], [shift.work_s for shift in shifts]
    if hours.on_duty_week_average_h is not None:
        model.add(seconds(on_duty) <= round(hours.on_duty_week_average_h * HOUR_S))
    if hours.driving_week_average_h is not None:
        model.add(seconds(work) <= round(hours.driving_week_average_h * HOUR_S))
    if hours.on_duty_52_weeks_h is not None:
        model.add(WEEKS_OF_YEAR * seconds(on_duty) <= round(hours.on_duty_52_weeks_h * HOUR_S))
    for limit_h, in_days in ((hours.on_duty_month_h, DAYS_OF_MONTH), (hours.on_duty_year_h, DAYS_OF_YEAR)):
        if limit_h is not None:
            _limit_days(model, seconds, on_duty, in_days, round(limit_h * HOUR_S))
    for limit_h, in_days in ((hours.overtime_month_h, DAYS_OF_MONTH), (hours.overtime_year_h, DAYS_OF_YEAR)):
        if limit_h is not None:
            overtime_s = round(limit_h * HOUR_S * WEEK / in_days)
            model.add(seconds(work) <= FULL_WEEK_H * HOUR_S + overtime_s)
    for day in driven:
        following = (day + 1) % WEEK
        if following not in driven:
            continue
        if hours.driving_day_average_h is not None:
            model.add(seconds(work, (day, following)) <= round(2 * hours.driving_day_average_h * HOUR_S))
        if hours.rest_h is not None:
            _rest_between(model, mine, shifts, driven, (day, following), round(hours.rest_h * HOUR_S))


def _limit_days(model: Any, seconds: Any, on_duty: Sequence[int], in_days: int, most_s: int) -> None:
    """The longest month is four whole weeks and any three days that follow each other, a year 52 and two."""
    whole, rest = divmod(in_days, WEEK)
    for first in range(WEEK):
        last_days = tuple((first + day) % WEEK for day in range(rest))
        model.add(whole * seconds(on_duty) + seconds(on_duty, last_days) <= most_s)


def _rest_between(
    model: Any,
    mine: Mapping[tuple[int, int], Any],
    shifts: Sequence[PlannedShift],
    driven: Driven,
    two_days: tuple[int, int],
    rest_s: int,
) -> None:
    for here, there in product(*(driven[day] for day in two_days)):
        between_s = DAY_S + shifts[there].from_s - BEFORE_S - (shifts[here].until_s + AFTER_S)
        if between_s < rest_s:
            model.add(mine[two_days[0], here] + mine[two_days[1], there] <= 1)
