"""How long the best insertion over a fleet takes: `python -m benchmarks.kernel_speed [--write]`.

A town of 300 places, routes of 10 and 20 visits spread over the hours ahead, larger fleets made of
the same 300 routes. Each request is timed several times by the CPU clock of its thread and its least time
counts, because a shared machine only ever adds; mean and 95th percentile are over the requests, and the
median of three rounds is printed. The call is the one a search makes: Python to kernel and back, answers in
an array.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import process_time, thread_time_ns

import numpy as np

from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.time import TimeWindow
from dispatch.kernel.inserted_route import with_ride
from dispatch.kernel.insertion import AskedRide, as_wish, cheapest_insertions
from dispatch.kernel.plan_arrays import Anchor, PlanArrays, empty_plan, encode_route, get_roads
from dispatch.kernel.search_fleet import rank_fleet
from dispatch.kernel.settle_pair import FOUND_FIELDS
from dispatch.policy.objective import BALANCED
from dispatch.travel.travel_times import MatrixTravelTimes, TravelTensor

PLACES = 300
ROUTES = 300
FLEETS = (3, 30, 300, 1_000, 10_000)
VISITS = (10, 20)
NOW_S = 9 * 3600
HORIZON_S = {10: 3 * 3600, 20: 6 * 3600}
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


def town(rng: np.random.Generator) -> TravelTensor:
    """Places in a town of 14 by 14 km, denser in the middle, driven at 30 km/h on roads a third longer."""
    spots_m = np.clip(rng.normal(7_000, 3_500, (PLACES, 2)), 0, 14_000)
    apart_m = np.hypot(*(spots_m[:, None] - spots_m[None]).transpose(2, 0, 1)) * 1.33
    seconds = np.ceil(apart_m / (30 / 3.6)).astype(np.int64)
    return MatrixTravelTimes.of(seconds, np.ceil(apart_m).astype(np.int64)).tensor()


def ask(rng: np.random.Generator, travel: TravelTensor, horizon_s: int) -> AskedRide:
    """A rider who wants to leave at some time within the horizon; one in ten uses a wheelchair."""
    origin, destination = (PlaceIndex(int(place)) for place in rng.choice(PLACES, 2, replace=False))
    direct_s = int(travel.fastest[origin, destination])
    from_s = NOW_S + int(rng.integers(0, horizon_s))
    pickup = TimeWindow(from_s, from_s + int(rng.choice((600, 900, 1_800))))
    longest_s = max(direct_s + 900, direct_s * 3 // 2)
    party = Load(0, 1) if rng.random() < 0.1 else Load(int(rng.integers(1, 3)))
    limits = RideLimits(pickup, pickup.until_s + 60 + longest_s, longest_s)
    return AskedRide(origin, destination, party, 60, 30, limits)


def fleet_of(rng: np.random.Generator, travel: TravelTensor, visits: int) -> PlanArrays:
    """Three hundred vehicles, each with its day filled by cheapest insertion up to so many visits."""
    hours = TimeWindow(NOW_S - 7200, NOW_S + HORIZON_S[visits] + 3 * 3600)
    depots = [PlaceIndex(int(place)) for place in rng.integers(0, PLACES, ROUTES)]
    vehicles = [
        Vehicle(VehicleId(str(n)), Load(8, 2), Shift(hours, depot, depot)) for n, depot in enumerate(depots)
    ]
    filled, promises = empty_plan(vehicles), dict[RideId, Promise]()
    for row, vehicle in enumerate(vehicles):
        alone = empty_plan([vehicle])
        route = Route(vehicle.vehicle_id, (Visit(VisitKind.END, vehicle.shift.end, 0, 0),))
        anchor = Anchor(PlaceIndex(int(rng.integers(PLACES))), NOW_S + int(rng.integers(0, 900)))
        encode_route(alone, 0, route, anchor, promises, travel)
        while len(route.visits) <= visits:
            asked = ask(rng, travel, HORIZON_S[visits])
            for way in cheapest_insertions(alone, asked, travel, BALANCED, now_s=NOW_S):
                ride_id = RideId(f"{row}/{len(route.visits)}")
                promises[ride_id] = Promise(
                    *(ride_id, RequestId(ride_id), RiderId(ride_id), asked.load),
                    *(asked.origin, asked.destination, asked.limits),
                )
                route = with_ride(route, way, ride_id, asked)
                encode_route(alone, 0, route, anchor, promises, travel)
        encode_route(filled, row, route, anchor, promises, travel)
    return filled


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
        plan = fleet_of(rng, travel, visits)
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
    travel = town(rng)
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


def as_page(rows: Sequence[Timed], verdicts: Sequence[str], cpu_s: float) -> str:
    """The figures as a page to commit, with where they come from."""
    commit = _git("describe", "--always", "--dirty")
    versions = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy"))
    lines = [
        "# Best insertion over a fleet",
        "",
        "`python -m benchmarks.kernel_speed --write`: microseconds of CPU a request, least of 7 calls; mean",
        f"and 95th percentile over the requests, median of {ROUNDS} rounds. The answers are those of trying",
        "every pair of gaps of every vehicle.",
        "",
        f"Commit {commit}; {_cores()}-core {platform.machine()}; Python {platform.python_version()},",
        f"{versions}; {cpu_s:.0f} s of CPU in all.",
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
        RESULTS.write_text(as_page(rows, verdicts, process_time()), encoding="utf-8")


def _p95(times: Sequence[float]) -> float:
    return float(np.percentile(times, 95))


def _git(*words: str) -> str:
    folder = Path(__file__).parent
    return subprocess.run(
        ("git", *words), cwd=folder, capture_output=True, text=True, check=True
    ).stdout.strip()


def _cores() -> int:
    return os.cpu_count() or 1


if __name__ == "__main__":
    main()
