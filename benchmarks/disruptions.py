"""How long the preview of a disruption takes: vehicles break down at noon, snow falls on a booked day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
import typer

from benchmarks.punctual_day import PunctualDay
from benchmarks.town import PLACES, town
from dispatch.domain.commands import Ask, Command
from dispatch.domain.conditions import Conditions
from dispatch.domain.disruptions import ChangeConditions, DisruptTogether, WithdrawVehicle
from dispatch.domain.events import PromiseMade
from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request, RequestId, RiderId, WishKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, TimeWindow
from dispatch.engine.area import Area
from dispatch.engine.consequences import Consequences, consequences
from dispatch.engine.dispatcher import Dispatcher
from gtfs.service import read_service
from simulations.scenario import scenario_of_service

NAMIOKA = Path(__file__).resolve().parents[1] / "examples" / "namioka"
ON = date(2026, 12, 2)
OPENS_S, CLOSES_S, NOON_S = 8 * HOUR_S, 18 * HOUR_S, 12 * HOUR_S
SEED = 7
PREVIEWS = 5
HEAD = (
    "| day | what happens | open promises | kept | moved | call | preview, CPU ms |",
    "|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Previewed:
    """A disruption looked at and not carried out."""

    day: str
    what: str
    told: Consequences
    cpu_ms: float

    def line(self) -> str:
        """A row of the table."""
        kept, moved, call = len(self.told.kept), len(self.told.moved), len(self.told.needs_call)
        riders = kept + moved + call
        return f"| {self.day} | {self.what} | {riders} | {kept} | {moved} | {call} | {self.cpu_ms:.0f} |"


def namioka_at_noon() -> PunctualDay:
    """The demo's three vans at double demand."""
    scenario = scenario_of_service(read_service(NAMIOKA), on=ON, seed=1, riders=164)
    dispatcher = Dispatcher(scenario.area, scenario.rules, scenario.vehicles, scenario.travel)
    day = PunctualDay(dispatcher, scenario.travel)
    day.begin(dispatcher.open_day().events, 0)
    arrivals = sorted(scenario.arrivals, key=lambda each: each.asked_s)
    day.run([(each.asked_s, Ask(each.request)) for each in arrivals], until_s=NOON_S)
    return day


def town_at_noon(vehicles: int, bookings: int) -> PunctualDay:
    """A made-up town in which so many riders have booked by the time the day begins."""
    rng = np.random.default_rng(SEED)
    travel, hours = town(rng), TimeWindow(OPENS_S, CLOSES_S)
    depots = [PlaceIndex(int(place)) for place in rng.integers(0, PLACES, vehicles)]
    fleet = tuple(
        Vehicle(VehicleId(str(n)), Load(8, 1), Shift(hours, depot, depot)) for n, depot in enumerate(depots)
    )
    dispatcher = Dispatcher(Area("town", ON.isoformat(), hours), ServiceRules(), fleet, travel)
    day = PunctualDay(dispatcher, travel)
    day.begin(dispatcher.open_day().events, 0)
    asked = 0
    while sum(isinstance(event, PromiseMade) for event in day.events) < bookings and asked < 3 * bookings:
        asked_s = OPENS_S - HOUR_S + asked
        day.run([(asked_s, Ask(_request(rng, asked)))], until_s=asked_s)
        asked += 1
    day.run((), until_s=NOON_S)
    return day


def _request(rng: np.random.Generator, number: int) -> Request:
    origin, destination = (PlaceIndex(int(place)) for place in rng.choice(PLACES, 2, replace=False))
    wish_s = OPENS_S + HOUR_S + int(rng.integers(0, 8 * HOUR_S))
    ids = RequestId(f"q{number}"), RiderId(f"r{number}")
    return Request(*ids, origin, destination, WishKind.DEPART_AFTER, wish_s, Load(1))


def preview(day: PunctualDay, name: str, what: str, command: Command) -> Previewed:
    """The median of a few previews; the first compiles, or lays out other roads, and counts as well."""
    took_s, told = [], None
    for _ in range(PREVIEWS):
        began_s = process_time()
        told = consequences(day.day, day.dispatcher.decide(day.day, command, NOON_S + 1).events)
        took_s.append(process_time() - began_s)
    assert told is not None
    return Previewed(name, what, told, 1000 * median(took_s))


def list_previews(name: str, day: PunctualDay, broken: int) -> list[Previewed]:
    """A breakdown of the first vehicles, snow, and both at once."""
    vehicles = list(day.day.vehicles)
    failing = tuple(WithdrawVehicle(vehicle_id, "breakdown") for vehicle_id in vehicles[:broken])
    snow = ChangeConditions(Conditions("snow", speed=0.75, dwell=1.5), "snow")
    both = DisruptTogether((*failing, snow))
    what = f"{broken} of {len(vehicles)} break down"
    return [
        preview(day, name, what, DisruptTogether(failing)),
        preview(day, name, "snow, three quarters of the speed", snow),
        preview(day, name, f"{what} in that snow", both),
    ]


def main(vehicles: int = 30, bookings: int = 1000) -> None:
    """Time the preview of breakdowns and snow at noon on the demo's day and in a booked town."""
    typer.echo("\n".join(HEAD))
    for row in list_previews("demo, double demand", namioka_at_noon(), 1):
        typer.echo(row.line())
    name = f"town, {bookings} bookings asked for"
    for row in list_previews(name, town_at_noon(vehicles, bookings), max(1, vehicles // 6)):
        typer.echo(row.line())


if __name__ == "__main__":
    typer.run(main)
