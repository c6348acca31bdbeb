"""The fleet's plan as one block of whole numbers, and the way from a row back to a route.

A row is one vehicle: position 0 is its anchor, where it is or will next be free, then one position per visit
of its route, the last the end of its shift. Routes are the truth; a row is a cache with one writer,
`write_row` (see encoding). Riders of one plan are numbered in the order in which they are first seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.fleet import Vehicle
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, Visit, VisitKind
from dispatch.kernel import fields
from dispatch.kernel.outline import OUTLINE_FIELDS
from dispatch.kernel.packed_load import pack
from dispatch.kernel.roads import Roads, lay_out
from dispatch.travel.travel_times import TravelTensor

SHORTEST_BLOCK = 16
_VISIT_KIND = {
    fields.BOARD: VisitKind.BOARD,
    fields.ALIGHT: VisitKind.ALIGHT,
    fields.BREAK: VisitKind.BREAK,
    fields.END: VisitKind.END,
}


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


def number_of(plan: PlanArrays, ride_id: RideId) -> int:
    """The number a ride has in a plan; a new ride gets the next one."""
    number = plan.ride_numbers.setdefault(ride_id, len(plan.ride_ids))
    if number == len(plan.ride_ids):
        plan.ride_ids.append(ride_id)
    return number


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


def follow_roads(plan: PlanArrays, travel: TravelTensor) -> Roads:
    """The travel times as the kernels read them; rows encoded with others are outdated from now on."""
    if plan.travel is not travel or plan.roads is None:
        plan.outdated = frozenset(int(row) for row in np.flatnonzero(plan.length))
        plan.travel, plan.roads = travel, lay_out(travel)
    return plan.roads


def get_roads(plan: PlanArrays, travel: TravelTensor) -> Roads:
    """The travel times as the kernels read them; raises where a row was encoded with others."""
    roads = follow_roads(plan, travel)
    if plan.outdated:
        vehicle_id = plan.vehicles[min(plan.outdated)].vehicle_id
        raise ValueError(
            f"the row of vehicle {vehicle_id} was encoded with other travel times: "
            "encode every route again when the travel times change"
        )
    return roads


def list_other_rows(plan: PlanArrays, other: PlanArrays) -> list[int]:
    """Rows in which two plans that number riders alike may have other visits; none is left out."""
    width = min(plan.block.shape[2], other.block.shape[2])
    differs = plan.length != other.length
    for field in (fields.KIND, fields.PLACE, fields.RIDE):
        differs |= (plan.block[:, field, :width] != other.block[:, field, :width]).any(axis=1)
    return [int(row) for row in np.flatnonzero(differs)]


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


def retimed_route(plan: PlanArrays, row: int, route: Route) -> Route:
    """The route a row was encoded from, each visit at its earliest time: what decode_route gives, sooner."""
    begins_s = plan.block[row, fields.EARLIEST_S, 1 : int(plan.length[row])].tolist()
    visits = tuple(
        visit
        if visit.begin_s == begin_s
        else Visit(visit.kind, visit.place, begin_s, visit.service_s, visit.ride_id)
        for visit, begin_s in zip(route.visits, begins_s, strict=True)
    )
    return Route(route.vehicle_id, visits)


def grow(plan: PlanArrays, length: int) -> None:
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
