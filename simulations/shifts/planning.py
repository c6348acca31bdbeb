"""The smallest fleet and shifts that keep a level: needs covered, tried on simulated days, and changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dispatch.domain.fleet import Vehicle
from dispatch.domain.time import HOUR_S
from gtfs.service import Service
from gtfs.service_error import ServiceError
from simulations.costs import CostModel
from simulations.measures.definitions import DEFINITIONS
from simulations.shifts.checker import Margin, margins
from simulations.shifts.cover import Cover, cheapest_cover, count_vehicles
from simulations.shifts.driver_hours import DriverHours, driver_hours
from simulations.shifts.roster import Roster, fewest_drivers, weeks_of
from simulations.shifts.shift import STEP_S, PlannedShift, list_shifts
from simulations.shifts.trial import Trial, TrialDays
from simulations.town_costs import rates_of
from simulations.variants.ground import service_of
from simulations.variants.variant import Variant

MOST_ROUNDS = 40
QUANTILE = 0.9
"""Of the simulated days: the first need is what so many of them need."""
Told = Callable[[str, int], None]
"""Hears what is being done, and how many days have been replayed."""


class NoPlan(ValueError):
    """No shifts keep the level; the message says what was tried."""


@dataclass(frozen=True, slots=True)
class Level:
    """What must be kept: a figure by its code, in the unit of its definition, and how much of it."""

    code: str
    at_least: float


@dataclass(frozen=True, slots=True)
class OneLess:
    """A plan with one shift less, tried on the same days."""

    without: PlannedShift
    level: float | None


@dataclass(frozen=True, slots=True)
class TooFew:
    """A fleet that does not do."""

    vehicles: int
    level: float | None
    """With every vehicle on the road all day without a break, or of the best plan of shifts."""
    all_day: bool
    """Whether it is missed even then."""


@dataclass(frozen=True)
class ShiftPlan:
    """Shifts that keep a level on simulated days, who drives them, and what is shown of that."""

    level: Level
    shifts: tuple[PlannedShift, ...]
    """In order; each is driven on every day of the service."""
    fleet: tuple[Vehicle, ...]
    """The shifts on vehicles, in the same order."""
    vehicles: int
    yen_a_day: int
    """Hours at work and vehicles alone."""
    roster: Roster
    margins: tuple[Margin, ...]
    trial: Trial
    one_less: tuple[OneLess, ...]
    """Every shift left out once: none keeps the level."""
    too_few: tuple[TooFew, ...]
    """Every smaller fleet, and why it does not do."""
    needs: tuple[int, ...]
    """Vehicles wanted on the road in each half hour of the service, as covered last."""
    cover_proven: bool
    """Whether no cheaper shifts cover those needs."""
    trimmed: int
    """How many of the shifts that covered them were not needed after all."""
    days: int
    replayed: int


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
    days: Sequence[tuple[date, int]],
    level: Level,
    hours: DriverHours | None = None,
    costs: CostModel | None = None,
    told: Told = lambda _doing, _replayed: None,
) -> ShiftPlan:
    """The smallest plan found for a service, tried on these days (date and seed).

    Raises NoPlan where no shifts keep the level, OptimizerMissing without the extra, and the ValueErrors of a
    replayed day.
    """
    rules = hours or driver_hours()
    prices = costs or rates_of(variant.folder).model
    service = service_of(variant.folder, variant.in_its_season)
    trials = TrialDays(variant, days, level.code)
    doing = "need"

    def tell(replayed: int) -> None:
        told(doing, replayed)

    trials.told = tell
    longest_s = round(min(rules.on_duty_day_h, 24) * HOUR_S)
    continuous_s = round((rules.continuous_driving_h or 4) * HOUR_S)
    possible = list_shifts(service.hours, longest_s, continuous_s)
    if rules.driving_day_average_h is not None:
        most_s = round(rules.driving_day_average_h * HOUR_S)
        possible = [shift for shift in possible if shift.work_s <= most_s]
    needs = trials.needs(service.hours, QUANTILE)
    doing = "cover"
    cover, needs, too_few = _smallest(trials, possible, needs, level, prices)
    doing = "less"
    shifts, one_less = _trimmed(trials, cover.shifts, level, prices)
    roster = fewest_drivers(shifts, _weekdays(service, min(on for on, _ in days)), rules)
    if roster is None:
        raise NoPlan("no driver may drive these shifts under the rules; name another table with --rules")
    vehicles = count_vehicles(shifts)
    return ShiftPlan(
        level,
        shifts,
        trials.vehicles(shifts),
        vehicles,
        _yen(shifts, prices),
        roster,
        tuple(margins(weeks_of(roster, shifts), rules)),
        trials.try_shifts(shifts),
        one_less,
        too_few,
        tuple(needs),
        cover.proven,
        len(cover.shifts) - len(shifts),
        len(days),
        trials.replayed,
    )


def _weekdays(service: Service, first: date) -> list[int]:
    """The days of the week on which the service runs, by the four weeks from a date on."""
    month = (first + timedelta(days=number) for number in range(28))
    return sorted({day.weekday() for day in month if service.runs_on(day)})


def _smallest(
    trials: TrialDays,
    possible: Sequence[PlannedShift],
    needs: list[int],
    level: Level,
    costs: CostModel,
) -> tuple[Cover, list[int], tuple[TooFew, ...]]:
    """Shifts on the smallest fleet that keeps the level, the needs they cover, and the fleets that do not."""
    too_few: list[TooFew] = []
    for vehicles in range(1, trials.most_vehicles + 1):
        all_day = trials.try_all_day(vehicles)
        if not _kept(all_day, level):
            too_few.append(TooFew(vehicles, all_day.level, all_day=True))
            continue
        cover, needed, best = _covered(trials, possible, needs, vehicles, level, costs)
        if cover is not None:
            return cover, needed, tuple(too_few)
        too_few.append(TooFew(vehicles, best, all_day=False))
    best = max((each.level or 0.0 for each in too_few), default=0.0)
    raise NoPlan(
        f"{level.code} of {level.at_least:g} % was not kept by {trials.most_vehicles} vehicles, the best had "
        f"{best:.1f} %; ask for less, or see which requests are refused for other reasons than vehicles"
    )


def _covered(
    trials: TrialDays,
    possible: Sequence[PlannedShift],
    needs: list[int],
    vehicles: int,
    level: Level,
    costs: CostModel,
) -> tuple[Cover | None, list[int], float | None]:
    """The first cover on so many vehicles that keeps the level; needs grow where requests failed.

    None where no need can grow any more; with the best level that was kept.
    """
    begins_s, best = trials.hours.from_s, 0.0
    needs = [min(needed, vehicles) for needed in needs]
    for _ in range(MOST_ROUNDS):
        cover = cheapest_cover(needs, begins_s, possible, vehicles, costs)
        trial = trials.try_shifts(cover.shifts)
        if _kept(trial, level):
            return cover, needs, trial.level
        best = max(best, trial.level or 0.0)
        raised = _raised(needs, trial, begins_s, vehicles)
        if raised == needs:
            break
        needs = raised
    return None, needs, best


def _raised(needs: Sequence[int], trial: Trial, begins_s: int, most: int) -> list[int]:
    """One vehicle more in the half hours in which most failed, and in the one before each.

    Where those have all vehicles already, in those next to them in number of failures.
    """
    first = begins_s // STEP_S
    failed = {
        number: trial.failed[first + number] + trial.failed[first + number + 1]
        for number, needed in enumerate(needs)
        if needed < most
    }
    much = max(failed.values(), default=0) / 2
    return [
        needed + (number in failed and failed[number] > 0 and failed[number] >= much)
        for number, needed in enumerate(needs)
    ]


def _trimmed(
    trials: TrialDays, shifts: tuple[PlannedShift, ...], level: Level, costs: CostModel
) -> tuple[tuple[PlannedShift, ...], tuple[OneLess, ...]]:
    """Shifts left out, the dearest first, until the level is missed without any of them."""
    while True:
        missed = []
        for shift in sorted(set(shifts), key=lambda each: (-_yen([each], costs), each)):
            fewer = list(shifts)
            fewer.remove(shift)
            if not fewer:
                missed.append(OneLess(shift, None))
                continue
            trial = trials.try_shifts(fewer)
            if _kept(trial, level):
                shifts = tuple(fewer)
                break
            missed.append(OneLess(shift, trial.level))
        else:
            return shifts, tuple(missed)


def _kept(trial: Trial, level: Level) -> bool:
    return trial.level is not None and trial.level >= level.at_least


def _yen(shifts: Sequence[PlannedShift], costs: CostModel) -> int:
    paid = sum(shift.paid_s for shift in shifts) / HOUR_S
    return round(costs.vehicle_hour_yen * paid + costs.vehicle_day_yen * count_vehicles(shifts))
