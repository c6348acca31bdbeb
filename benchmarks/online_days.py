"""Booking policies on the same arrivals, against hindsight: `python -m benchmarks.online_days FILE...`.

A day is a dial-a-ride file with too few vehicles, whose riders book one after the other in random order
and hear yes or no at once (see `benchmarks.darp.booking_day`). All policies meet the same riders in the same
order. Hindsight is a search that knows everybody before it starts; it also goes on from the best policy's
plan, so that no policy beats it. The share of the gap closed is (served - served by plain insertion) /
(served in hindsight - served by plain insertion), summed over the days, with an interval from days drawn
again. The independent checker judges every day's promises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from time import process_time
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks.darp.booking_day import (
    Booked,
    BookingPolicy,
    book,
    booking_day,
    vehicles_left,
    with_hindsight,
)
from benchmarks.darp.instance import Instance, NotAnInstance, read_instance
from benchmarks.provenance import Provenance, provenance
from dispatch.search.stopping import when_elapsed
from simulations.kernel_files import forget_old_kernels

PLAIN, HINDSIGHT = "plain insertion", "hindsight"
RESAMPLES = 10_000
PACKAGES = ("numba", "numpy")
FLEETS = (2 / 3, 0.6)


@dataclass(frozen=True)
class Day:
    """One day under every policy, hindsight last."""

    name: str
    seed: int
    fleet: float
    riders: int
    vehicles: int
    booked: tuple[Booked, ...]

    def is_of(self, instance: Instance, fleet: float, seed: int) -> bool:
        """Whether this is that day: two shares may leave a file the same vehicles."""
        vehicles = vehicles_left(instance, fleet)
        return (self.name, self.seed, self.vehicles) == (instance.name, seed, vehicles)

    def line(self, names: Sequence[str]) -> str:
        """The day as one line of a terminal."""
        served = ", ".join(f"{name} {each.served}" for name, each in zip(names, self.booked, strict=True))
        return f"{self.name} seed {self.seed}, {self.vehicles} vehicles, {self.riders} riders: {served}"


def main(
    files: Annotated[
        list[Path], typer.Argument(help="Cordeau-format instances.", exists=True, dir_okay=False)
    ],
    fleet: Annotated[
        list[float] | None,
        typer.Option(min=0.01, max=1, help="Share of the vehicles, rounded up; may be repeated."),
    ] = None,
    seed: Annotated[list[int] | None, typer.Option(help="Orders of arrival; may be repeated.")] = None,
    improvement: Annotated[int, typer.Option(min=1, help="Rounds of search after each yes.")] = 1000,
    repair: Annotated[int, typer.Option(min=1, help="Rounds of search before each no.")] = 3000,
    hindsight_s: Annotated[float, typer.Option(min=0.1, help="CPU seconds of hindsight, twice.")] = 15.0,
    table: Annotated[Path | None, typer.Option(help="Markdown file for the table.")] = None,
) -> None:
    """Compare booking policies with hindsight."""
    measured_on = provenance(PACKAGES)
    policies = (
        BookingPolicy(PLAIN),
        BookingPolicy("improvement between bookings", improvement=improvement),
        BookingPolicy("repair before refusing", repair=repair),
        BookingPolicy("both", improvement, repair),
    )
    names = [*(policy.name for policy in policies), HINDSIGHT]
    try:
        instances = [read_instance(path) for path in files]
    except NotAnInstance as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    typer.echo("compiling kernels, once", err=True)
    forget_old_kernels()
    _day(instances[0], 1.0, 1, [BookingPolicy("", 100, 100)], 0.2)
    days, told = list[Day](), f"--improvement {improvement} --repair {repair} --hindsight-s {hindsight_s:g}"
    for share, each, instance in product(fleet or FLEETS, seed or [1], instances):
        known = next((day for day in days if day.is_of(instance, share, each)), None)
        days.append(
            replace(known, fleet=share) if known else _day(instance, share, each, policies, hindsight_s)
        )
        typer.echo(days[-1].line(names))
        if table is not None:
            table.write_text(_page(days, names, measured_on, told), encoding="utf-8")
    typer.echo("\n" + _summary(_distinct(days), names))


def _day(
    instance: Instance, fleet: float, seed: int, policies: Sequence[BookingPolicy], hindsight_s: float
) -> Day:
    day = booking_day(instance, fleet, seed)
    booked = [book(day, policy, seed) for policy in policies]
    known = max(booked, key=lambda each: each.served).plan
    booked.append(with_hindsight(day, known, lambda: when_elapsed(process_time, hindsight_s), seed))
    return Day(instance.name, seed, fleet, len(day.riders), len(day.empty.length), tuple(booked))


def _distinct(days: Sequence[Day]) -> list[Day]:
    """Every day once, however many shares it stands for."""
    return list({(day.name, day.seed, day.vehicles): day for day in days}.values())


def _summary(days: Sequence[Day], names: Sequence[str]) -> str:
    served = np.array([[booked.served for booked in day.booked] for day in days])  # (D, policies)
    distance = np.array([[booked.distance for booked in day.booked] for day in days])
    riders = sum(day.riders for day in days)
    broken = [sum(day.booked[p].broken is not None for day in days) for p in range(len(names))]
    rows = [
        "| policy | served | gap closed | distance per rider | CPU ms per request | p95 | most | broken |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for p, name in enumerate(names):
        cpu_ms = np.array([ms for day in days for ms in day.booked[p].cpu_ms])
        spent = ["-"] * 3
        if len(cpu_ms):
            spent = [f"{value:.1f}" for value in (cpu_ms.mean(), np.quantile(cpu_ms, 0.95), cpu_ms.max())]
        each = distance[:, p].sum() / max(served[:, p].sum(), 1)
        cells = (
            name,
            f"{served[:, p].sum() / riders:.1%}",
            _closed(served, p),
            f"{each:.2f}",
            *spent,
            broken[p],
        )
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows)


def _closed(served: NDArray[np.int64], p: int) -> str:
    """The share of the gap that a policy closes, with a 95 % interval from days drawn again."""
    gained, gap = served[:, p] - served[:, 0], served[:, -1] - served[:, 0]
    if p in (0, served.shape[1] - 1) or gap.sum() == 0:
        return "-"
    drawn = np.random.default_rng(1).integers(0, len(gap), (RESAMPLES, len(gap)))
    shares = gained[drawn].sum(axis=1) / np.maximum(gap[drawn].sum(axis=1), 1)
    low, high = np.quantile(shares, (0.025, 0.975))
    return f"{gained.sum() / gap.sum():.1%} ({low:.0%} to {high:.0%})"


def _page(days: Sequence[Day], names: Sequence[str], measured_on: Provenance, told: str) -> str:
    distinct = _distinct(days)
    shares = sorted({day.fleet for day in days})
    seeds = sorted({day.seed for day in days})
    which = "".join(f" --fleet {share:g}" for share in shares) + "".join(f" --seed {seed}" for seed in seeds)
    details = [
        "| day | seed | vehicles | riders | " + " | ".join(names) + " |",
        "|---|--:|--:|--:|" + "--:|" * len(names),
    ]
    for day in distinct:
        cells = (day.name, day.seed, day.vehicles, day.riders, *(booked.served for booked in day.booked))
        details.append("| " + " | ".join(map(str, cells)) + " |")
    parts = [
        "# Booking policies against hindsight",
        f"`python -m benchmarks.online_days FILE...{which} {told}`. " + measured_on.markdown(),
        f"{len(distinct)} days, {sum(day.riders for day in distinct)} riders. CPU time holds the answer "
        "and the improvement after it; one thread. The last column counts days on which the independent "
        "checker found a promise broken.",
    ]
    for share in shares:
        mine = [day for day in days if day.fleet == share]
        parts += [f"## {share:.0%} of each file's vehicles, rounded up", _summary(mine, names)]
    parts += ["## All days, each once", _summary(distinct, names), "\n".join(details)]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    typer.run(main)
