"""A route written into its row: the one writer of a plan's rows and outlines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.fleet import Break, Vehicle
from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, VisitKind
from dispatch.kernel import fields
from dispatch.kernel.lateness import settle_row
from dispatch.kernel.outline import write_outline
from dispatch.kernel.packed_load import pack
from dispatch.kernel.plan_arrays import Anchor, PlanArrays, follow_roads, get_roads, grow, number_of
from dispatch.kernel.roads import Roads
from dispatch.travel.travel_times import TravelTensor


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
    roads = follow_roads(plan, travel)
    given = _list_given(plan, row, route, anchor, promises)
    return write_row(plan, row, np.array(given, np.int32).T, roads)


def move_anchor(plan: PlanArrays, row: int, anchor: Anchor, travel: TravelTensor) -> tuple[RideId, ...]:
    """Encode a row again whose vehicle is free elsewhere or later, route and riders on board as before.

    For a row in which nobody was late: its limits are those that were given.
    """
    columns = plan.block[row, : fields.GIVEN_FIELDS, : int(plan.length[row])].copy()
    columns[fields.PLACE, 0], columns[fields.OPEN_S, 0] = anchor.place, anchor.free_from_s
    return write_row(plan, row, columns, get_roads(plan, travel))


def write_row(plan: PlanArrays, row: int, columns: NDArray[np.int32], roads: Roads) -> tuple[RideId, ...]:
    """Write what is given and all that follows from it; returns the rides already late."""
    length = columns.shape[1]  # (F given, n)
    grow(plan, length)
    plan.length[row] = length
    kept = plan.block[row, : fields.GIVEN_FIELDS, :length]
    kept[:] = columns
    plan.outdated -= {row}
    late = settle_row(plan.block, row, length, roads)
    write_outline(plan.block, row, length, plan.outline)
    if not late:
        return ()
    widened = (kept[fields.CLOSE_S] > columns[fields.CLOSE_S]) | (
        kept[fields.MAX_RIDE_S] > columns[fields.MAX_RIDE_S]
    )
    numbers = {int(number): None for number in columns[fields.RIDE][widened] if number != fields.NOBODY}
    return tuple(plan.ride_ids[number] for number in numbers)


def clear_row(plan: PlanArrays, row: int) -> None:
    """Put a vehicle out of service."""
    plan.length[row] = 0
    plan.outdated -= {row}
    write_outline(plan.block, row, 0, plan.outline)


def _list_given(
    plan: PlanArrays, row: int, route: Route, anchor: Anchor, promises: Mapping[RideId, Promise]
) -> list[tuple[int, ...]]:  # (n, F given)
    vehicle, visits = plan.vehicles[row], route.visits
    boards, alights, rests = _find_ends(route, vehicle, anchor)
    boarded = {rider.ride_id: rider.boarded_s for rider in anchor.aboard}
    load = sum(pack(_promise(promises, ride_id).party) for ride_id in boarded)
    limit_s = int(plan.max_duration_s[row])
    limited = limit_s < fields.NO_LIMIT_S
    anchored = (
        *(int(anchor.place), 0, anchor.free_from_s, fields.NO_LIMIT_S, load),
        *(len(visits) if limited else fields.NOBODY, limit_s, fields.NOBODY, fields.ANCHOR),
    )
    given: list[tuple[int, ...]] = [anchored]
    for k, visit in enumerate(visits, start=1):
        ride_id, from_s = visit.ride_id, fields.ANY_TIME_S
        partner, longest_s, number = fields.NOBODY, fields.NO_LIMIT_S, fields.NOBODY
        if ride_id is not None:
            promise = _promise(promises, ride_id)
            limits, longest_s = promise.limits, min(promise.limits.max_ride_s, fields.NO_LIMIT_S)
            number = number_of(plan, ride_id)
            if boards.get(ride_id) == k:
                kind, partner = fields.BOARD, alights[ride_id]
                load += pack(promise.party)
                from_s, until_s = limits.pickup.from_s, limits.pickup.until_s
            else:
                kind, partner = fields.ALIGHT, boards.get(ride_id, fields.NOBODY)
                load -= pack(promise.party)
                until_s = min(limits.arrive_until_s, fields.NO_LIMIT_S)
                from_s = from_s if limits.arrive_from_s is None else limits.arrive_from_s
                if ride_id in boarded:
                    until_s = min(until_s, boarded[ride_id] + longest_s)
        elif k < len(visits):
            kind, rest = fields.BREAK, next(rests)
            from_s, until_s = rest.begins.from_s, rest.begins.until_s
        else:
            kind, until_s = fields.END, vehicle.shift.hours.until_s
            if limited:
                partner, longest_s = 0, limit_s
        given.append((visit.place, visit.service_s, from_s, until_s, load, partner, longest_s, number, kind))
    return given


def _find_ends(
    route: Route, vehicle: Vehicle, anchor: Anchor
) -> tuple[Mapping[RideId, int], Mapping[RideId, int], Iterator[Break]]:
    """Where each ride boards and alights, and the rests still to come; raises for a route that is not one."""
    board, alight, rest, end = VisitKind.BOARD, VisitKind.ALIGHT, VisitKind.BREAK, VisitKind.END
    riding = {rider.ride_id for rider in anchor.aboard}
    boards, alights, rests = dict[RideId, int](), dict[RideId, int](), 0
    if [k for k, visit in enumerate(route.visits, start=1) if visit.kind is end] != [len(route.visits)]:
        raise ValueError(f"the route of vehicle {vehicle.vehicle_id} must have one end, as its last visit")
    for k, visit in enumerate(route.visits, start=1):
        kind, ride_id = visit.kind, visit.ride_id
        if (ride_id is None) is not (kind is rest or kind is end):
            raise ValueError(f"vehicle {vehicle.vehicle_id}: a visit to {kind.value} has ride {ride_id}")
        if ride_id is None:
            rests += kind is rest
        elif kind is board:
            if ride_id in riding or ride_id in boards:
                raise ValueError(f"vehicle {vehicle.vehicle_id}: ride {ride_id} boards twice")
            boards[ride_id] = k
            riding.add(ride_id)
        elif kind is alight:
            if ride_id not in riding:
                raise ValueError(f"vehicle {vehicle.vehicle_id}: ride {ride_id} alights but never boards")
            alights[ride_id] = k
            riding.remove(ride_id)
    if riding:
        raise ValueError(f"vehicle {vehicle.vehicle_id}: {sorted(riding)} board but never alight")
    if rests > len(vehicle.shift.breaks):
        raise ValueError(f"the route of vehicle {vehicle.vehicle_id} has more breaks than its shift")
    return boards, alights, iter(vehicle.shift.breaks[len(vehicle.shift.breaks) - rests :])


def _promise(promises: Mapping[RideId, Promise], ride_id: RideId) -> Promise:
    found = promises.get(ride_id)
    if found is None:
        raise ValueError(f"ride {ride_id} stands in a route but nothing was promised: pass its promise too")
    return found
