"""The fleet's plan as one block of whole numbers, and the way from a route into it and back.

A row is one vehicle: position 0 is its anchor, where it is or will next be free, then one position per visit
of its route, the last the end of its shift. Routes are the truth; a row is a cache with one writer,
`encode_route`. Riders of one plan are numbered in the order in which they are first seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.fleet import Vehicle
from dispatch.domain.load import NOTHING
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.kernel import fields
from dispatch.kernel.lateness import settle_row
from dispatch.kernel.outline import OUTLINE_FIELDS, write_outline
from dispatch.kernel.packed_load import pack
from dispatch.kernel.roads import Roads, lay_out
from dispatch.travel.travel_times import TravelTensor

SHORTEST_BLOCK = 16
_KIND = {
    VisitKind.BOARD: fields.BOARD,
    VisitKind.ALIGHT: fields.ALIGHT,
    VisitKind.BREAK: fields.BREAK,
    VisitKind.END: fields.END,
}
_VISIT_KIND = {number: kind for kind, number in _KIND.items()}


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A rider in the vehicle; `boarded_s` is when boarding was complete."""

    ride_id: RideId
    boarded_s: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a vehicle is or will next be free, from when, and who is on board."""

    place: PlaceIndex
    free_from_s: int
    aboard: tuple[OnBoard, ...] = ()


@dataclass(slots=True)
class PlanArrays:
    """The routes of a fleet as the kernels read them; a row of length 0 is a vehicle out of service."""

    vehicles: tuple[Vehicle, ...]
    block: NDArray[np.int32]  # (V, F, L) see fields
    outline: NDArray[np.int32]  # (V, OUTLINE_FIELDS, L) see outline
    length: NDArray[np.int64]  # (V,) visits and anchor
    capacity: NDArray[np.int64]  # (V,) packed
    max_duration_s: NDArray[
        np.int32
    ]  # (V,) from leaving the anchor to the end; NO_LIMIT_S where there is none
    ride_ids: list[RideId]
    ride_numbers: dict[RideId, int]
    travel: TravelTensor | None = None
    roads: Roads | None = None
    outdated: frozenset[int] = frozenset()
    """Rows encoded with other travel times than the last one."""


def empty_plan(vehicles: Sequence[Vehicle]) -> PlanArrays:
    """A plan with one row per vehicle, all out of service until a route is encoded."""
    count = len(vehicles)
    return PlanArrays(
        vehicles=tuple(vehicles),
        block=np.zeros((count, fields.FIELDS, SHORTEST_BLOCK), np.int32),
        outline=np.full((count, OUTLINE_FIELDS, SHORTEST_BLOCK), fields.NO_LIMIT_S, np.int32),
        length=np.zeros(count, np.int64),
        capacity=np.array([pack(vehicle.capacity) for vehicle in vehicles], np.int64),
        max_duration_s=np.full(count, fields.NO_LIMIT_S, np.int32),
        ride_ids=[],
        ride_numbers={},
    )


def copy_plan(plan: PlanArrays) -> PlanArrays:
    """A snapshot that a search may change; travel times and vehicles are shared."""
    return PlanArrays(
        plan.vehicles,
        plan.block.copy(),
        plan.outline.copy(),
        plan.length.copy(),
        plan.capacity.copy(),
        plan.max_duration_s.copy(),
        plan.ride_ids.copy(),
        plan.ride_numbers.copy(),
        plan.travel,
        plan.roads,
        plan.outdated,
    )


def clear_row(plan: PlanArrays, row: int) -> None:
    """Take a vehicle out of service: nothing is inserted until a route is encoded again."""
    plan.length[row] = 0
    write_outline(plan.block, row, 0, plan.outline)
    plan.outdated -= {row}


def get_roads(plan: PlanArrays, travel: TravelTensor) -> Roads:
    """The travel times as the kernels read them; raises where a row was encoded with others."""
    if plan.travel is not travel or plan.roads is None:
        plan.outdated = frozenset(int(row) for row in np.flatnonzero(plan.length))
        plan.travel, plan.roads = travel, lay_out(travel)
    if plan.outdated:
        vehicle_id = plan.vehicles[min(plan.outdated)].vehicle_id
        raise ValueError(
            f"the row of vehicle {vehicle_id} was encoded with other travel times: "
            "encode every route again when the travel times change"
        )
    return plan.roads


def encode_route(
    plan: PlanArrays,
    row: int,
    route: Route,
    anchor: Anchor,
    promises: Mapping[RideId, Promise],
    travel: TravelTensor,
) -> tuple[RideId, ...]:
    """Write a route into its row and work out its schedules; returns the rides already late.

    Where reality is past a limit the row takes the scheduled time as the limit, so that it always has a
    schedule. Raises ValueError for a route that is not one: a rider who never alights, or no end.
    """
    if plan.travel is not travel or plan.roads is None:
        plan.outdated = frozenset(int(other) for other in np.flatnonzero(plan.length))
        plan.travel, plan.roads = travel, lay_out(travel)
    given = _list_given(plan, row, route, anchor, promises)
    length = len(given)
    grow(plan, length)
    columns = np.array(given, np.int32).T  # (F given, n)
    plan.block[row, : fields.GIVEN_FIELDS, :length] = columns
    plan.length[row] = length
    plan.outdated -= {row}
    settle_row(plan.block, row, length, plan.roads)
    write_outline(plan.block, row, length, plan.outline)
    kept = plan.block[row, : fields.GIVEN_FIELDS, :length]
    widened = (kept[fields.CLOSE_S] > columns[fields.CLOSE_S]) | (
        kept[fields.MAX_RIDE_S] > columns[fields.MAX_RIDE_S]
    )
    numbers = {int(number): None for number in columns[fields.RIDE][widened] if number != fields.NOBODY}
    return tuple(plan.ride_ids[number] for number in numbers)


def decode_route(plan: PlanArrays, row: int) -> Route:
    """The route of a row, each visit at its earliest time."""
    table: list[list[int]] = plan.block[row, :, 1 : int(plan.length[row])].tolist()
    rows = zip(
        table[fields.KIND],
        table[fields.PLACE],
        table[fields.EARLIEST_S],
        table[fields.SERVICE_S],
        table[fields.RIDE],
        strict=True,
    )
    visits = tuple(
        Visit(
            _VISIT_KIND[kind],
            PlaceIndex(place),
            begin_s,
            service_s,
            None if number == fields.NOBODY else plan.ride_ids[number],
        )
        for kind, place, begin_s, service_s, number in rows
    )
    return Route(plan.vehicles[row].vehicle_id, visits)


def _list_given(
    plan: PlanArrays, row: int, route: Route, anchor: Anchor, promises: Mapping[RideId, Promise]
) -> list[tuple[int, ...]]:  # (n, F given)
    vehicle = plan.vehicles[row]
    _check(route, vehicle, anchor)
    visits = route.visits
    position = {(visit.kind, visit.ride_id): k for k, visit in enumerate(visits, start=1)}
    boarded = {rider.ride_id: rider.boarded_s for rider in anchor.aboard}
    load = sum((_promise(promises, ride_id).party for ride_id in boarded), NOTHING)
    rests = iter(vehicle.shift.breaks[len(vehicle.shift.breaks) - _count_breaks(route) :])
    limit_s = int(plan.max_duration_s[row])
    limited = limit_s < fields.NO_LIMIT_S
    anchored = (
        *(int(anchor.place), 0, anchor.free_from_s, fields.NO_LIMIT_S, pack(load)),
        *(len(visits) if limited else fields.NOBODY, limit_s, fields.NOBODY, fields.ANCHOR),
    )
    given: list[tuple[int, ...]] = [anchored]
    for visit in visits:
        from_s, until_s, partner, longest_s, number = (
            *(fields.ANY_TIME_S, fields.NO_LIMIT_S, fields.NOBODY, fields.NO_LIMIT_S, fields.NOBODY),
        )
        if visit.ride_id is not None:
            promise = _promise(promises, visit.ride_id)
            limits, longest_s = promise.limits, min(promise.limits.max_ride_s, fields.NO_LIMIT_S)
            number = _number(plan, visit.ride_id)
            if visit.kind is VisitKind.BOARD:
                load += promise.party
                from_s, until_s = limits.pickup.from_s, limits.pickup.until_s
                partner = position[VisitKind.ALIGHT, visit.ride_id]
            else:
                load -= promise.party
                partner = position.get((VisitKind.BOARD, visit.ride_id), fields.NOBODY)
                until_s = min(limits.arrive_until_s, fields.NO_LIMIT_S)
                from_s = from_s if limits.arrive_from_s is None else limits.arrive_from_s
                if visit.ride_id in boarded:
                    until_s = min(until_s, boarded[visit.ride_id] + longest_s)
        elif visit.kind is VisitKind.BREAK:
            rest = next(rests)
            from_s, until_s = rest.begins.from_s, rest.begins.until_s
        else:
            until_s = vehicle.shift.hours.until_s
            if limited:
                partner, longest_s = 0, limit_s
        given.append(
            (
                *(int(visit.place), visit.service_s, from_s, until_s, pack(load)),
                *(partner, longest_s, number, _KIND[visit.kind]),
            )
        )
    return given


def _check(route: Route, vehicle: Vehicle, anchor: Anchor) -> None:
    boarded = {rider.ride_id for rider in anchor.aboard}
    ends = [k for k, visit in enumerate(route.visits) if visit.kind is VisitKind.END]
    if ends != [len(route.visits) - 1]:
        raise ValueError(f"the route of vehicle {vehicle.vehicle_id} must have one end, as its last visit")
    for visit in route.visits:
        if (visit.ride_id is None) is not (visit.kind in (VisitKind.BREAK, VisitKind.END)):
            raise ValueError(
                f"vehicle {vehicle.vehicle_id}: a visit to {visit.kind.value} has ride {visit.ride_id}"
            )
        if visit.kind is VisitKind.BOARD and visit.ride_id is not None:
            if visit.ride_id in boarded:
                raise ValueError(f"vehicle {vehicle.vehicle_id}: ride {visit.ride_id} boards twice")
            boarded.add(visit.ride_id)
        elif visit.kind is VisitKind.ALIGHT and visit.ride_id is not None:
            if visit.ride_id not in boarded:
                raise ValueError(
                    f"vehicle {vehicle.vehicle_id}: ride {visit.ride_id} alights but never boards"
                )
            boarded.remove(visit.ride_id)
    if boarded:
        raise ValueError(f"vehicle {vehicle.vehicle_id}: {sorted(boarded)} board but never alight")
    if _count_breaks(route) > len(vehicle.shift.breaks):
        raise ValueError(f"the route of vehicle {vehicle.vehicle_id} has more breaks than its shift")


def _count_breaks(route: Route) -> int:
    return sum(visit.kind is VisitKind.BREAK for visit in route.visits)


def _promise(promises: Mapping[RideId, Promise], ride_id: RideId) -> Promise:
    found = promises.get(ride_id)
    if found is None:
        raise ValueError(f"ride {ride_id} stands in a route but nothing was promised: pass its promise too")
    return found


def _number(plan: PlanArrays, ride_id: RideId) -> int:
    number = plan.ride_numbers.setdefault(ride_id, len(plan.ride_ids))
    if number == len(plan.ride_ids):
        plan.ride_ids.append(ride_id)
    return number


def grow(plan: PlanArrays, length: int) -> None:
    """Make room for rows of so many positions."""
    """Make room for rows of so many positions, and one past their end."""
    room = plan.block.shape[2]
    while room <= length:  # an outline has a position past the end
        room *= 2
    if room > plan.block.shape[2]:
        before = plan.block.shape[2]
        wider = np.zeros((*plan.block.shape[:2], room), np.int32)
        wider[:, :, :before] = plan.block
        outline = np.full((*plan.outline.shape[:2], room), fields.NO_LIMIT_S, np.int32)
        outline[:, :, :before] = plan.outline
        plan.block, plan.outline = wider, outline
