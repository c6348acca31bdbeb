"""The smallest fleet and shifts that keep a level: a plan for each kind of day, and one roster for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dispatch.domain.fleet import Vehicle
from dispatch.domain.time import HOUR_S
from gtfs.service import Service
from gtfs.service_error import ServiceError
from simulations.costs import CostModel
from simulations.measures.definitions import DEFINITIONS
from simulations.shifts.checker import Margin, margins
from simulations.shifts.day_kinds import DayKind, by_kind, kind_driven_on
from simulations.shifts.day_plan import DayPlan, Level, NoPlan, plan_day
from simulations.shifts.driver_hours import DriverHours, driver_hours
from simulations.shifts.roster import Roster, fewest_drivers, weeks_of
from simulations.shifts.shift import PlannedShift, list_shifts
from simulations.shifts.trial import Day, Trial, TrialDays
from simulations.town_costs import rates_of
from simulations.variants.ground import service_of
from simulations.variants.variant import Variant

Told = Callable[[str, int], None]
"""Hears for which days is planned, and how many days have been replayed."""


@dataclass(frozen=True)
class ShiftPlan:
    """Shifts that keep a level on simulated days, who drives them, and what is shown of that."""

    level: Level
    day_plans: tuple[DayPlan, ...]
    """One for every day of the service, or one for each kind of day."""
    roster: Roster
    """By the numbers of `shifts`."""
    margins: tuple[Margin, ...]
    replayed: int

    @property
    def shifts(self) -> tuple[PlannedShift, ...]:
        """Those of all kinds of days, one kind after the other."""
        return tuple(shift for each in self.day_plans for shift in each.shifts)

    @property
    def fleet(self) -> tuple[Vehicle, ...]:
        """The shifts on vehicles, in the same order."""
        return tuple(vehicle for each in self.day_plans for vehicle in each.fleet)

    @property
    def vehicles(self) -> int:
        """On the day that takes most."""
        return max(each.vehicles for each in self.day_plans)

    @property
    def trial(self) -> Trial:
        """Of the kind of days on which the level is kept the least."""
        return min((each.trial for each in self.day_plans), key=lambda trial: trial.level or 0.0)


def parse_level(text: str) -> Level:
    """A level written CODE=SHARE, such as success_within_30=0.95; raises ServiceError."""
    code, _, value = text.partition("=")
    units = {definition.code: definition.unit for definition in DEFINITIONS}
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if units.get(code) != "%" or not 0 < share <= 1:
        raise ServiceError(
            f"--level {text!r}: CODE=SHARE expected, a figure in percent and a number up to 1, such as "
            "success_within_30=0.95"
        )
    return Level(code, 100 * share)


def plan_shifts(
    variant: Variant,
    days: Sequence[Day],
    level: Level,
    hours: DriverHours | None = None,
    costs: CostModel | None = None,
    told: Told = lambda _doing, _replayed: None,
    *,
    same_every_day: bool = False,
) -> ShiftPlan:
    """The smallest plan found for a service, tried on these days (date and seed).

    Where days of several kinds are given, each kind has its own needs and shifts, unless they are to be the
    same every day. Raises NoPlan where no shifts keep the level, OptimizerMissing and LearningMissing without
    the extra, and the ValueErrors of a replayed day.
    """
    rules = hours or driver_hours()
    prices = costs or rates_of(variant.folder).model
    service = service_of(variant.folder, variant.in_its_season)
    possible = _possible(service, rules)
    replayed, plans = 0, list[DayPlan]()
    for kind, some in _kinds(days, same_every_day=same_every_day).items():
        trials = TrialDays(variant, some, level.code, _counted_on(told, kind, replayed))
        plans.append(plan_day(kind, trials, possible, level, prices))
        replayed += trials.replayed
    shifts = [shift for each in plans for shift in each.shifts]
    driven = _driven(plans, _weekdays(service, min(on for on, _ in days)))
    roster = fewest_drivers(shifts, driven, rules)
    if roster is None:
        raise NoPlan("no driver may drive these shifts under the rules; name another table with --rules")
    kept = tuple(margins(weeks_of(roster, shifts), rules))
    return ShiftPlan(level, tuple(plans), roster, kept, replayed)


def _kinds(days: Sequence[Day], *, same_every_day: bool) -> Mapping[DayKind | None, Sequence[Day]]:
    if same_every_day:
        return {None: days}
    found = by_kind(days)
    return {None: days} if len(found) == 1 else dict(found.items())


def _counted_on(told: Told, kind: DayKind | None, before: int) -> Callable[[int], None]:
    """What hears of the days of one kind, after those of the kinds before."""
    return lambda replayed: told("all" if kind is None else kind.value, before + replayed)


def _possible(service: Service, rules: DriverHours) -> list[PlannedShift]:
    longest_s = round(min(rules.on_duty_day_h, 24) * HOUR_S)
    continuous_s = round((rules.continuous_driving_h or 4) * HOUR_S)
    possible = list_shifts(service.hours, longest_s, continuous_s)
    if rules.driving_day_average_h is None:
        return possible
    most_s = round(rules.driving_day_average_h * HOUR_S)
    return [shift for shift in possible if shift.work_s <= most_s]


def _driven(plans: Sequence[DayPlan], weekdays: Sequence[int]) -> dict[int, range]:
    """For each day of the week the numbers of the shifts that are driven on it."""
    numbers, first = dict[DayKind | None, range](), 0
    for each in plans:
        numbers[each.kind] = range(first, first + len(each.shifts))
        first += len(each.shifts)
    if None in numbers:
        return dict.fromkeys(weekdays, numbers[None])
    known = [kind for kind in numbers if kind is not None]
    return {weekday: numbers[kind_driven_on(weekday, known)] for weekday in weekdays}


def _weekdays(service: Service, first: date) -> list[int]:
    """The days of the week on which the service runs, by the four weeks from a date on."""
    month = (first + timedelta(days=number) for number in range(28))
    return sorted({day.weekday() for day in month if service.runs_on(day)})
