"""PyVRP's shipments: no word for a ride limit, so rides found too long are repaired by narrower windows.

The first part of the budget searches with windows tightened by what the ride limit implies anyway. Then come
rounds: where the judge finds a route broken, the requests that ride too long in it get safe windows from then
on, drawn anew each round around their present visits, and the search goes on from the answer at hand.
"""

from __future__ import annotations

import numpy as np
import pyvrp
from numpy.typing import NDArray

from benchmarks.darp.checker import broken_rule, judge
from benchmarks.darp.instance import Instance
from benchmarks.peers.answer import Answer, CpuBudget, Routes
from benchmarks.peers.windows import (
    SafeWindows,
    WholeNumbers,
    in_whole_numbers,
    openings_around,
    safe_windows,
)

Flags = NDArray[np.bool_]

FIRST_SHARE = 0.4
ROUND_SHARE = 0.06


def solve(instance: Instance, seconds: float, seed: int) -> Answer:
    """The cheapest answer that the judge lets through, else the last one."""
    budget, rng = CpuBudget.of(seconds), np.random.default_rng(seed)
    whole = in_whole_numbers(instance)
    windows = SafeWindows(whole.early, whole.late)
    narrow = np.zeros(instance.requests, dtype=bool)
    slice_s = seconds * FIRST_SHARE
    found: pyvrp.Solution | None = None
    best, best_cost, routes = Routes(), np.inf, Routes()
    while not budget.is_spent():
        data = _problem(instance, whole, windows)
        start = found and pyvrp.Solution(data, [_again(data, route) for route in found.routes()])
        until = CpuBudget.of(min(slice_s, budget.left_s()))
        found = pyvrp.solve(
            data,
            lambda _cost, until=until: until.is_spent(),
            seed=int(rng.integers(2**31)),
            collect_stats=False,
            initial_solution=start,
        ).best
        routes = [_nodes(instance, route) for route in found.routes()]
        verdict = judge(instance, routes)
        if verdict.feasible and verdict.cost is not None and verdict.cost < best_cost:
            best, best_cost = routes, verdict.cost
        slice_s = seconds * ROUND_SHARE
        narrow |= _rides_too_long(instance, whole, found)
        windows = _narrowed(instance, whole, narrow, found, rng)
    return Answer(best or routes)


def _problem(instance: Instance, whole: WholeNumbers, windows: SafeWindows) -> pyvrp.ProblemData:
    """The instance as a model: pickups and drop-offs at their own locations, one type of vehicle."""
    model = pyvrp.Model()
    nodes = [model.add_location(*place) for place in zip(instance.x, instance.y, strict=True)]
    depot = model.add_depot(nodes[0])
    for request in range(1, instance.requests + 1):
        drop = request + instance.requests
        model.add_shipment(
            *(nodes[request], nodes[drop]),
            *(int(windows.early[request]), int(windows.late[request]), int(whole.service[request])),
            *(int(windows.early[drop]), int(windows.late[drop]), int(whole.service[drop])),
            [int(whole.load[request])],
        )
    model.add_vehicle_type(
        instance.vehicles,
        [int(instance.capacity)],
        depot,
        depot,
        tw_early=int(whole.early[0]),
        tw_late=int(whole.late[-1]),
        shift_duration=whole.max_duration,
    )
    for here, start in enumerate(nodes):
        for there, end in enumerate(nodes):
            model.add_edge(start, end, int(whole.drive[here, there]), int(whole.drive[here, there]))
    return model.data()


def _again(data: pyvrp.ProblemData, route: pyvrp.Route) -> pyvrp.Route:
    """The same visits under other windows."""
    return pyvrp.Route(data, [visit for visit in route if visit.is_shipment()], route.vehicle_type())


def _visits(instance: Instance, route: pyvrp.Route) -> list[tuple[int, int]]:
    """Node and begin of each visit."""
    return [
        (visit.idx + 1 + (instance.requests if visit.is_delivery() else 0), visit.start_time)
        for visit in route.schedule()
        if visit.is_shipment()
    ]


def _nodes(instance: Instance, route: pyvrp.Route) -> list[int]:
    return [node for node, _ in _visits(instance, route)]


def _rides_too_long(instance: Instance, whole: WholeNumbers, found: pyvrp.Solution) -> Flags:  # (n,)
    """The requests that ride too long in a route the judge finds broken."""
    n, too_long = instance.requests, np.zeros(instance.requests, dtype=bool)
    for route in found.routes():
        begins = dict(_visits(instance, route))
        if broken_rule(instance, list(begins)) is None:
            continue
        for node in begins:
            if node <= n:
                ride = begins[node + n] - begins[node] - whole.service[node]
                too_long[node - 1] = ride > whole.max_ride
    return too_long


def _narrowed(
    instance: Instance, whole: WholeNumbers, narrow: Flags, found: pyvrp.Solution, rng: np.random.Generator
) -> SafeWindows:
    """Safe windows for the requests to narrow, drawn anew around their visits; the others keep theirs."""
    begins = whole.early.copy()
    for route in found.routes():
        for node, begin in _visits(instance, route):
            begins[node] = begin
    opens = openings_around(instance, whole, begins, rng.random(instance.requests))
    safe = safe_windows(instance, whole, opens)
    both = np.concatenate([[False], narrow, narrow, [False]])
    return SafeWindows(np.where(both, safe.early, whole.early), np.where(both, safe.late, whole.late))
