"""The full decision over a large fleet: `python -m benchmarks.scale [--vehicles N]... [--write]`.

From the question to the promise or the no, through the dispatcher with its verifier, as a service or a
simulation uses it. The town is that of kernel_speed: every vehicle has a route of about ten visits when the
first rider asks, drivers drive on and report meanwhile, and riders come as fast as they would where routes
stay that long. One rider in twenty comes with more people than any vehicle seats: a no, with its reasons and
what can be booked instead. What a driver's report costs is not in these figures.
"""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time
from typing import Annotated

import numpy as np
import typer

from benchmarks.provenance import Provenance, provenance
from benchmarks.punctual_day import PunctualDay
from benchmarks.town import HORIZON_S, NOW_S, Booked, ask, book_fleet, multiplied, town
from dispatch.domain.commands import Ask, AskTogether, Wake
from dispatch.domain.events import Event, PromiseMade, Refused, RouteChanged
from dispatch.domain.load import Load
from dispatch.domain.request import Request, RequestId, RideLimits, RiderId, WishKind
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import TimeWindow
from dispatch.engine.area import Area
from dispatch.engine.dispatcher import Dispatcher
from dispatch.engine.fleet_rows import leave_s
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.strategy import Strategy
from dispatch.travel.travel_times import MatrixTravelTimes
from simulations.kernel_files import forget_old_kernels

VISITS = 10
FLEETS = (1_000, 10_000)
BATCH_S = 10
REQUESTS = 1_000
OVERSIZED = 20
"""One party in so many is larger than every vehicle."""
SEED = 20261124
RULES = ServiceRules()
HOURS = TimeWindow(NOW_S - 7200, NOW_S + HORIZON_S[VISITS] + 3 * 3600)
BAR_MS = {1_000: 5.0, 10_000: 20.0}
RESULTS = Path(__file__).parent / "results" / "scale.md"


@dataclass(frozen=True, slots=True)
class Measured:
    """The decisions over one fleet, milliseconds of CPU each, and how they ended."""

    vehicles: int
    batch_s: int | None
    whole_ms: Sequence[float]
    answer_ms: Sequence[float]
    promised: int
    refused: int
    visits: float
    """Mean visits a vehicle had before it when the last rider asked."""
    pause_ms: float
    """The longest pass of Python's collector meanwhile, inside a decision or not."""
    peak_mb: float
    """The most memory the process has used so far."""

    def line(self) -> str:
        """The figures as a row of the table."""
        p50, p95, p99 = np.percentile(self.whole_ms, (50, 95, 99))
        mode = "one by one" if self.batch_s is None else f"`batch_s={self.batch_s}`"
        return (
            f"| {self.vehicles:,} | {self.visits:.1f} | {mode} | {self.promised} | {self.refused} "
            f"| {p50:.2f} | {p95:.2f} | {p99:.2f} | {max(self.whole_ms):.1f} "
            f"| {np.percentile(self.answer_ms, 99):.2f} | {self.pause_ms:.0f} | {self.peak_mb:.0f} |"
        )

    def verdict(self) -> str | None:
        """Whether the bar for this fleet holds, in words; None where there is none."""
        bar_ms, p99_ms = BAR_MS.get(self.vehicles), float(np.percentile(self.whole_ms, 99))
        if bar_ms is None or self.batch_s is not None:
            return None
        holds = "holds" if p99_ms <= bar_ms else "MISSED"
        return (
            f"full decision p99 over {self.vehicles:,} vehicles: {p99_ms:.2f} ms, bar {bar_ms:g} ms: {holds}"
        )


def promised(limits: RideLimits) -> RideLimits:
    """The promise which, kept with its reserve, leaves a ride these limits."""
    pickup, reserve_s = limits.pickup, RULES.reserve_s
    return RideLimits(
        TimeWindow(pickup.from_s, pickup.until_s + reserve_s),
        limits.arrive_until_s + reserve_s,
        limits.max_ride_s + reserve_s,
    )


def booked_day(fleet: Sequence[Booked], travel: MatrixTravelTimes, strategy: Strategy) -> PunctualDay:
    """A day at the moment when every vehicle has its route before it."""
    vehicles = tuple(
        replace(
            each.vehicle,
            shift=replace(
                each.vehicle.shift,
                hours=replace(each.vehicle.shift.hours, from_s=each.anchor.free_from_s),
                start=each.anchor.place,
            ),
        )
        for each in fleet
    )
    day = PunctualDay(
        Dispatcher(Area("scale", "2026-11-24", HOURS), RULES, vehicles, travel, strategy), travel
    )
    opened = day.dispatcher.open_day().events
    day.begin((*opened, *_booked(fleet, opened, travel)), NOW_S)
    day.dispatcher.decide(day.day, Wake(), NOW_S)
    return day


def _booked(
    fleet: Sequence[Booked], opened: Sequence[Event], travel: MatrixTravelTimes
) -> Iterator[PromiseMade | RouteChanged]:
    states = ServiceDay()
    for event in opened:
        apply(states, event)
    for each in fleet:
        vehicle_id = each.vehicle.vehicle_id
        for promise in each.promises.values():
            yield PromiseMade(NOW_S, replace(promise, limits=promised(promise.limits)), vehicle_id)
        state = states.vehicles[vehicle_id]
        yield RouteChanged(NOW_S, each.route, leave_s(state, each.route, travel, RULES, NOW_S))


def riders(
    rng: np.random.Generator, travel: MatrixTravelTimes, vehicles: int, count: int
) -> Iterator[tuple[int, Request]]:
    """Who asks, and when: as many an hour as fill the routes of the fleet."""
    every_s = HORIZON_S[VISITS] / (vehicles * VISITS / 2)
    for number, at in enumerate(np.cumsum(rng.exponential(every_s, count))):
        asked, at_s = ask(rng, travel.tensor(), HORIZON_S[VISITS]), NOW_S + int(at)
        oversized = number % OVERSIZED == OVERSIZED - 1
        name = f"asks-{number}"
        yield (
            at_s,
            Request(
                *(RequestId(name), RiderId(name), asked.origin, asked.destination),
                *(WishKind.DEPART_AFTER, max(at_s, asked.limits.pickup.from_s)),
                Load(12) if oversized else asked.load,
            ),
        )


def together(asked: Sequence[tuple[int, Request]], batch_s: int) -> Iterator[tuple[int, AskTogether]]:
    """The requests of each so many seconds, asked at their end."""
    batches: dict[int, list[Request]] = {}
    for at_s, request in asked:
        batches.setdefault(-(-at_s // batch_s) * batch_s, []).append(request)
    yield from ((at_s, AskTogether(tuple(batch))) for at_s, batch in batches.items())


@contextmanager
def collector_passes() -> Iterator[list[float]]:
    """How long Python's collector takes each time it passes over the objects in use, CPU seconds."""
    passes, began_s = list[float](), 0.0

    def note(phase: str, _: dict[str, int]) -> None:
        nonlocal began_s
        if phase == "start":
            began_s = process_time()
        else:
            passes.append(process_time() - began_s)

    gc.callbacks.append(note)
    try:
        yield passes
    finally:
        gc.callbacks.remove(note)


def measure(
    booked: Sequence[Booked],
    travel: MatrixTravelTimes,
    vehicles: int,
    count: int = REQUESTS,
    batch_s: int | None = None,
) -> Measured:
    """The decisions on so many requests over so many vehicles."""
    asked = list(riders(np.random.default_rng((SEED, vehicles)), travel, vehicles, count))
    day = booked_day(multiplied(booked, vehicles), travel, Strategy(batch_s=batch_s))
    begun = len(day.events)
    commands = together(asked, batch_s) if batch_s else ((at_s, Ask(each)) for at_s, each in asked)
    with collector_passes() as passes:
        day.run(commands, until_s=asked[-1][0] + (batch_s or 0))
    news = day.events[begun:]
    return Measured(
        vehicles=vehicles,
        batch_s=batch_s,
        whole_ms=[each.whole_s * 1000 for each in day.decided.values()],
        answer_ms=[each.answer_s * 1000 for each in day.decided.values()],
        promised=sum(isinstance(event, PromiseMade) for event in news),
        refused=sum(isinstance(event, Refused) for event in news),
        visits=float(np.mean([len(state.route.visits) - 1 for state in day.day.vehicles.values()])),
        pause_ms=max(passes, default=0.0) * 1000,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


HEAD = (
    "| vehicles | visits | asked | promised | refused "
    "| p50 ms | p95 | p99 | max | answer p99 | collector | MB |",
    "|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)


def as_page(rows: Sequence[Measured], measured_on: Provenance) -> str:
    """The figures as a page to commit, with where they come from."""
    verdicts = [f"- {verdict}" for row in rows if (verdict := row.verdict()) is not None]
    lines = (
        "# Full decisions over a large fleet",
        "",
        f"`python -m benchmarks.scale --write`. {measured_on.markdown()}",
        "",
        "Milliseconds of CPU from the question to the promise or the no, verified, by the plain strategy; "
        "with `batch_s` a rider's share of the batch and the acceptance. `answer`: without the acceptance. "
        "`visits`: what a vehicle has before it at the end, on average. One rider in twenty asks for more "
        "seats than any vehicle has. `collector`: the longest pass of Python's garbage collector; the "
        "slowest decisions are those it falls into, or in which the arrays of the whole fleet grow. `MB`: "
        "the most memory the process has used so far.",
        "",
        *HEAD,
        *(row.line() for row in rows),
        "",
        *verdicts,
    )
    return "\n".join(lines).rstrip("\n") + "\n"


def main(
    vehicles: Annotated[list[int] | None, typer.Option(min=1, help="May be repeated.")] = None,
    requests: Annotated[int, typer.Option(min=1, help="How many riders ask.")] = REQUESTS,
    write: Annotated[bool, typer.Option(help=f"Write {RESULTS.name} beside the other results.")] = False,
) -> None:
    """Time full decisions over large fleets, one by one and in batches."""
    measured_on = provenance(("numba", "numpy"))
    forget_old_kernels()
    travel = town(np.random.default_rng(SEED))
    booked = book_fleet(np.random.default_rng(SEED), travel.tensor(), VISITS)
    for batch_s in (None, BATCH_S):
        measure(booked, travel, 10, 30, batch_s)  # compiles the kernels
    typer.echo("\n".join(HEAD))
    rows = list[Measured]()
    for count in sorted(vehicles or FLEETS):
        for batch_s in (None, BATCH_S):
            rows.append(measure(booked, travel, count, requests, batch_s))
            typer.echo(rows[-1].line())
    typer.echo("\n".join(verdict for row in rows if (verdict := row.verdict()) is not None))
    if write:
        RESULTS.write_text(as_page(rows, measured_on), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
