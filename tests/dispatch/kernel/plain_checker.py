"""Every way to take a rider along, tried one by one in plain Python; knows neither arrays nor kernels.

Timing rules are edges "the target is no earlier than a rule of the source". A label-correcting search
(Bellman-Ford with a stack) raises targets until every edge holds or a visit passes its closing time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from dispatch.domain.fleet import Vehicle
from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.request import RequestId, RideId, RiderId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.kernel.insertion import AskedRide, CostWeights
from dispatch.kernel.plan_arrays import Anchor

Drive = Callable[[int, int, int], int]
"""Seconds from a place to a place, leaving at a moment."""


class Day(NamedTuple):
    """One vehicle as it stands: where it is, what it still has to do, for whom."""

    vehicle: Vehicle
    anchor: Anchor
    visits: tuple[Visit, ...]
    longest_s: int = 10**8


def earliest_times(
    day: Day, promises: Mapping[RideId, Promise], drive: Drive, start_s: int
) -> list[int] | None:
    """When each visit begins at the earliest, the anchor first; None when a limit breaks."""
    visits, boarded = day.visits, {each.ride_id: each.boarded_s for each in day.anchor.aboard}
    at = {(visit.kind, visit.ride_id): k for k, visit in enumerate(visits, start=1)}
    places = [day.anchor.place, *(visit.place for visit in visits)]
    service = [0, *(visit.service_s for visit in visits)]
    opens, closes = [max(day.anchor.free_from_s, start_s)], [10**9]
    rests = list(day.vehicle.shift.breaks)[::-1][: sum(visit.kind is VisitKind.BREAK for visit in visits)]
    pairs = [(0, len(visits), day.longest_s)]
    for k, visit in enumerate(visits, start=1):
        opens.append(-(10**9))
        closes.append(day.vehicle.shift.hours.until_s)
        if visit.ride_id is None and visit.kind is VisitKind.BREAK:
            window = rests.pop().begins
            opens[k], closes[k] = window.from_s, window.until_s
        elif visit.ride_id is not None:
            limits = promises[visit.ride_id].limits
            if visit.kind is VisitKind.BOARD:
                opens[k], closes[k] = limits.pickup.from_s, limits.pickup.until_s
                pairs.append((k, at[VisitKind.ALIGHT, visit.ride_id], limits.max_ride_s))
            else:
                aboard_s = boarded.get(visit.ride_id, 10**9)
                closes[k] = min(limits.arrive_until_s, aboard_s + limits.max_ride_s)
                opens[k] = opens[k] if limits.arrive_from_s is None else limits.arrive_from_s
    riders_of: dict[int, list[tuple[int, int]]] = {}
    for boards, alights, longest_s in pairs:
        riders_of.setdefault(alights, []).append((boards, longest_s))
    times, pending = list(opens), list(range(len(places)))[::-1]
    if any(opens[k] > closes[k] for k in pending):
        return None
    while pending:
        k = pending.pop()
        edges = [
            (boards, times[k] - service[boards] - longest_s) for boards, longest_s in riders_of.get(k, ())
        ]
        if k + 1 < len(places):
            leave_s = times[k] + service[k]
            edges.append((k + 1, leave_s + drive(places[k], places[k + 1], leave_s)))
        for target, no_earlier_s in edges:
            if times[target] < no_earlier_s:
                if no_earlier_s > closes[target]:
                    return None
                times[target] = no_earlier_s
                pending.append(target)
    return times


def loads_fit(day: Day, promises: Mapping[RideId, Promise]) -> bool:
    """Whether everybody has room at all times, and nobody sits in the vehicle while the driver rests."""
    aboard = [each.ride_id for each in day.anchor.aboard]
    for visit in day.visits:
        if visit.kind is VisitKind.BREAK and aboard:
            return False
        if visit.ride_id is not None:
            (aboard.append if visit.kind is VisitKind.BOARD else aboard.remove)(visit.ride_id)
        load = sum((promises[ride_id].party for ride_id in aboard), Load(0))
        if not load.fits(day.vehicle.capacity):
            return False
    return True


def driven_s(day: Day, times: Sequence[int], drive: Drive) -> int:
    """Seconds at the wheel when every visit begins at its time."""
    places = [day.anchor.place, *(visit.place for visit in day.visits)]
    leaves = [times[0], *(at + visit.service_s for at, visit in zip(times[1:], day.visits, strict=True))]
    return sum(drive(places[k], places[k + 1], leaves[k]) for k in range(len(day.visits)))


def with_rider(day: Day, i: int, j: int, ride_id: RideId, asked: AskedRide) -> Day:
    """The day with the rider picked up after position i and dropped off after old position j."""
    board = Visit(VisitKind.BOARD, asked.origin, 0, asked.board_s, ride_id)
    alight = Visit(VisitKind.ALIGHT, asked.destination, 0, asked.alight_s, ride_id)
    return day._replace(visits=(*day.visits[:i], board, *day.visits[i:j], alight, *day.visits[j:]))


def all_ways(
    days: Sequence[Day],
    promises: Mapping[RideId, Promise],
    asked: AskedRide,
    drive: Drive,
    weights: CostWeights,
    now_s: int,
) -> list[tuple[int, int, int, int, int, int, int]]:
    """Every feasible (cost, row, i, j, drive added, pickup, arrival) of the fleet, cheapest first."""
    new = RideId("the rider who asks")
    party = Promise(
        new, RequestId(new), RiderId(new), asked.load, asked.origin, asked.destination, asked.limits
    )
    known = {**promises, new: party}
    found = []
    for row, day in enumerate(days):
        before = earliest_times(day, promises, drive, day.anchor.free_from_s)
        assert before is not None
        for i in range(len(day.visits)):
            for j in range(i, len(day.visits)):
                longer = with_rider(day, i, j, new, asked)
                times = loads_fit(longer, known) and earliest_times(longer, known, drive, now_s)
                if not times:
                    continue
                added_s = driven_s(longer, times, drive) - driven_s(day, before, drive)
                pickup_s, arrival_s = times[i + 1], times[j + 2]
                old_times = times[: i + 1] + times[i + 2 : j + 2] + times[j + 3 :]
                others_s = sum(
                    new_s - old_s
                    for visit, old_s, new_s in zip(day.visits, before[1:], old_times[1:], strict=True)
                    if visit.ride_id is not None
                )
                cost = weights.drive * added_s + weights.wait * (pickup_s - asked.limits.pickup.from_s)
                cost += weights.ride * (arrival_s - pickup_s - asked.board_s) + weights.others * others_s
                found.append((cost, row, i, j, added_s, pickup_s, arrival_s))
    return sorted(found)


def best_per_vehicle(
    ways: Sequence[tuple[int, int, int, int, int, int, int]], keep: int
) -> list[tuple[int, int, int, int, int, int, int]]:
    """The first way of each vehicle, the first `keep` of these."""
    first: dict[int, tuple[int, int, int, int, int, int, int]] = {}
    for way in ways:
        first.setdefault(way[1], way)
    return list(first.values())[:keep]


def route_of(day: Day) -> Route:
    """The same day as the kernel is given it."""
    return Route(day.vehicle.vehicle_id, day.visits)
