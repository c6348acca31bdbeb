"""Idle vehicles sent to where riders are expected: a visit without a rider, which any ride may displace."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.domain.events import Event
from dispatch.domain.place import PlaceIndex
from dispatch.domain.route import Visit, VisitKind
from dispatch.domain.time import MINUTE_S
from dispatch.engine.rerouting import Rerouting
from dispatch.engine.service_day import ServiceDay
from dispatch.engine.vehicle_state import VehicleState
from dispatch.policy.positioning import Positioning, Standing

FREE_FOR_S = 10 * MINUTE_S
"""A vehicle is next free where it could stay so long before it has to leave."""


def send_to_wait(day: ServiceDay, positioning: Positioning, rerouting: Rerouting) -> Iterator[Event]:
    """The events by which idle vehicles go to wait elsewhere."""
    fleet = list(list_standing(day, rerouting))
    places = positioning.waiting_places(fleet, rerouting.travel, rerouting.now_s)
    for standing in fleet:
        place = places.get(standing.vehicle_id)
        moves = standing.idle and place is not None and place != standing.place
        if place is not None and moves and standing.may_wait_at(place, rerouting.travel):
            yield from _sent(day, day.vehicles[standing.vehicle_id], place, rerouting)


def list_standing(day: ServiceDay, rerouting: Rerouting) -> Iterator[Standing]:
    """Every vehicle in service that will be free again today: where it is, and whether it is idle now."""
    open_still = [offer for offer in day.offers.values() if offer.lapses_s > rerouting.now_s]
    offered = {ride.vehicle_id for offer in open_still for ride in offer.rides}
    for vehicle_id, state in day.vehicles.items():
        hours = state.vehicle.shift.hours
        at_home = state.arrived and state.route.visits[0].kind is VisitKind.END
        if hours.holds(rerouting.now_s) and not at_home and state.withdrawn is None:
            standing = _standing(state, rerouting, offered=vehicle_id in offered)
            if standing is not None:
                yield standing


def _standing(state: VehicleState, rerouting: Rerouting, *, offered: bool) -> Standing | None:
    row, now_s = rerouting.rows.row_of[state.vehicle.vehicle_id], rerouting.now_s
    anchor, route = rerouting.rows.anchor(row), rerouting.rows.timed(row)
    under_way = state.heading is not None or state.current is not None or state.arrived
    idle = not under_way and not anchor.aboard and not offered and state.leave_s > now_s
    place, free_s, aboard = anchor.place, anchor.free_from_s, len(anchor.aboard)
    first = state.route.visits[0]
    if first.kind is VisitKind.WAIT:
        place, free_s = first.place, max(first.begin_s, now_s)
    for visit in route.visits:
        due_s = _due_s(visit, state, rerouting)
        stays_s = due_s - free_s - rerouting.travel.seconds(place, visit.place, free_s)
        if aboard == 0 and stays_s >= FREE_FOR_S:
            return Standing(state.vehicle.vehicle_id, place, free_s, visit.place, due_s, idle)
        aboard += (visit.kind is VisitKind.BOARD) - (visit.kind is VisitKind.ALIGHT)
        place, free_s, idle = visit.place, visit.begin_s + visit.service_s, False
    return None


def _due_s(visit: Visit, state: VehicleState, rerouting: Rerouting) -> int:
    """When a vehicle that wandered must be at a visit, early enough for roads slower than believed."""
    rules = rerouting.rules
    last_s = state.vehicle.shift.hours.until_s if visit.kind is VisitKind.END else visit.begin_s
    return last_s - rules.reserve_s - rules.arrive_ahead_s


def _sent(day: ServiceDay, state: VehicleState, place: PlaceIndex, rerouting: Rerouting) -> tuple[Event, ...]:
    wait = Visit(VisitKind.WAIT, place, rerouting.now_s, 0)
    bound = state.route.without_wait()
    route = rerouting.by_way_of(wait, state, bound, day.promises)
    return () if route is bound else rerouting.changed(state, route, day.promises)
