"""Disruptions decided: what becomes of the promises of those whom they touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dispatch.domain.disruptions import (
    Disruption,
    PromiseAmended,
    RideReassigned,
    Undo,
    WithdrawVehicle,
)
from dispatch.domain.events import Event
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.pins import RidePinned
from dispatch.domain.request import RideId
from dispatch.domain.route import Visit, VisitKind
from dispatch.engine.affected_routes import keep_again, list_homeless
from dispatch.engine.disrupted_returns import hold_again
from dispatch.engine.disruption_facts import Affected, affected_by, face_reality, list_begun
from dispatch.engine.moment import Moment
from dispatch.engine.replanning import Replan, fetch, place_as_promised, rehome, rehome_again
from dispatch.engine.service_day import apply, copy_day
from dispatch.search.repair import Repair

NOTHING_WANTED = Undo((), ())


def disrupt(
    moment: Moment, commands: Sequence[Disruption], wanted: Undo = NOTHING_WANTED
) -> tuple[Event, ...]:
    """The events that follow from disruptions that come together.

    Promises of who is affected are kept on any vehicle where that can be, else moved as little as can be,
    else a call is needed. What is `wanted` back is put back where it can be kept.
    Raises CommandRefused.
    """
    day, grounds, now_s = moment.day, moment.grounds, moment.now_s
    affected, after = Affected(), copy_day(day)
    for command in commands:
        more = affected_by(after, command, grounds, now_s)
        affected.add(more)
        for fact in more.facts:
            apply(after, fact)
        face_reality(after, command, grounds.under(after.conditions), now_s)
    ground = grounds.under(after.conditions)
    effort, pinned = moment.strategy.repair, lambda: ground.rows.pinned(after)
    repair = Repair(effort, pinned, after.version) if effort else None
    reason = "; ".join(dict.fromkeys(command.reason for command in commands))
    plan = Replan(after, ground, now_s, reason, repair)
    originals = {promise.ride_id: promise for promise in wanted.promises}
    rescuers = _seat_again(plan, affected.returned, originals)
    ground.rows.follow(after, now_s)
    for ride_id, vehicle_id in rescuers.items():
        plan.take_out(ride_id, vehicle_id)
    homeless = affected.homeless
    for vehicle_id in dict.fromkeys(affected.vehicles):
        if after.vehicles[vehicle_id].withdrawn is None:
            homeless += list_homeless(plan, vehicle_id, grounds.usual.travel)
    fetch(plan, affected.stranded)
    rehome(plan, homeless)
    _put_back(plan, originals)
    if not all(isinstance(command, WithdrawVehicle) for command in commands):
        still = [each for ride_id, each in day.unassigned.items() if ride_id in plan.day.unassigned]
        rehome_again(
            plan, [replace(each, promise=originals.get(each.promise.ride_id, each.promise)) for each in still]
        )
    _pin_again(plan, wanted.pins)
    events = (*affected.facts, *plan.finished())
    return (*events, *hold_again(moment, events, wanted.open_returns, reason))


def _seat_again(
    plan: Replan, aboard: dict[RideId, int], originals: dict[RideId, Promise]
) -> dict[RideId, VehicleId]:
    """Riders who never left a vehicle that is back ride on in it; returns who was to fetch them."""
    rescuers: dict[RideId, VehicleId] = {}
    for ride_id in aboard:
        lost = plan.day.unassigned.get(ride_id)
        vehicle_id = plan.day.carried_by[ride_id]
        promise = originals.get(ride_id) or (lost.promise if lost else plan.day.promises[ride_id])
        for rescuer, state in plan.day.vehicles.items():
            if ride_id in state.route.ride_ids():
                rescuers[ride_id] = rescuer
        if lost is not None:
            plan.tell(RideReassigned(plan.now_s, promise, vehicle_id, plan.reason))
        elif promise != plan.day.promises[ride_id]:
            plan.tell(PromiseAmended(plan.now_s, promise, plan.reason))
        state = plan.day.vehicles[vehicle_id]
        service_s = plan.ground.rules.alighting_s(promise.party)
        alight = Visit(VisitKind.ALIGHT, promise.destination, plan.now_s, service_s, ride_id)
        route = replace(state.route, visits=(alight, *state.route.visits))
        plan.day.vehicles[vehicle_id] = replace(state, route=route)
    return rescuers


def _put_back(plan: Replan, originals: dict[RideId, Promise]) -> None:
    """Promises as they were before, where a vehicle can keep them again; the others stay as they are now."""
    begun = list_begun(plan.day)
    for ride_id, promise in originals.items():
        now = plan.day.promises.get(ride_id)
        if now is None or now == promise:
            continue
        vehicle_id = next(each for each in _list_vehicles(plan) if ride_id in plan.route_of(each).ride_ids())
        before = plan.route_of(vehicle_id)
        if ride_id in begun:
            kept = now.origin == promise.origin and keep_again(plan, vehicle_id, promise)
        else:
            plan.take_out(ride_id, vehicle_id)
            only = vehicle_id if ride_id in plan.day.pinned else None
            kept = place_as_promised(plan, promise, make_room=False, only=only) is not None
        if kept:
            plan.tell(PromiseAmended(plan.now_s, promise, plan.reason))
        else:
            plan.set_route(before)


def _pin_again(plan: Replan, pins: Sequence[RidePinned]) -> None:
    """Rides back to the vehicle on which they were kept by hand, where it can keep their promise."""
    begun = list_begun(plan.day)
    for pin in pins:
        ride_id, promise = pin.ride_id, plan.day.promises.get(pin.ride_id)
        held, serves = ride_id in plan.day.pinned, plan.day.vehicles[pin.vehicle_id].withdrawn is None
        if promise is None or ride_id in begun or held or not serves:
            continue
        vehicle_id = next(each for each in _list_vehicles(plan) if ride_id in plan.route_of(each).ride_ids())
        before = plan.route_of(vehicle_id)
        if vehicle_id != pin.vehicle_id:
            plan.take_out(ride_id, vehicle_id)
            if place_as_promised(plan, promise, make_room=False, only=pin.vehicle_id) is None:
                plan.set_route(before)
                continue
        plan.tell(replace(pin, at_s=plan.now_s))


def _list_vehicles(plan: Replan) -> Iterator[VehicleId]:
    return (each for each, state in plan.day.vehicles.items() if state.withdrawn is None)
