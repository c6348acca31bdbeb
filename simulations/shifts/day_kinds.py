"""Which kind of day a date is to a shift plan: a weekday, a Saturday, a Sunday or holiday."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum

from simulations.fitting.calendar import is_holiday
from simulations.shifts.trial import Day

SATURDAY, SUNDAY = 5, 6


class DayKind(StrEnum):
    """Days of one kind are driven by the same shifts."""

    WEEKDAY = "weekday"
    SATURDAY = "saturday"
    HOLIDAY = "holiday"
    """Sundays too."""


_NEAREST = {
    DayKind.WEEKDAY: (DayKind.WEEKDAY, DayKind.SATURDAY, DayKind.HOLIDAY),
    DayKind.SATURDAY: (DayKind.SATURDAY, DayKind.HOLIDAY, DayKind.WEEKDAY),
    DayKind.HOLIDAY: (DayKind.HOLIDAY, DayKind.SATURDAY, DayKind.WEEKDAY),
}


def kind_of(on: date) -> DayKind:
    """The kind of a date in Japan; raises LearningMissing where jpholiday is not installed."""
    if on.weekday() == SUNDAY or is_holiday(on):
        return DayKind.HOLIDAY
    return DayKind.SATURDAY if on.weekday() == SATURDAY else DayKind.WEEKDAY


def by_kind(days: Sequence[Day]) -> dict[DayKind, list[Day]]:
    """Days by their kind; kinds without any are left out."""
    found = {kind: [day for day in days if kind_of(day[0]) is kind] for kind in DayKind}
    return {kind: some for kind, some in found.items() if some}


def kind_driven_on(weekday: int, known: Collection[DayKind]) -> DayKind:
    """Whose shifts are driven on a day of the week: its own kind's, or those of the nearest kind known."""
    usual = {SATURDAY: DayKind.SATURDAY, SUNDAY: DayKind.HOLIDAY}.get(weekday, DayKind.WEEKDAY)
    return next(kind for kind in _NEAREST[usual] if kind in known)
