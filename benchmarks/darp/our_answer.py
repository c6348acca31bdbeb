"""Our own answer to a dial-a-ride file: the engine's improvement search on a plan without riders."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

import numpy as np

from benchmarks.darp.instance import Instance
from dispatch.domain.fleet import Shift, Vehicle, VehicleId
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId, RideLimits
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.domain.time import TimeWindow
from dispatch.kernel.encoding import encode_route
from dispatch.kernel.insertion import AskedRide
from dispatch.kernel.plan_arrays import Anchor, PlanArrays, decode_route, empty_plan
from dispatch.policy.objective import PlanCost
from dispatch.search.lns import Progress, Turn, cooling_of, improve_in_turns
from dispatch.search.search_space import SearchSpace, best_plan, open_space
from dispatch.travel.travel_times import MatrixTravelTimes, TravelTensor

LONGEST_TIME = 2.0e8
"""Times are whole numbers of up to this, so that three of them fit 32 bits."""
UNSERVED_ARCS = 4
"""A rider without a place costs as much as so many of the longest drives."""
TURNS = ((0.3, 4.0, 0.6), (0.6, 2.0, 0.6), (0.9, 1.5, 0.5), (1.0, 0.6, 0.3))
"""Until which share of the search to anneal, from which heat to which."""
SLOTS = 1 << 20
"""Ways remembered: 144 riders take a fifth more rounds in 10 s than with a quarter of them."""
ROUNDING = 1e-6


def unit_of(instance: Instance) -> float:
    """How many whole units one minute has: a power of ten."""
    return float(10 ** floor(np.log10(LONGEST_TIME / max(instance.late.max(), instance.max_duration))))


def our_routes(
    instance: Instance, progress: Progress, seed: int, recombine_limit_s: float = 1.0
) -> list[list[int]]:
    """Routes as node ids without the depot; riders who found no place are missing."""
    space = space_of(instance)
    rng = np.random.default_rng(seed)
    turns = [Turn(until, cooling_of(space, hot, cold)) for until, hot, cold in TURNS]
    improve_in_turns(space, progress, turns, rng, recombine_limit_s=recombine_limit_s)
    return routes_of(best_plan(space))


def routes_of(plan: PlanArrays) -> list[list[int]]:
    """A plan as node ids without the depot, vehicle by vehicle."""
    routes = (decode_route(plan, row).visits for row in range(len(plan.length)))
    return [[int(visit.place) for visit in visits if visit.ride_id is not None] for visits in routes]


def space_of(instance: Instance) -> SearchSpace:
    """Every vehicle at its depot, every rider waiting for a place; only distance counts."""
    travel, plan = lay_out(instance)
    waiting = list(list_rides(instance, travel))
    unserved = UNSERVED_ARCS * int(travel.fastest.max())
    cost = PlanCost(drive=1, begin=0, unserved=unserved)
    return open_space(plan, travel, cost, now_s=0, waiting=waiting, slots=SLOTS)


def lay_out(instance: Instance) -> tuple[TravelTensor, PlanArrays]:
    """The roads, and every vehicle at its depot with nothing to do."""
    unit = unit_of(instance)
    drive = np.ceil(instance.distance * unit - ROUNDING).astype(np.int64)
    travel = MatrixTravelTimes.of(drive, drive).tensor()
    start, end = PlaceIndex(0), PlaceIndex(instance.end)
    hours = TimeWindow(ceil(instance.early[0] * unit), floor(instance.late[instance.end] * unit))
    vehicles = [
        Vehicle(VehicleId(str(n)), Load(int(instance.capacity)), Shift(hours, start, end))
        for n in range(instance.vehicles)
    ]
    plan = empty_plan(vehicles)
    for row, vehicle in enumerate(vehicles):
        if instance.max_duration * unit < hours.width_s:
            plan.max_duration_s[row] = floor(instance.max_duration * unit)
        route = Route(vehicle.vehicle_id, (Visit(VisitKind.END, end, 0, 0),))
        encode_route(plan, row, route, Anchor(start, hours.from_s), {}, travel)
    return travel, plan


def list_rides(instance: Instance, travel: TravelTensor) -> Iterator[tuple[RideId, AskedRide]]:
    """Each request with the window that its other end and the longest ride leave it (Cordeau 2006, 5.1)."""
    unit, n = unit_of(instance), instance.requests
    longest = floor(instance.max_ride * unit)
    service = np.ceil(instance.service * unit - ROUNDING).astype(np.int64)
    for i in range(1, n + 1):
        o, direct = n + i, int(travel.fastest[i, n + i])
        board = int(service[i])
        from_s = max(ceil(instance.early[i] * unit), ceil(instance.early[o] * unit) - longest - board)
        until_s = min(floor(instance.late[i] * unit), floor(instance.late[o] * unit) - direct - board)
        limits = RideLimits(
            TimeWindow(from_s, until_s),
            min(floor(instance.late[o] * unit), until_s + board + longest),
            longest,
            max(ceil(instance.early[o] * unit), from_s + board + direct),
        )
        party = Load(int(instance.load[i]))
        yield (
            RideId(str(i)),
            AskedRide(PlaceIndex(i), PlaceIndex(o), party, board, int(service[o]), limits),
        )
