"""FleetPy's example through our engine: `python -m benchmarks.fleetpy_case DEMAND NETWORK --vehicles 18`.

Riders ask for a ride now and take the soonest offer at once; drivers keep to the believed times, as FleetPy's
do. The limits are those of FleetPy's example study: a pickup within 300 s of asking, a ride at most 40 %
longer than the direct one, stops of 30 s, four seats. Ours are never looser: FleetPy allows the detour on
the stop at the pickup as well, and lets riders of one stop board together. Vehicles start at boarding points
drawn by the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import process_time
from typing import Annotated

import numpy as np
import typer

from benchmarks.fleetpy_files import FleetPyRequest, NotFleetPy, StopTimes, read_requests, read_stop_times
from benchmarks.provenance import Provenance, provenance
from benchmarks.punctual_day import PunctualDay
from dispatch.domain.commands import Ask
from dispatch.domain.events import Asked, VisitBegun
from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.request import Request, RequestId, RiderId, WishKind
from dispatch.domain.route import VisitKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import HOUR_S, TimeWindow
from dispatch.engine.area import Area
from dispatch.engine.dispatcher import Dispatcher
from dispatch.kernel.warm import warm_up
from simulations.measures.drives import list_stays

RESULTS = Path(__file__).parent / "results" / "fleetpy_case.md"
HOURS = TimeWindow(0, 4 * HOUR_S)
LONGEST_WAIT_S = 300
WINDOW_S = 45
"""Wider promises let later riders in cheaply, who then make those before them wait."""

RULES = ServiceRules(
    pickup_window_s=WINDOW_S,
    window_step_s=1,
    max_wait_s=LONGEST_WAIT_S,
    detour_factor=1.4,
    detour_extra_s=0,
    max_ride_s=HOUR_S,
    board_s=30,
    alight_s=30,
    reserve_s=0,
)


def _wish(row: FleetPyRequest, stops: StopTimes) -> Request:
    return Request(
        RequestId(row.request_id),
        RiderId(row.request_id),
        stops.place_of[row.origin],
        stops.place_of[row.destination],
        WishKind.DEPART_AFTER,
        row.asked_s,
        Load(1),
    )


def fleet(vehicles: int, stops: StopTimes, rng: np.random.Generator) -> tuple[Vehicle, ...]:
    """Four-seaters at boarding points drawn at random, where they also end."""
    places = list(stops.place_of.values())
    homes = [places[int(number)] for number in rng.integers(len(places), size=vehicles)]
    return tuple(
        Vehicle(VehicleId(f"v{number:02}"), Load(4), Shift(HOURS, home, home))
        for number, home in enumerate(homes)
    )


def replay(
    requests: Sequence[FleetPyRequest], stops: StopTimes, vehicles: tuple[Vehicle, ...]
) -> PunctualDay:
    """The requests through our engine, to the end of the day."""
    area = Area("FleetPy's example", "2000-01-01", HOURS)
    day = PunctualDay(Dispatcher(area, RULES, vehicles, stops.travel), stops.travel)
    day.begin(day.dispatcher.open_day().events, 0)
    day.run((row.asked_s, Ask(_wish(row, stops))) for row in requests)
    return day


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the riders of one replay, and what it cost."""

    seed: int
    asked: int
    waits_s: Sequence[int]
    driven_km: float
    answer_ms: float
    request_ms: float
    """CPU of the whole replay, drivers' reports included, for each request."""

    def line(self) -> str:
        """The figures as a row of the table."""
        return (
            f"| {self.seed} | {len(self.waits_s)} | {fmean(self.waits_s):.0f} "
            f"| {np.percentile(self.waits_s, 95):.0f} | {max(self.waits_s)} | {self.driven_km:.1f} "
            f"| {self.answer_ms:.2f} | {self.request_ms:.2f} |"
        )


HEAD = (
    "| seed | served | wait mean s | p95 | longest | driven km | CPU ms an answer | CPU ms a request |",
    "|--:|--:|--:|--:|--:|--:|--:|--:|",
)


def figures_of(day: PunctualDay, seed: int, vehicles: tuple[Vehicle, ...], whole_cpu_s: float) -> Figures:
    """The figures of a finished replay."""
    asked_s = {str(e.request.request_id): e.at_s for e in day.events if isinstance(e, Asked)}
    drives = [
        drive
        for stay in list_stays(day.events, vehicles)
        if stay.kind is not VisitKind.END  # FleetPy's vehicles stay where they are
        for drive in stay.drives
    ]
    return Figures(
        seed=seed,
        asked=len(asked_s),
        waits_s=[
            event.at_s - asked_s[str(event.ride_id)]
            for event in day.events
            if isinstance(event, VisitBegun) and event.kind is VisitKind.BOARD
        ],
        driven_km=sum(day.travel.metres(drive.origin, drive.destination) for drive in drives) / 1000,
        answer_ms=fmean(each.answer_s for each in day.decided.values()) * 1000,
        request_ms=whole_cpu_s * 1000 / len(asked_s),
    )


def as_page(rows: Sequence[Figures], vehicles: int, measured_on: Provenance) -> str:
    """The figures as a page to commit, with where they come from."""
    asked = rows[0].asked
    seeds = " ".join(f"--seed {row.seed}" for row in rows)
    everybody = sum(len(row.waits_s) == asked for row in rows)
    lines = (
        f"# FleetPy's example: {asked} requests, {vehicles} vehicles",
        "",
        f"`python -m benchmarks.fleetpy_case DEMAND NETWORK --vehicles {vehicles} {seeds} --write`, with",
        f"`example_{asked}.csv` and `example_network`. {measured_on.markdown()}",
        "",
        f"Nobody waits longer than {LONGEST_WAIT_S} s, as in FleetPy's example study, which serves all 400 "
        "with 18 vehicles. The seed draws where vehicles start. The last column counts drivers' reports "
        "too, and the replay itself.",
        "",
        *HEAD,
        *(row.line() for row in rows),
        "",
        f"All {asked} are served on {everybody} of {len(rows)} seeds. A promised window is {WINDOW_S} s "
        f"wide, less where it would end later than {LONGEST_WAIT_S} s after the question.",
    )
    return "\n".join(lines) + "\n"


def main(
    demand: Annotated[Path, typer.Argument(help="FleetPy demand file, such as example_400.csv.")],
    network: Annotated[Path, typer.Argument(help="FleetPy network folder, such as example_network.")],
    vehicles: Annotated[int, typer.Option(min=1)] = 18,
    seed: Annotated[list[int] | None, typer.Option(help="Where vehicles start; may be repeated.")] = None,
    write: Annotated[bool, typer.Option(help=f"Write {RESULTS.name} beside the other results.")] = False,
) -> None:
    """Replay a FleetPy demand file through the engine: served, waits, kilometres and CPU."""
    measured_on = provenance(("numba", "numpy"))
    try:
        stops = read_stop_times(network)
        requests = read_requests(demand, stops)
    except NotFleetPy as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    warm_up()
    typer.echo(f"{len(requests)} requests, {vehicles} vehicles. {measured_on.markdown()}")
    typer.echo("\n".join(HEAD))
    rows = list[Figures]()
    for number in seed or [1]:
        cars = fleet(vehicles, stops, np.random.default_rng(number))
        began_s = process_time()
        replayed = replay(requests, stops, cars)
        rows.append(figures_of(replayed, number, cars, process_time() - began_s))
        typer.echo(rows[-1].line())
    if write:
        RESULTS.write_text(as_page(rows, vehicles, measured_on), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
