"""A day of a whole city: `python -m benchmarks.city_days FEED [--scale N]... [--write]`.

The poles of a city's feed, vehicles and riders on them, replayed on one core with the plain strategy from the
first request to the last vehicle at home: what the simulator costs, in processor seconds and memory, and how
that grows with the size of the day. Scale 1 is 30 vehicles and 3,000 riders, scale 10 is 300 and 30,000. Each
scale has a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import resource
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from math import log
from multiprocessing import get_context
from pathlib import Path
from time import process_time
from typing import Annotated

import typer

from benchmarks.provenance import Provenance, provenance
from dispatch.domain.time import HOUR_S, TimeWindow
from dispatch.engine.journal import MemoryJournal
from dispatch.kernel.warm import warm_up
from gtfs.feed import read_feed
from gtfs.service_values import parse_date
from simulations.feed_scenario import scenario_of_feed
from simulations.kernel_files import forget_old_kernels
from simulations.runner import replay

VEHICLES, RIDERS = 30, 3_000
HOURS = TimeWindow(7 * HOUR_S, 19 * HOUR_S)
SEED = 1
RESULTS = Path(__file__).parent / "results" / "city_days.md"
HEAD = (
    "| scale | vehicles | riders | requests | events | CPU s | ms a request | of that deciding | MB |",
    "|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)


@dataclass(frozen=True, slots=True)
class CityDay:
    """What one replayed day cost."""

    scale: int
    requests: int
    """Asked, second attempts among them."""
    events: int
    replay_s: float
    """Processor seconds from the first request to the last vehicle at home."""
    deciding_s: float
    """Of those, decisions on requests."""
    peak_mb: float

    @property
    def ms_a_request(self) -> float:
        """Processor milliseconds for each request, everything it brings about with it."""
        return 1000 * self.replay_s / self.requests

    def line(self) -> str:
        """The figures as a row of the table."""
        return (
            f"| {self.scale} | {VEHICLES * self.scale:,} | {RIDERS * self.scale:,} | {self.requests:,} "
            f"| {self.events:,} | {self.replay_s:.1f} | {self.ms_a_request:.2f} "
            f"| {1000 * self.deciding_s / self.requests:.2f} | {self.peak_mb:.0f} |"
        )


def measure(feed: Path, on: date, scale: int) -> CityDay:
    """Replay the day at a scale."""
    forget_old_kernels()
    warm_up()
    scenario = scenario_of_feed(
        read_feed(feed), on=on, vehicles=VEHICLES * scale, riders=RIDERS * scale, hours=HOURS, seed=SEED
    )
    began_s = process_time()
    record = replay(scenario, MemoryJournal())
    return CityDay(
        scale=scale,
        requests=len(record.decision_cpu_s),
        events=len(record.events),
        replay_s=process_time() - began_s,
        deciding_s=sum(record.decision_cpu_s),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def verdicts(days: Sequence[CityDay]) -> list[str]:
    """How the cost of a request grew from the smallest scale, beside n log n of the vehicles."""
    told, first = [], days[0]
    for day in days[1:]:
        grew = day.ms_a_request / first.ms_a_request
        small, large = (VEHICLES * each.scale for each in (first, day))
        allowed = large * log(large) / (small * log(small))
        holds = "holds" if grew <= allowed else "MISSED"
        told.append(
            f"from {small:,} to {large:,} vehicles a request costs {grew:.1f} times as much; n log n is "
            f"{allowed:.1f} times: {holds}"
        )
    return told


def as_page(days: Sequence[CityDay], measured_on: Provenance, feed: str) -> str:
    """The figures as a page to commit, with where they come from."""
    lines = (
        "# A day of a whole city",
        "",
        f"`python -m benchmarks.city_days FEED --write` on {feed}. {measured_on.markdown()}",
        "",
        "One core, the plain strategy, seed 1, 7:00-19:00. `requests`: second attempts among them. `CPU s`: "
        "from the first request to the last vehicle at home, drivers' reports too. `MB`: the most memory of "
        "the process, the road network among it.",
        "",
        *HEAD,
        *(day.line() for day in days),
        "",
        *(f"- {verdict}" for verdict in verdicts(days)),
    )
    return "\n".join(lines).rstrip("\n") + "\n"


def main(
    feed: Annotated[Path, typer.Argument(help="A GTFS feed of a city, such as that of Ryobi.")],
    on: Annotated[str, typer.Option("--date", help="A day of its calendar.")] = "2019-04-01",
    scale: Annotated[list[int] | None, typer.Option(min=1, help="May be repeated; 1, 3 and 10.")] = None,
    write: Annotated[bool, typer.Option(help=f"Write {RESULTS.name} beside the other results.")] = False,
) -> None:
    """Replay a city's day at several sizes, and tell what each costs."""
    measured_on = provenance(("numba", "numpy"))
    typer.echo("\n".join(HEAD))
    days = list[CityDay]()
    for each in sorted(scale or (1, 3, 10)):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            days.append(apart.submit(measure, feed, parse_date(on), each).result())
        typer.echo(days[-1].line())
    typer.echo("\n".join(verdicts(days)))
    if write:
        RESULTS.write_text(as_page(days, measured_on, feed.name), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
