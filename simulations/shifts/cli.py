"""The command `shifts`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from dispatch.policy.or_tools import OptimizerMissing
from gtfs.service_error import ServiceError
from gtfs.service_values import parse_date
from simulations.demand import DemandError
from simulations.learning import LearningMissing
from simulations.scenario import ScenarioError
from simulations.shifts.day_plan import NoPlan
from simulations.shifts.driver_hours import DEFAULT, driver_hours
from simulations.shifts.page import KINDS, write_page
from simulations.shifts.planning import ShiftPlan, parse_level, plan_shifts
from simulations.shifts.written import write_fleets, write_roster
from simulations.terminal import refuse, terminal, warm_kernels
from simulations.variants.dates import service_days
from simulations.variants.ground import service_of
from simulations.variants.variant import variant_of


def shifts(
    service: Annotated[
        Path, typer.Argument(metavar="SERVICE", help="A service folder, or a scenario file (.toml).")
    ],
    level: Annotated[
        str, typer.Option("--level", help="What must be kept: a figure in percent, CODE=SHARE.")
    ] = "success_within_30=0.95",
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How many service days.")] = 5,
    seeds: Annotated[int, typer.Option("--seeds", min=1, max=100, help="Each day so often.")] = 1,
    on: Annotated[
        str | None, typer.Option("--date", help="The first day; else the service's demo date.")
    ] = None,
    rules: Annotated[str, typer.Option("--rules", help="The table of drivers' hours.")] = DEFAULT,
    change: Annotated[
        list[str] | None, typer.Option("--change", help="KEY=VALUE of service.toml; may be repeated.")
    ] = None,
    same_every_day: Annotated[
        bool, typer.Option("--same-every-day", help="One plan for weekdays, Saturdays, Sundays and holidays.")
    ] = False,
    out: Annotated[Path, typer.Option("--out", help="Folder to write the plan to.")] = Path("out/shifts"),
) -> None:
    """Plan the smallest fleet and shifts that keep a level of service, with drivers' hours held.

    Exit code 0: planned, 1: no plan keeps the level, 2: the input cannot be used.
    """
    console = terminal()
    try:
        wanted = parse_level(level)
        variant = variant_of(service, change or [])
        read = service_of(variant.folder, variant.in_its_season)
        first = read.demo_date if on is None else _date(on)
        hours = driver_hours(rules)
        tried = [(day, seed) for day in service_days([read], days, first) for seed in range(1, seeds + 1)]
        warm_kernels(console)
        with console.status("…") as status:
            plan = plan_shifts(
                variant,
                tried,
                wanted,
                hours,
                told=lambda doing, replayed: status.update(f"{doing} … {replayed}"),
                same_every_day=same_every_day,
            )
        out.mkdir(parents=True, exist_ok=True)
        write_fleets(plan, read.places, out)
        write_roster(plan, out / "roster.csv")
        write_page(plan, read, hours, out / "shifts.html")
    except NoPlan as none:
        typer.echo(str(none), err=True)
        raise typer.Exit(1) from none
    except (ServiceError, ScenarioError, DemandError, OptimizerMissing, LearningMissing) as refusal:
        refuse(str(refusal))
    except OSError as problem:
        refuse(f"{out}: cannot be written ({problem.strerror or problem}); give another folder with --out")
    for line in _told(plan):
        console.print(escape(line), highlight=False, soft_wrap=True)
    console.print(f"Page: {escape(str(out / 'shifts.html'))}", highlight=False, soft_wrap=True)


def _told(plan: ShiftPlan) -> list[str]:
    told = [f"{plan.vehicles} vehicles (車両), {len(plan.roster.weeks)} drivers (運転者)"]
    for each in plan.day_plans:
        kind, shifts = KINDS[each.kind], f"{len(each.shifts)} shifts (勤務)"
        told.append(f"{kind.en} ({kind.ja}): {shifts}, {plan.level.code} {each.trial.level or 0:.1f} %")
        told += (f"  {on.vehicle_id}  {shift}" for on, shift in zip(each.fleet, each.shifts, strict=True))
    return told


def _date(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as problem:
        raise ScenarioError(f"--date {text!r}: {problem}") from problem
