"""Whether a roster keeps the limits on drivers' hours: counted from its times, apart from what made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from simulations.shifts.driver_hours import (
    DAYS_OF_MONTH,
    DAYS_OF_YEAR,
    FULL_WEEK_H,
    WEEKS_OF_YEAR,
    DriverHours,
)

DAY_H = 24.0
WEEKS = 4


@dataclass(frozen=True, slots=True)
class Duty:
    """A driver's day as it is planned, hours from midnight of its day: on duty, and stretches of work."""

    from_h: float
    until_h: float
    stretches: tuple[tuple[float, float], ...]
    """At work, each without a break; all of it may be driving."""

    @property
    def on_duty_h(self) -> float:
        """拘束時間."""
        return self.until_h - self.from_h

    @property
    def work_h(self) -> float:
        """Without breaks."""
        return sum(until_h - from_h for from_h, until_h in self.stretches)


Week = Mapping[int, Duty]
"""A driver's duties by the day of the week, 0 to 6; the week is repeated all year, without a day of leave."""


@dataclass(frozen=True, slots=True)
class Margin:
    """How near the nearest driver comes to one limit; hours."""

    rule: str
    limit: float
    nearest: float
    """The most, or for a rest the least, of any driver."""
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether everybody keeps it."""
        tiny = 1e-9
        return self.nearest >= self.limit - tiny if self.at_least else self.nearest <= self.limit + tiny


def margins(weeks: Sequence[Week], hours: DriverHours) -> list[Margin]:
    """Every limit of a table, and how near a roster comes to it; limits that a table has not are left out."""
    limits = (
        ("on_duty_day_h", hours.on_duty_day_h, _longest_day),
        ("on_duty_week_average_h", hours.on_duty_week_average_h, _week_on_duty),
        ("on_duty_month_h", hours.on_duty_month_h, partial(_on_duty_in, DAYS_OF_MONTH)),
        ("on_duty_year_h", hours.on_duty_year_h, partial(_on_duty_in, DAYS_OF_YEAR)),
        ("on_duty_52_weeks_h", hours.on_duty_52_weeks_h, lambda week: WEEKS_OF_YEAR * _week_on_duty(week)),
        ("driving_day_average_h", hours.driving_day_average_h, _two_days),
        ("driving_week_average_h", hours.driving_week_average_h, _week_at_work),
        ("overtime_month_h", hours.overtime_month_h, partial(_overtime_in, DAYS_OF_MONTH)),
        ("overtime_year_h", hours.overtime_year_h, partial(_overtime_in, DAYS_OF_YEAR)),
    )
    found = [
        Margin(rule, limit, max((of(week) for week in weeks), default=0.0))
        for rule, limit, of in limits
        if limit is not None
    ]
    if hours.over_14h_days_a_week is not None:
        long_days = max((sum(duty.on_duty_h > 14 for duty in week.values()) for week in weeks), default=0)
        found.append(Margin("over_14h_days_a_week", hours.over_14h_days_a_week, long_days))
    if hours.continuous_driving_h is not None:
        longest = max((_longest_drive(week, hours) for week in weeks), default=0.0)
        found.append(Margin("continuous_driving_h", hours.continuous_driving_h, longest))
    if hours.rest_h is not None:
        rests = [rest for week in weeks for rest in _rests(week)]
        found.append(Margin("rest_h", hours.rest_h, min(rests, default=DAY_H), at_least=True))
    return found


def _longest_day(week: Week) -> float:
    return max((duty.on_duty_h for duty in week.values()), default=0.0)


def _week_on_duty(week: Week) -> float:
    return sum(duty.on_duty_h for duty in week.values())


def _week_at_work(week: Week) -> float:
    return sum(duty.work_h for duty in week.values())


def _on_duty_in(days: int, week: Week) -> float:
    """In so many days that follow each other, with whichever day of the week they begin."""
    by_day = {day: duty.on_duty_h for day, duty in week.items()}
    return max(sum(by_day.get((first + day) % 7, 0.0) for day in range(days)) for first in range(7))


def _overtime_in(days: int, week: Week) -> float:
    """Beyond forty hours in each week of so many days, and of the last days what they add to a full week."""
    return max(0.0, _week_at_work(week) - FULL_WEEK_H) * days / 7


def _two_days(week: Week) -> float:
    """The mean of two days that follow each other, a day off counted as none."""
    worked = [week[day].work_h if day in week else 0.0 for day in range(7)]
    return max((worked[day] + worked[(day + 1) % 7]) / 2 for day in range(7))


def _rests(week: Week) -> Iterator[float]:
    days = sorted(week)
    for here, following in zip(days, [*days[1:], days[0] + 7] if days else [], strict=True):
        yield (following - here) * DAY_H + week[following % 7].from_h - week[here].until_h


def _longest_drive(week: Week, hours: DriverHours) -> float:
    return max((_longest_drive_of(duty, hours) for duty in week.values()), default=0.0)


def _longest_drive_of(duty: Duty, hours: DriverHours) -> float:
    """The most driven before breaks, none shorter than a piece, have added up to what ends a drive."""
    longest = driven = rested = 0.0
    left_h: float | None = None
    for from_h, until_h in duty.stretches:
        pause_h = 0.0 if left_h is None else from_h - left_h
        if pause_h * 60 >= hours.break_piece_min - 1e-9:
            rested += pause_h
        if rested * 60 >= hours.break_total_min - 1e-9:
            driven = rested = 0.0
        driven += until_h - from_h
        longest = max(longest, driven)
        left_h = until_h
    return longest
