"""CP-SAT proves the small files: one circuit through all routes, times and loads carried along its arcs.

Everything is in whole numbers rounded inwards for feasibility and downwards for cost, so the proved bound is
a little below the true one: by less than a thousandth of a minute an arc.
"""

from __future__ import annotations

from threading import Event, Thread

from ortools.sat.python import cp_model

from benchmarks.darp.instance import Instance
from benchmarks.peers.answer import Answer, CpuBudget, Routes
from benchmarks.peers.windows import SCALE, WholeNumbers, in_whole_numbers

LOOK_AT_THE_CLOCK_S = 0.05

Arcs = dict[tuple[int, int], cp_model.IntVar]


def solve(instance: Instance, seconds: float, seed: int) -> Answer:
    """The best routes found and the cost below which there are none; equal when the file is proved."""
    budget = CpuBudget.of(seconds)
    whole = in_whole_numbers(instance)
    model = cp_model.CpModel()
    arcs = {arc: model.new_bool_var(f"{arc}") for arc in _possible_arcs(instance, whole)}
    _add_routes(model, instance, arcs)
    _add_times(model, instance, whole, arcs)
    _add_loads(model, instance, whole, arcs)
    cost = {arc: int(instance.distance[arc] * SCALE) for arc in arcs}
    model.minimize(sum(cost[arc] * used for arc, used in arcs.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    with_an_answer = _solve_within(solver, model, budget)
    used = [arc for arc, variable in arcs.items() if with_an_answer and solver.value(variable)]
    return Answer(_routes(instance, used), solver.best_objective_bound / SCALE)


def _solve_within(solver: cp_model.CpSolver, model: cp_model.CpModel, budget: CpuBudget) -> bool:
    """Solve until the process has used its CPU seconds; whether there is an answer."""
    done = Event()

    def stop_when_spent() -> None:
        while not done.wait(LOOK_AT_THE_CLOCK_S):
            if budget.is_spent():
                solver.stop_search()

    clock = Thread(target=stop_when_spent)
    clock.start()
    try:
        status = solver.solve(model)
    finally:
        done.set()
        clock.join()
    return status in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _possible_arcs(instance: Instance, whole: WholeNumbers) -> list[tuple[int, int]]:
    """Arcs that windows, order and load do not exclude by themselves; the depot is node 0 at both ends."""
    n, arcs = instance.requests, list[tuple[int, int]]()
    for here in range(2 * n + 1):
        for there in range(2 * n + 1):
            backwards = here == there + n or (here == 0 and there > n) or (there == 0 and 0 < here <= n)
            reached = whole.early[here] + whole.service[here] + whole.drive[here, there]
            too_late = reached > whole.late[there if there else instance.end]
            crowded = (
                0 < here <= n
                and 0 < there <= n
                and here != there
                and (whole.load[here] + whole.load[there] > instance.capacity)
            )
            if here != there and not (backwards or too_late or crowded):
                arcs.append((here, there))
    return arcs


def _add_routes(model: cp_model.CpModel, instance: Instance, arcs: Arcs) -> None:
    """Every node once, at most so many routes, both ends of a request on one route."""
    n = instance.requests
    model.add_multiple_circuit([(*arc, used) for arc, used in arcs.items()])
    model.add(sum(used for (here, _), used in arcs.items() if here == 0) <= instance.vehicles)
    first = [model.new_int_var(1, n, f"first {node}") for node in range(2 * n + 1)]
    for (here, there), used in arcs.items():
        if here and there:
            model.add(first[here] == first[there]).only_enforce_if(used)
        elif there:
            model.add(first[there] == there).only_enforce_if(used)
    for request in range(1, n + 1):
        model.add(first[request] == first[request + n])


def _add_times(model: cp_model.CpModel, instance: Instance, whole: WholeNumbers, arcs: Arcs) -> None:
    """When each visit begins, and for each visit when its vehicle left the depot."""
    n = instance.requests
    begin = [
        model.new_int_var(int(whole.early[node]), int(whole.late[node]), f"begin {node}")
        for node in range(2 * n + 1)
    ]
    left = [model.new_int_var(int(whole.early[0]), int(whole.late[0]), f"left {node}") for node in begin]
    for (here, there), used in arcs.items():
        drive = int(whole.service[here] + whole.drive[here, there])
        if here and there:
            model.add(begin[there] >= begin[here] + drive).only_enforce_if(used)
            model.add(left[there] == left[here]).only_enforce_if(used)
        elif there:
            model.add(begin[there] >= left[there] + drive).only_enforce_if(used)
        else:
            model.add(begin[here] + drive <= int(whole.late[instance.end])).only_enforce_if(used)
            model.add(begin[here] + drive - left[here] <= whole.max_duration).only_enforce_if(used)
    for request in range(1, n + 1):
        ride = begin[request + n] - begin[request] - int(whole.service[request])
        model.add(ride <= whole.max_ride)
        model.add(ride >= int(whole.drive[request, request + n]))


def _add_loads(model: cp_model.CpModel, instance: Instance, whole: WholeNumbers, arcs: Arcs) -> None:
    load = [model.new_int_var(0, int(instance.capacity), f"load {node}") for node in range(instance.end)]
    for (here, there), used in arcs.items():
        if there:
            before = load[here] if here else 0
            model.add(load[there] == before + int(whole.load[there])).only_enforce_if(used)


def _routes(instance: Instance, used: list[tuple[int, int]]) -> Routes:
    after = {here: there for here, there in used if here}
    routes = Routes()
    for start in (there for here, there in used if here == 0):
        route = [start]
        while after[route[-1]]:
            route.append(after[route[-1]])
        routes.append(route)
    return routes
