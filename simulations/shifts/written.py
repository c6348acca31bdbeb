"""A plan as text: the fleet for service.toml, and a weekly roster as a table."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from dispatch.domain.fleet import Vehicle
from dispatch.domain.time import MINUTE_S, TimeWindow, clock
from gtfs.places import Places
from simulations.shifts.day_plan import DayPlan
from simulations.shifts.planning import ShiftPlan

WEEKDAYS = ("月", "火", "水", "木", "金", "土", "日")


def fleet_toml(plan: DayPlan, places: Places) -> str:
    """The `[[fleet]]` of the plan, to paste into service.toml in place of the old."""
    return "\n".join(_vehicle(vehicle, places) for vehicle in plan.fleet)


def write_fleets(plan: ShiftPlan, places: Places, folder: Path) -> None:
    """Write fleet.toml, or a file for each kind of day: fleet-weekday.toml and so on."""
    for each in plan.day_plans:
        name = "fleet.toml" if each.kind is None else f"fleet-{each.kind}.toml"
        (folder / name).write_text(fleet_toml(each, places), encoding="utf-8")


def write_roster(plan: ShiftPlan, file: Path) -> None:
    """One row for each driver, one column for each day of the week."""
    with file.open("w", encoding="utf-8-sig", newline="") as table:  # spreadsheets know UTF-8 by its mark
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["運転者 driver", *WEEKDAYS])
        rows.writerows(roster_rows(plan))


def roster_rows(plan: ShiftPlan) -> Iterator[list[str]]:
    """For each driver the vehicle and hours of each day; empty on a day off."""
    for number, week in enumerate(plan.roster.weeks, start=1):
        named = {day: f"{plan.fleet[shift].vehicle_id} {plan.shifts[shift]}" for day, shift in week.items()}
        yield [f"{number}", *(named.get(day, "") for day in range(len(WEEKDAYS)))]


def _vehicle(vehicle: Vehicle, places: Places) -> str:
    shift, capacity = vehicle.shift, vehicle.capacity
    lines = [
        "[[fleet]]",
        f"vehicle_id = {_quoted(vehicle.vehicle_id)}",
        f"seats = {capacity.seats}",
        f"wheelchair_spaces = {capacity.wheelchairs}",
        f"walker_spaces = {capacity.walkers}",
        f"depot = {_quoted(places[shift.start].place_id)}",
        f'hours = "{_span(shift.hours)}"',
    ]
    if shift.breaks:
        rests = (
            f'{{ begins = "{_span(rest.begins)}", minutes = {rest.duration_s // MINUTE_S} }}'
            for rest in shift.breaks
        )
        lines.append(f"breaks = [{', '.join(rests)}]")
    return "\n".join(lines) + "\n"


def _span(window: TimeWindow) -> str:
    return f"{clock(window.from_s)}-{clock(window.until_s)}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
