"""The cheapest shifts that have enough vehicles serve in every half hour, by CP-SAT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.domain.time import HOUR_S
from simulations.costs import ASSUMED, CostModel
from simulations.shifts.or_tools import cp_model, solver_of
from simulations.shifts.shift import STEP_S, PlannedShift

MISSING_TIMES = 5
"""What is missing costs so many times what it would cost."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Shifts that cover a need."""

    shifts: tuple[PlannedShift, ...]
    missing_s: int
    """Vehicle seconds of the need that breaks leave open."""
    proven: bool
    """Whether no cheaper ones cover it."""


def cheapest_cover(
    need: Sequence[int],
    begins_s: int,
    shifts: Sequence[PlannedShift],
    most_vehicles: int,
    costs: CostModel = ASSUMED,
) -> Cover:
    """Shifts with `need` vehicles on the road each half hour from `begins_s`, as far as can be.

    A break counts as the part of its half hours that it takes. Where no vehicle is left in breaks, as
    little is missing as can be. A vehicle serves several shifts, one after another. Raises
    OptimizerMissing without the extra.
    """
    cp = cp_model()
    model = cp.CpModel()
    chosen = [model.new_int_var(0, max(need, default=0), f"x{n}") for n in range(len(shifts))]
    vehicles = model.new_int_var(0, most_vehicles, "vehicles")
    missing = [model.new_int_var(0, needed * STEP_S, f"m{n}") for n, needed in enumerate(need)]
    for number, needed in enumerate(need):
        from_s = begins_s + number * STEP_S
        until_s = from_s + STEP_S
        serving = [(shift.serves_s(from_s, until_s), var) for shift, var in zip(shifts, chosen, strict=True)]
        served = sum(seconds * var for seconds, var in serving if seconds)
        model.add(served + missing[number] >= needed * STEP_S)
        out = [var for shift, var in zip(shifts, chosen, strict=True) if _out(shift, from_s, until_s)]
        model.add(sum(out) <= vehicles)
    yen = [round(costs.vehicle_hour_yen * shift.paid_s / HOUR_S) for shift in shifts]
    total = sum(price * var for price, var in zip(yen, chosen, strict=True))
    dear = 1 + round(MISSING_TIMES * costs.vehicle_hour_yen / HOUR_S)
    model.minimize(total + round(costs.vehicle_day_yen) * vehicles + dear * sum(missing))
    solver = solver_of(cp)
    found = solver.solve(model)
    assert found in (cp.OPTIMAL, cp.FEASIBLE), "no shifts at all, and everything missing, is a cover"
    taken = [shift for shift, var in zip(shifts, chosen, strict=True) for _ in range(int(solver.value(var)))]
    return Cover(
        tuple(sorted(taken)),
        sum(int(solver.value(each)) for each in missing),
        found == cp.OPTIMAL,
    )


def count_vehicles(shifts: Sequence[PlannedShift]) -> int:
    """How many vehicles these shifts take, each driven by one driver at a time."""
    return max(vehicles_of(shifts), default=-1) + 1


def vehicles_of(shifts: Sequence[PlannedShift]) -> list[int]:
    """The number of the vehicle of each shift, the lowest that is free; vehicles change hands at once."""
    free_s: list[int] = []
    taken: dict[int, int] = {}
    for index in sorted(range(len(shifts)), key=lambda index: shifts[index]):
        shift = shifts[index]
        vehicle = next((n for n, at_s in enumerate(free_s) if at_s <= shift.from_s), len(free_s))
        free_s[vehicle : vehicle + 1] = [shift.until_s]
        taken[index] = vehicle
    return [taken[index] for index in range(len(shifts))]


def _out(shift: PlannedShift, from_s: int, until_s: int) -> bool:
    return shift.from_s < until_s and shift.until_s > from_s
