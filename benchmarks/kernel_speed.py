"""How long the best insertion over a fleet takes: `python -m benchmarks.kernel_speed [--write]`.

A town of 300 places, routes of 10 and 20 visits spread over the hours ahead, larger fleets made of
the same 300 routes. Each request is timed several times by the CPU clock of its thread and its least time
counts, because a shared machine only ever adds; mean and 95th percentile are over the requests, and the
median of three rounds is printed. The call is the one a search makes: Python to kernel and back, answers in
an array.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time, thread_time_ns

import numpy as np

from benchmarks.provenance import Provenance, provenance
from benchmarks.town import HORIZON_S, NOW_S, Booked, ask, book_fleet, town
from dispatch.kernel.encoding import encode_route
from dispatch.kernel.insertion import AskedRide, as_wish, cheapest_insertions
from dispatch.kernel.plan_arrays import PlanArrays, empty_plan, get_roads
from dispatch.kernel.search_fleet import rank_fleet
from dispatch.kernel.settle_pair import FOUND_FIELDS
from dispatch.policy.objective import BALANCED
from dispatch.travel.travel_times import TravelTensor

FLEETS = (3, 30, 300, 1_000, 10_000)
VISITS = (10, 20)
ROUNDS = 3
KEEP = 8
JUDGED = (10, 1_000)
"""Visits and vehicles the bars are for."""
BAR_US = 50.0
BAR_KEEP_US = 80.0
RESULTS = Path(__file__).parent / "results" / "kernel_speed.md"


@dataclass(frozen=True, slots=True)
class Fleet:
    """Vehicles with routes of so many visits, and riders who ask."""

    visits: int
    plan: PlanArrays
    asks: Sequence[AskedRide]


@dataclass(frozen=True, slots=True)
class Timed:
    """Microseconds of CPU a request over one fleet: the best insertion, and the best of several vehicles."""

    visits: int
    vehicles: int
    best_us: float
    best_p95_us: float
    several_us: float
    several_p95_us: float
    served: float
    """Share of the requests that fit somewhere."""


def plan_of(booked: Sequence[Booked], travel: TravelTensor) -> PlanArrays:
    """The routes of a fleet as the kernels read them."""
    plan = empty_plan([each.vehicle for each in booked])
    for row, each in enumerate(booked):
        encode_route(plan, row, each.route, each.anchor, each.promises, travel)
    return plan


def tiled(plan: PlanArrays, count: int) -> PlanArrays:
    """So many vehicles with the routes of the plan, over and over."""
    rows = np.arange(count) % len(plan.length)
    fleet = empty_plan([plan.vehicles[row] for row in rows])
    fleet.block, fleet.outline, fleet.length = plan.block[rows], plan.outline[rows], plan.length[rows]
    fleet.travel, fleet.roads = plan.travel, plan.roads
    return fleet


def list_fleets(rng: np.random.Generator, travel: TravelTensor) -> Iterator[Fleet]:
    """Every length of route with every size of fleet."""
    for visits in VISITS:
        plan = plan_of(book_fleet(rng, travel, visits), travel)
        for count in FLEETS:
            asks = [ask(rng, travel, HORIZON_S[visits]) for _ in range(300 if count <= 1_000 else 60)]
            yield Fleet(visits, tiled(plan, count), asks)


def time_requests_us(
    plan: PlanArrays, travel: TravelTensor, asks: Sequence[AskedRide], keep: int
) -> list[float]:
    """The least CPU time of each request, microseconds."""
    found, roads = np.empty((keep, FOUND_FIELDS), np.int64), get_roads(plan, travel)
    times = []
    for asked in asks:
        wish, least_ns = as_wish(asked, BALANCED, NOW_S), 1 << 60
        for _ in range(7):
            begin_ns = thread_time_ns()
            rank_fleet(plan.outline, plan.block, plan.length, plan.capacity, wish, roads, found)
            least_ns = min(least_ns, thread_time_ns() - begin_ns)
        times.append(least_ns / 1000)
    return times


def time_fleet_us(fleet: Fleet, travel: TravelTensor) -> tuple[float, ...]:
    """Mean and 95th percentile of the best insertion, then of the best of several vehicles."""
    one, several = (time_requests_us(fleet.plan, travel, fleet.asks, keep) for keep in (1, KEEP))
    return tuple(float(figure(times)) for times in (one, several) for figure in (np.mean, _p95))


def time_all() -> Iterator[Timed]:
    """Every fleet timed; its rounds lie apart, because a shared machine has its moods."""
    rng = np.random.default_rng(20261123)
    travel = town(rng).tensor()
    fleets = list(list_fleets(rng, travel))
    rounds = [[time_fleet_us(fleet, travel) for fleet in fleets] for _ in range(ROUNDS)]
    for fleet, *figures in zip(fleets, *rounds, strict=True):
        best_us, best_p95_us, several_us, several_p95_us = map(median, zip(*figures, strict=True))
        served = sum(
            bool(cheapest_insertions(fleet.plan, each, travel, BALANCED, now_s=NOW_S, keep=1))
            for each in fleet.asks
        )
        yield Timed(
            *(fleet.visits, len(fleet.plan.length)),
            *(best_us, best_p95_us, several_us, several_p95_us, served / len(fleet.asks)),
        )


def judge(timed: Timed) -> list[str]:
    """Whether each bar holds, in words."""
    over = f"over {timed.vehicles:,} vehicles x {timed.visits} visits"
    return [
        f"{what} {over}: {took_us:.1f} µs, bar {bar_us:.0f} µs: {'holds' if took_us <= bar_us else 'MISSED'}"
        for what, took_us, bar_us in (
            ("best insertion", timed.best_us, BAR_US),
            (f"best {KEEP} vehicles", timed.several_us, BAR_KEEP_US),
        )
    ]


def as_page(rows: Sequence[Timed], verdicts: Sequence[str], measured_on: Provenance, cpu_s: float) -> str:
    """The figures as a page to commit, with where they come from."""
    lines = [
        "# Best insertion over a fleet",
        "",
        "`python -m benchmarks.kernel_speed --write`: microseconds of CPU a request, least of 7 calls; mean",
        f"and 95th percentile over the requests, median of {ROUNDS} rounds. The answers are those of trying",
        "every pair of gaps of every vehicle.",
        "",
        f"{measured_on.markdown()} {cpu_s:.0f} s of CPU in all.",
        "",
        f"| visits | vehicles | best | p95 | best {KEEP} | p95 | served |",
        "|--:|--:|--:|--:|--:|--:|--:|",
        *(
            f"| {row.visits} | {row.vehicles:,} | {row.best_us:.1f} | {row.best_p95_us:.1f} "
            f"| {row.several_us:.1f} | {row.several_p95_us:.1f} | {row.served:.0%} |"
            for row in rows
        ),
        "",
        *(f"- {verdict}" for verdict in verdicts),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table and whether the bars hold; write it down when asked to."""
    parser = argparse.ArgumentParser(description="Time the best insertion over a fleet.")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} beside the other results")
    write = parser.parse_args().write
    measured_on = provenance(("numba", "numpy"))
    print("Best insertion over the fleet, µs of CPU a request (least of 7 calls), mean and 95th percentile")
    print(f"{'visits':>6} {'vehicles':>8} | {'best':>7} {'p95':>7} | {f'best {KEEP}':>7} {'p95':>7} | served")
    rows, verdicts = [], list[str]()
    for row in time_all():
        rows.append(row)
        figures = (row.best_us, row.best_p95_us, row.several_us, row.several_p95_us)
        cells = "{:7.1f} {:7.1f} | {:7.1f} {:7.1f}".format(*figures)
        print(f"{row.visits:>6} {row.vehicles:>8} | {cells} | {row.served:5.0%}", flush=True)
        if (row.visits, row.vehicles) == JUDGED:
            verdicts = judge(row)
    print("\n".join(verdicts))
    if write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(as_page(rows, verdicts, measured_on, process_time()), encoding="utf-8")


def _p95(times: Sequence[float]) -> float:
    return float(np.percentile(times, 95))


if __name__ == "__main__":
    main()
