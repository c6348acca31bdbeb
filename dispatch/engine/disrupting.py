"""Disruptions decided: what has happened, who is affected, and what becomes of their promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from dispatch.domain.conditions import ConditionsError
from dispatch.domain.disruptions import (
    ChangeConditions,
    ConditionsChanged,
    DelayVehicle,
    Disruption,
    PromiseAmended,
    ReturnVehicle,
    RideReassigned,
    VehicleDelayed,
    VehicleReturned,
    VehicleWithdrawn,
    WithdrawVehicle,
)
from dispatch.domain.events import Event, VehicleDiverted, VisitDone
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RideId
from dispatch.domain.route import Visit, VisitKind
from dispatch.domain.time import clock
from dispatch.engine.affected_routes import find_barred_home, held_up, keep_again, list_homeless, paced
from dispatch.engine.fleet_rows import anchor_of
from dispatch.engine.ground import Ground, Grounds
from dispatch.engine.replanning import Replan, fetch, place_as_promised, rehome, rehome_again
from dispatch.engine.service_day import ServiceDay, VehicleState, apply, copy_day
from dispatch.search.repair import Effort, Repair
from dispatch.travel.travel_times import TravelTimes, TravelTimesError


class NoSense(ValueError):
    """A disruption that does not fit the present day; the message says why."""


@dataclass(slots=True)
class _Affected:
    """Whom a disruption touches, besides what has happened."""

    facts: list[Event]
    vehicles: Sequence[VehicleId] = ()
    """Vehicles whose routes may no longer hold."""
    homeless: list[Promise] = field(default_factory=list)
    stranded: list[Promise] = field(default_factory=list)
    """Riders who were on board, each from where they are now."""
    returned: dict[RideId, int] = field(default_factory=dict)
    """Riders who never left a vehicle that is back."""


def disrupt(
    day: ServiceDay,
    command: Disruption,
    wanted: Sequence[Promise],
    grounds: Grounds,
    effort: Effort | None,
    now_s: int,
) -> tuple[Event, ...]:
    """The events that follow from a disruption.

    Promises of who is affected are kept on any vehicle where that can be, else moved as little as can be,
    else a call is needed. `wanted` promises are put back where they can be kept. Raises NoSense.
    """
    affected = _affected_by(day, command, grounds, now_s)
    after = copy_day(day)
    for fact in affected.facts:
        apply(after, fact)
    ground = grounds.under(after.conditions)
    _face_reality(after, command, ground, now_s)
    pinned, version = (lambda: ground.rows.pinned(after)), after.version
    repair = Repair(effort, pinned, version) if effort else None
    plan = Replan(after, ground, now_s, command.reason, repair)
    originals = {promise.ride_id: promise for promise in wanted}
    rescuers = _seat_again(plan, affected.returned, originals)
    ground.rows.follow(after, now_s)
    for ride_id, vehicle_id in rescuers.items():
        plan.take_out(ride_id, vehicle_id)
    homeless = affected.homeless
    for vehicle_id in affected.vehicles:
        homeless += list_homeless(plan, vehicle_id, grounds.usual.travel)
    fetch(plan, affected.stranded)
    rehome(plan, homeless)
    _put_back(plan, originals)
    if isinstance(command, ReturnVehicle | ChangeConditions | DelayVehicle):
        still = [each for ride_id, each in day.unassigned.items() if ride_id in plan.day.unassigned]
        rehome_again(
            plan, [replace(each, promise=originals.get(each.promise.ride_id, each.promise)) for each in still]
        )
    return (*affected.facts, *plan.finished())


def _affected_by(day: ServiceDay, command: Disruption, grounds: Grounds, now_s: int) -> _Affected:
    if not isinstance(command, ChangeConditions):
        state = day.vehicles.get(command.vehicle_id)
        if state is None:
            raise NoSense(f"vehicle {command.vehicle_id} does not serve on this day")
        if isinstance(command, ReturnVehicle):
            return _returned(day, state, command, now_s)
        if state.withdrawn is not None:
            raise NoSense(f"{command.vehicle_id} is withdrawn ({state.withdrawn}) since before")
    travel = grounds.under(day.conditions).travel
    match command:
        case WithdrawVehicle():
            return _withdrawn(day, command, travel, now_s)
        case DelayVehicle():
            anchor = anchor_of(day.vehicles[command.vehicle_id], travel, now_s)
            free_s = max(now_s, anchor.free_from_s + command.delay_s)
            delayed = VehicleDelayed(
                now_s, command.vehicle_id, command.delay_s, anchor.place, free_s, command.reason
            )
            return _Affected([delayed], [command.vehicle_id])
        case ChangeConditions():
            return _changed(day, command, grounds, now_s)
    raise TypeError(f"unknown disruption {command!r}")


def _withdrawn(day: ServiceDay, command: WithdrawVehicle, travel: TravelTimes, now_s: int) -> _Affected:
    state = day.vehicles[command.vehicle_id]
    anchor = anchor_of(state, travel, now_s)
    place = anchor.place
    if state.heading is not None and place == state.heading.destination:
        place = state.heading.origin  # it has not got there, and nothing lies between
    facts: list[Event] = []
    if state.current is not None and state.current.kind is VisitKind.ALIGHT:
        facts.append(_set_down(command.vehicle_id, place, state.current.ride_id, now_s))
    stranded = []
    for rider in anchor.aboard:
        promise = day.promises[rider.ride_id]
        if promise.destination == place:
            facts.append(_set_down(command.vehicle_id, place, rider.ride_id, now_s))
        else:
            stranded.append(replace(promise, origin=place))
    facts.append(VehicleWithdrawn(now_s, command.vehicle_id, place, command.reason))
    boards = (visit.ride_id for visit in state.route.visits if visit.kind is VisitKind.BOARD)
    waiting = [day.promises[ride_id] for ride_id in boards if ride_id is not None]
    return _Affected(facts, homeless=waiting, stranded=stranded)


def _set_down(vehicle_id: VehicleId, place: PlaceIndex, ride_id: RideId | None, now_s: int) -> Event:
    return VisitDone(now_s, vehicle_id, VisitKind.ALIGHT, place, ride_id, now_s)


def _returned(day: ServiceDay, state: VehicleState, command: ReturnVehicle, now_s: int) -> _Affected:
    if state.withdrawn is None:
        raise NoSense(f"{command.vehicle_id} serves: only a withdrawn vehicle can return")
    until_s = state.vehicle.shift.hours.until_s
    if now_s >= until_s:
        raise NoSense(f"the shift of {command.vehicle_id} ended at {clock(until_s)}")
    elsewhere = _begun(day)
    still = {
        ride_id: boarded_s
        for ride_id, boarded_s in command.aboard.items()
        if ride_id not in elsewhere and (ride_id in day.promises or ride_id in day.unassigned)
    }
    place = state.place if command.place is None else command.place
    back = VehicleReturned(now_s, command.vehicle_id, place, still, command.reason)
    return _Affected([back], [command.vehicle_id], returned=still)


def _changed(day: ServiceDay, command: ChangeConditions, grounds: Grounds, now_s: int) -> _Affected:
    if command.conditions == day.conditions:
        raise NoSense("the conditions are so already")
    try:
        travel = grounds.under(command.conditions).travel
    except (ConditionsError, TravelTimesError) as fault:
        raise NoSense(str(fault)) from fault
    before = grounds.under(day.conditions).travel
    facts: list[Event] = [ConditionsChanged(now_s, command.conditions, travel.version, command.reason)]
    serving = [vehicle_id for vehicle_id, state in day.vehicles.items() if state.withdrawn is None]
    for vehicle_id in serving:
        state = day.vehicles[vehicle_id]
        anchor = anchor_of(state, before, now_s)
        if state.heading is not None:
            ends = anchor.free_from_s, state.heading.destination
            facts.append(VehicleDiverted(now_s, vehicle_id, anchor.place, *ends))
        barred = find_barred_home(state, anchor, travel)
        if barred is not None:
            what = "a break" if barred.kind is VisitKind.BREAK else "the end of its shift"
            raise NoSense(
                f"{vehicle_id} could not get to place {barred.place}, where {what} is: "
                "leave a way open, or withdraw the vehicle first"
            )
    return _Affected(facts, serving)


def _begun(day: ServiceDay) -> frozenset[RideId]:
    """Rides that are on board of a vehicle, or boarding."""
    current = (state.current.ride_id for state in day.vehicles.values() if state.current is not None)
    aboard = (ride_id for state in day.vehicles.values() for ride_id in state.aboard)
    return frozenset((*(each for each in current if each is not None), *aboard))


def _face_reality(after: ServiceDay, command: Disruption, ground: Ground, now_s: int) -> None:
    """Let routes last as long as they will now, before anything is decided: nobody chose that."""
    if isinstance(command, ChangeConditions):
        for vehicle_id, state in after.vehicles.items():
            after.vehicles[vehicle_id] = paced(state, after.promises, ground.rules)
    elif isinstance(command, DelayVehicle):
        state = after.vehicles[command.vehicle_id]
        if state.arrived and state.route.visits[0].kind is not VisitKind.END:
            until_s = now_s + command.delay_s
            after.vehicles[command.vehicle_id] = held_up(state, until_s, ground.rules, after.promises)


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
    begun = _begun(plan.day)
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
            kept = place_as_promised(plan, promise, make_room=False) is not None
        if kept:
            plan.tell(PromiseAmended(plan.now_s, promise, plan.reason))
        else:
            plan.set_route(before)


def _list_vehicles(plan: Replan) -> Iterator[VehicleId]:
    return (each for each, state in plan.day.vehicles.items() if state.withdrawn is None)
