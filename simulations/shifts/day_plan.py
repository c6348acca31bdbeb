"""The smallest fleet and shifts that keep a level on days of one kind: needs covered, tried, and changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.domain.fleet import Vehicle
from dispatch.domain.time import HOUR_S
from simulations.costs import CostModel
from simulations.shifts.cover import Cover, cheapest_cover, count_vehicles
from simulations.shifts.day_kinds import DayKind
from simulations.shifts.shift import STEP_S, PlannedShift
from simulations.shifts.trial import Trial, TrialDays

MOST_ROUNDS = 40
QUANTILE = 0.9
"""Of the simulated days: the first need is what so many of them need."""


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
class DayPlan:
    """Shifts that keep a level on simulated days of one kind, and what is shown of that."""

    kind: DayKind | None
    """None: they are driven on every day of the service."""
    shifts: tuple[PlannedShift, ...]
    """In order."""
    fleet: tuple[Vehicle, ...]
    """The shifts on vehicles, in the same order."""
    vehicles: int
    yen_a_day: int
    """Hours at work and vehicles alone."""
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


def plan_day(
    kind: DayKind | None,
    trials: TrialDays,
    possible: Sequence[PlannedShift],
    level: Level,
    costs: CostModel,
) -> DayPlan:
    """The smallest plan found for these days; raises NoPlan where no shifts keep the level."""
    needs = trials.needs(trials.hours, QUANTILE)
    cover, needs, too_few = _smallest(trials, possible, needs, level, costs)
    shifts, one_less = _trimmed(trials, cover.shifts, level, costs)
    return DayPlan(
        kind,
        shifts,
        trials.vehicles(shifts),
        count_vehicles(shifts),
        _yen(shifts, costs),
        trials.try_shifts(shifts),
        one_less,
        too_few,
        tuple(needs),
        cover.proven,
        len(cover.shifts) - len(shifts),
        len(trials.days),
    )


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
