"""OR-Tools routing: guided local search on a model that states the ride limit itself.

Visits are optional at a high penalty, so that a hard file gives most of an answer instead of none. The ride
limit is told twice: as a constraint, and as a pickup-to-delivery limit that the scheduling filters can use.
"""

from __future__ import annotations

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.darp.checker import judge
from benchmarks.darp.instance import Instance
from benchmarks.peers.answer import Answer, CpuBudget, Routes
from benchmarks.peers.windows import WholeNumbers, in_whole_numbers

UNSERVED = 10_000_000
ASK_THE_CLOCK_EVERY = 256
"""The solver asks whether to stop a million times a second: reading the clock each time would slow it."""


def solve(instance: Instance, seconds: float, seed: int) -> Answer:
    """The better answer of two searches, with full propagation and without, each with all the seconds."""
    del seed  # the routing library draws no random numbers
    answers = [_search(instance, CpuBudget.of(seconds), full) for full in (False, True)]
    return Answer(min(answers, key=lambda routes: _rank(instance, routes)))


def _rank(instance: Instance, routes: Routes) -> tuple[int, bool, float]:
    """Fewest riders left out first, then no rule broken, then cost."""
    verdict = judge(instance, routes)
    return -sum(map(len, routes)), not verdict.feasible, verdict.cost or 0.0


def _search(instance: Instance, budget: CpuBudget, full_propagation: bool) -> Routes:
    whole = in_whole_numbers(instance)
    nodes = 2 * instance.requests + 1
    index = pywrapcp.RoutingIndexManager(nodes, instance.vehicles, 0)
    model = pywrapcp.RoutingModel(index)
    _add_drives_and_loads(model, instance, whole, nodes)
    _add_hours(model, index, instance, whole, nodes)
    _add_requests(model, index, instance, whole)
    asked = [0]

    def spent() -> bool:
        asked[0] += 1
        return asked[0] % ASK_THE_CLOCK_EVERY == 0 and budget.is_spent()

    parameters = pywrapcp.DefaultRoutingSearchParameters()
    first, metaheuristic = (
        routing_enums_pb2.FirstSolutionStrategy,
        routing_enums_pb2.LocalSearchMetaheuristic,
    )
    parameters.first_solution_strategy = first.LOCAL_CHEAPEST_COST_INSERTION
    parameters.local_search_metaheuristic = metaheuristic.GUIDED_LOCAL_SEARCH
    parameters.use_full_propagation = full_propagation
    parameters.time_limit.FromSeconds(10**6)  # the budget stops it; a limit of any size keeps it quiet
    model.CloseModelWithParameters(parameters)
    model.AddSearchMonitor(model.solver().CustomLimit(spent))
    found = model.SolveWithParameters(parameters)
    return _routes(model, index, instance.vehicles, found) if found else []


def _add_drives_and_loads(
    model: pywrapcp.RoutingModel, instance: Instance, whole: WholeNumbers, nodes: int
) -> None:
    drive = whole.drive[:nodes, :nodes]
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(drive.tolist()))
    minutes = model.RegisterTransitMatrix((drive + whole.service[:nodes, None]).tolist())
    horizon = int(whole.late.max())
    model.AddDimension(minutes, horizon, horizon, False, "time")
    load = model.RegisterUnaryTransitVector(whole.load[:nodes].tolist())
    model.AddDimension(load, 0, int(instance.capacity), True, "load")


def _add_hours(
    model: pywrapcp.RoutingModel,
    index: pywrapcp.RoutingIndexManager,
    instance: Instance,
    whole: WholeNumbers,
    nodes: int,
) -> None:
    time = model.GetDimensionOrDie("time")
    windows = [(int(early), int(late)) for early, late in zip(whole.early, whole.late, strict=True)]
    for node in range(1, nodes):
        time.CumulVar(index.NodeToIndex(node)).SetRange(*windows[node])
    for vehicle in range(instance.vehicles):
        time.CumulVar(model.Start(vehicle)).SetRange(*windows[0])
        time.CumulVar(model.End(vehicle)).SetRange(*windows[-1])
        time.SetSpanUpperBoundForVehicle(whole.max_duration, vehicle)


def _add_requests(
    model: pywrapcp.RoutingModel,
    index: pywrapcp.RoutingIndexManager,
    instance: Instance,
    whole: WholeNumbers,
) -> None:
    time, solver = model.GetDimensionOrDie("time"), model.solver()
    for request in range(1, instance.requests + 1):
        board = index.NodeToIndex(request)
        alight = index.NodeToIndex(request + instance.requests)
        longest = whole.max_ride + int(whole.service[request])
        model.AddPickupAndDelivery(board, alight)
        solver.Add(model.VehicleVar(board) == model.VehicleVar(alight))
        solver.Add(time.CumulVar(board) <= time.CumulVar(alight))
        solver.Add(time.CumulVar(alight) - time.CumulVar(board) <= longest)
        time.SetPickupToDeliveryLimitFunctionForPair(
            lambda _board, _alight, longest=longest: longest, request - 1
        )
        for visit in (board, alight):
            model.AddDisjunction([visit], UNSERVED)


def _routes(
    model: pywrapcp.RoutingModel,
    index: pywrapcp.RoutingIndexManager,
    vehicles: int,
    found: pywrapcp.Assignment,
) -> Routes:
    routes = Routes()
    for vehicle in range(vehicles):
        route, visit = list[int](), found.Value(model.NextVar(model.Start(vehicle)))
        while not model.IsEnd(visit):
            route.append(index.IndexToNode(visit))
            visit = found.Value(model.NextVar(visit))
        if route:
            routes.append(route)
    return routes
