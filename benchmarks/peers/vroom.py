"""VROOM, through pyvroom: it has no word for a ride limit or a longest route, so windows have to imply them.

Each request gets windows of which every ride inside is short enough. VROOM answers within a second, so the
budget goes into rounds: windows drawn anew around the best answer so far, which they still contain.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import vroom

from benchmarks.darp.instance import Instance
from benchmarks.peers.answer import Answer, CpuBudget, Routes
from benchmarks.peers.windows import (
    SafeWindows,
    Whole,
    WholeNumbers,
    in_whole_numbers,
    openings_around,
    safe_windows,
    widest_openings,
)

EXPLORATION = 5


def solve(instance: Instance, seconds: float, seed: int) -> Answer:
    """The best of as many rounds as the budget allows; the first keeps each request's tight window whole."""
    budget, rng = CpuBudget.of(seconds), np.random.default_rng(seed)
    whole = in_whole_numbers(instance)
    opens = widest_openings(instance, whole)
    best, begins, rank = Routes(), whole.early, (0, np.inf)
    while not budget.is_spent():
        windows = safe_windows(instance, whole, opens)
        routes, found_begins, cost = _round(instance, whole, windows, budget)
        found_rank = (-sum(map(len, routes)), cost)
        if found_rank < rank:
            best, begins, rank = routes, found_begins, found_rank
        opens = openings_around(instance, whole, begins, rng.random(instance.requests))
    return Answer(best)


def _round(
    instance: Instance, whole: WholeNumbers, windows: SafeWindows, budget: CpuBudget
) -> tuple[Routes, Whole, float]:
    """One answer of VROOM: its routes, when each visit begins (the unserved: early), its cost."""
    problem = vroom.Input()
    problem.set_durations_matrix("car", whole.drive.astype(np.uint32))
    for vehicle, hours in enumerate(_hours(instance, whole)):
        problem.add_vehicle(
            vroom.Vehicle(
                *(vehicle, 0, instance.end),
                capacity=[int(instance.capacity)],
                time_window=vroom.TimeWindow(*hours),
            )
        )
    for request in range(1, instance.requests + 1):
        board, alight = (
            vroom.ShipmentStep(
                node,
                node,
                default_service=int(whole.service[node]),
                time_windows=[vroom.TimeWindow(int(windows.early[node]), int(windows.late[node]))],
            )
            for node in (request, request + instance.requests)
        )
        problem.add_shipment(board, alight, vroom.Amount([int(whole.load[request])]))
    limit = timedelta(seconds=max(budget.left_s(), 0.01))
    found = problem.solve(exploration_level=EXPLORATION, nb_threads=1, timeout=limit)
    visits = found.routes[found.routes["type"].isin(("pickup", "delivery"))]
    begins = whole.early.copy()
    nodes = visits["id"].to_numpy(dtype=np.int64)
    begins[nodes] = visits["arrival"].to_numpy() + visits["waiting_time"].to_numpy()
    routes = [[int(node) for node in route["id"]] for _, route in visits.groupby("vehicle_id")]
    return routes, begins, float(found.summary.cost)


def _hours(instance: Instance, whole: WholeNumbers) -> list[tuple[int, int]]:
    """Vehicles' hours of at most the longest route, spread over the day where the day is longer."""
    n = instance.requests
    first = int((whole.early[1 : n + 1] - whole.drive[0, 1 : n + 1]).min())
    ends = whole.late + whole.service + whole.drive[:, instance.end]
    last = int(ends[n + 1 : 2 * n + 1].max())
    first, last = max(first, int(whole.early[0])), min(last, int(whole.late[-1]))
    spare = max(0, last - first - whole.max_duration)
    share = np.linspace(0, 1, instance.vehicles)
    return [(first + int(spare * s), min(last, first + int(spare * s) + whole.max_duration)) for s in share]
