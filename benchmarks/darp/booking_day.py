"""A day of bookings made from a dial-a-ride file: too few vehicles, riders who book one after the other.

Everybody books before the day begins, in random order, and hears yes or no at once. A yes is a hard promise:
window, longest ride, seats and service, as the file gives them. Only driving costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from time import process_time

import numpy as np

from benchmarks.darp.checker import broken_rule, route_cost
from benchmarks.darp.instance import Instance
from benchmarks.darp.our_answer import lay_out, list_rides, routes_of
from dispatch.domain.request import RideId
from dispatch.kernel.insertion import AskedRide, Insertion, cheapest_insertions
from dispatch.kernel.longer_row import put_in
from dispatch.kernel.plan_arrays import PlanArrays, copy_plan
from dispatch.policy.objective import PlanCost
from dispatch.search.lns import Progress, cooling_of, improve
from dispatch.search.repair import Effort, Repair
from dispatch.search.search_space import best_plan, open_space
from dispatch.search.stopping import after_rounds
from dispatch.travel.travel_times import TravelTensor

DRIVING = PlanCost(drive=1, begin=0)
UNSERVED_ARCS = 16
"""In hindsight a rider without a place costs as much as so many of the longest drives."""
SLOTS = 1 << 14
"""Ways remembered by an improvement, which is opened anew after each booking."""
COOL = (1.0, 0.3)
"""The heat of an improvement between two bookings: a plan in use is not taken apart."""


@dataclass(frozen=True, eq=False)
class BookingDay:
    """Riders in the order in which they ask, and the fleet they ask for."""

    instance: Instance
    travel: TravelTensor
    empty: PlanArrays
    riders: tuple[tuple[RideId, AskedRide], ...]


@dataclass(frozen=True)
class BookingPolicy:
    """How hard bookings are worked on: rounds of search after each yes, and before each no."""

    name: str
    improvement: int = 0
    repair: int = 0


@dataclass(frozen=True)
class Booked:
    """What became of a day."""

    served: int
    distance: float
    cpu_ms: tuple[float, ...]
    """For each rider: the answer and the improvement after it."""
    plan: PlanArrays
    broken: str | None
    """The first promise that the independent checker finds broken."""


def vehicles_left(instance: Instance, share: float) -> int:
    """A share of the file's vehicles, rounded up; a hair over a whole number is that number."""
    return ceil(round(instance.vehicles * share, 6))


def booking_day(instance: Instance, share: float, seed: int) -> BookingDay:
    """A day with this share of the file's vehicles, rounded up."""
    cut = replace(instance, vehicles=vehicles_left(instance, share))
    travel, plan = lay_out(cut)
    rides = list(list_rides(cut, travel))
    order = np.random.default_rng(seed).permutation(len(rides))
    return BookingDay(cut, travel, plan, tuple(rides[n] for n in order))


def book(day: BookingDay, policy: BookingPolicy, seed: int) -> Booked:
    """Answer every rider in turn; nobody knows who comes next."""
    plan, promised, cpu_ms = copy_plan(day.empty), set[int](), list[float]()
    rng = np.random.default_rng(seed)
    effort = Effort(lambda version: np.random.default_rng([seed, version]), policy.repair, len(plan.length))
    for version, (ride_id, asked) in enumerate(day.riders):
        began_s = process_time()
        found = _cheapest(day, plan, asked)
        if found is None and policy.repair:
            repaired = Repair(effort, frozenset, version).make_room(plan, asked, day.travel, 0)
            if repaired is not None:
                plan = repaired
                found = _cheapest(day, plan, asked)
        if found is not None:
            put_in(plan, ride_id, asked, found, day.travel, now_s=0)
            promised.add(int(asked.origin))
            if policy.improvement:
                space = open_space(plan, day.travel, DRIVING, now_s=0, slots=SLOTS)
                improve(space, after_rounds(policy.improvement), cooling_of(space, *COOL), rng)
                plan = best_plan(space)
        cpu_ms.append((process_time() - began_s) * 1e3)
    return _booked(day, plan, promised, cpu_ms)


def with_hindsight(day: BookingDay, known: PlanArrays, clock: Callable[[], Progress], seed: int) -> Booked:
    """The best day that a search finds who knows all riders: once from nothing, once from a known plan."""
    cost = replace(DRIVING, unserved=UNSERVED_ARCS * int(day.travel.fastest.max()))
    rng, booked = np.random.default_rng(seed), list[Booked]()
    for plan in (day.empty, known):
        there = _boarding(day, routes_of(plan))
        waiting = [(ride_id, asked) for ride_id, asked in day.riders if asked.origin not in there]
        space = open_space(plan, day.travel, cost, now_s=0, waiting=waiting)
        improve(space, clock(), cooling_of(space), rng)
        best = best_plan(space)
        booked.append(_booked(day, best, _boarding(day, routes_of(best)), ()))
    return min(booked, key=lambda each: (-each.served, each.distance))


def _cheapest(day: BookingDay, plan: PlanArrays, asked: AskedRide) -> Insertion | None:
    found = cheapest_insertions(plan, asked, day.travel, DRIVING.weights(), now_s=0, keep=1)
    return found[0] if found else None


def _boarding(day: BookingDay, routes: Sequence[Sequence[int]]) -> set[int]:
    """Who boards somewhere, by the node."""
    return {node for route in routes for node in route if node <= day.instance.requests}


def _booked(day: BookingDay, plan: PlanArrays, promised: set[int], cpu_ms: Sequence[float]) -> Booked:
    routes = routes_of(plan)
    told = [broken_rule(day.instance, route) for route in routes]
    if _boarding(day, routes) != promised:
        told.append("somebody was promised a ride and has none")
    distance = sum(route_cost(day.instance, route) for route in routes)
    return Booked(len(promised), distance, tuple(cpu_ms), plan, next(filter(None, told), None))
