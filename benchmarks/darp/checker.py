"""The judge of every answer in these benchmarks: plain Python, sharing no code with any solver.

Timing rules are difference constraints `t[to] >= t[from] + gap` with a last moment for every visit. Raising
times only where a rule forces it gives the earliest schedule that keeps all of them together (waiting, ride
limits, leaving the depot late enough for the route's duration); rules that cannot be kept together go on
rising for more rounds than there are visits. Every limit is widened by TOLERANCE, so that sums of doubles do
not decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from benchmarks.darp.instance import Instance

TOLERANCE = 1e-6
NOISE = 1e-10
"""A raise smaller than this is the rounding of doubles, not a rule."""

Rule = tuple[int, int, float]
"""`t[to] >= t[from] + gap`, positions within the route."""


@dataclass(frozen=True)
class Verdict:
    """What the judge says: the total distance, where it can be told, and the first broken rule in words."""

    cost: float | None
    broken: str | None

    @property
    def feasible(self) -> bool:
        return self.broken is None


def judge(instance: Instance, routes: Sequence[Sequence[int]]) -> Verdict:
    """The verdict on routes given as node numbers without the depot."""
    nodes = 2 * instance.requests
    for number, route in enumerate(routes, 1):
        for node in route:
            if not 1 <= node <= nodes:
                return Verdict(None, f"route {number}: node {node} is not one of 1..{nodes}")
    cost = sum(route_cost(instance, route) for route in routes)
    if told := _broken_service(instance, routes):
        return Verdict(cost, told)
    for number, route in enumerate(routes, 1):
        if told := broken_rule(instance, route):
            return Verdict(cost, f"route {number}: {told}")
    return Verdict(cost, None)


def route_cost(instance: Instance, route: Sequence[int]) -> float:
    """The distance of one route from the depot and back to it; an unused vehicle costs nothing."""
    return sum(_gap(instance, *leg) for leg in _legs(instance, route)) if route else 0.0


def broken_rule(instance: Instance, route: Sequence[int]) -> str | None:
    """The first rule one route breaks, in words, whatever the other routes do."""
    return _broken_order(instance, route) or _broken_time(instance, route)


def _broken_service(instance: Instance, routes: Sequence[Sequence[int]]) -> str | None:
    used = sum(1 for route in routes if route)
    if used > instance.vehicles:
        return f"{used} routes for {instance.vehicles} vehicles"
    calls = [node for route in routes for node in route]
    for node in range(1, 2 * instance.requests + 1):
        if calls.count(node) != 1:
            return f"node {node} is visited {calls.count(node)} times"
    return None


def _broken_order(instance: Instance, route: Sequence[int]) -> str | None:
    load, on_board = 0.0, set[int]()
    for node in route:
        request = node if node <= instance.requests else node - instance.requests
        if node == request:
            on_board.add(request)
        elif request not in on_board:
            return f"request {request} alights where it has not boarded"
        else:
            on_board.remove(request)
        load += float(instance.load[node])
        if load > instance.capacity + TOLERANCE:
            return f"load {load:g} at node {node} exceeds the capacity {instance.capacity:g}"
    return f"request {min(on_board)} boards and never alights" if on_board else None


def _broken_time(instance: Instance, route: Sequence[int]) -> str | None:
    """Which rule has no schedule, the rules taken together in the order windows, rides, duration."""
    if not route:
        return None
    stops = [0, *route, instance.end]
    rules = _drives(instance, stops)
    if (late_at := _late_at(instance, stops, rules)) is not None:
        return (
            f"node {stops[late_at]} is reached after its window closes at {instance.late[stops[late_at]]:g}"
        )
    rules += _rides(instance, stops)
    if _late_at(instance, stops, rules) is not None:
        return f"no schedule keeps every ride within {instance.max_ride:g}"
    rules += _duration(instance, stops)
    if _late_at(instance, stops, rules) is not None:
        return f"no schedule with those rides lasts at most {instance.max_duration:g}"
    return None


def _legs(instance: Instance, route: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip([0, *route], [*route, instance.end], strict=True))


def _gap(instance: Instance, here: int, there: int) -> float:
    return hypot(
        float(instance.x[here]) - float(instance.x[there]), float(instance.y[here]) - float(instance.y[there])
    )


def _drives(instance: Instance, stops: Sequence[int]) -> list[Rule]:
    return [
        (k, k + 1, float(instance.service[stops[k]]) + _gap(instance, stops[k], stops[k + 1]))
        for k in range(len(stops) - 1)
    ]


def _rides(instance: Instance, stops: Sequence[int]) -> list[Rule]:
    """A ride lasts from the end of boarding to the start of alighting."""
    position = {node: k for k, node in enumerate(stops)}
    return [
        (
            position[node + instance.requests],
            k,
            -float(instance.service[node]) - instance.max_ride - TOLERANCE,
        )
        for node, k in position.items()
        if 1 <= node <= instance.requests
    ]


def _duration(instance: Instance, stops: Sequence[int]) -> list[Rule]:
    return [(len(stops) - 1, 0, -instance.max_duration - TOLERANCE)]


def _late_at(instance: Instance, stops: Sequence[int], rules: Sequence[Rule]) -> int | None:
    """The first position found too late when times rise as far as the rules force them, if any."""
    times = [float(instance.early[node]) for node in stops]
    last = [float(instance.late[node]) + TOLERANCE for node in stops]
    raised = None
    for _ in range(len(stops) + 1):
        raised = None
        for source, target, gap in rules:
            if times[source] + gap > times[target] + NOISE:
                times[target] = times[source] + gap
                raised = target
                if times[target] > last[target]:
                    return target
        if raised is None:
            return None
    return raised
