"""What drivers report: leaving, arriving, doors open, visit over, nobody came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dispatch.domain.commands import Arrive, BeginVisit, Depart, FinishVisit, ReportNoShow, TakeFirst
from dispatch.domain.events import (
    Event,
    PromiseAtRisk,
    RiderNoShow,
    VehicleArrived,
    VehicleDeparted,
    VisitBegun,
    VisitDone,
)
from dispatch.domain.route import VisitKind
from dispatch.domain.time import clock
from dispatch.engine.decision import CommandRefused
from dispatch.engine.fleet_rows import leave_s
from dispatch.engine.missed_promises import missed_promises
from dispatch.engine.rerouting import Rerouting
from dispatch.engine.risk_watch import tells_from_s
from dispatch.engine.service_day import ServiceDay
from dispatch.engine.vehicle_state import VehicleState, finished
from dispatch.engine.verifier import PromiseBroken

DriverReport = Depart | Arrive | TakeFirst | BeginVisit | FinishVisit | ReportNoShow


def report(command: DriverReport, day: ServiceDay, rerouting: Rerouting) -> tuple[Event, ...]:
    """The events that follow from a driver's report; raises CommandRefused where it is out of turn."""
    state = day.vehicles.get(command.vehicle_id)
    if state is None:
        raise CommandRefused(f"vehicle {command.vehicle_id} does not serve on this day")
    if state.withdrawn is not None:
        raise CommandRefused(
            f"{command.vehicle_id} is withdrawn ({state.withdrawn}): return it to service first"
        )
    match command:
        case Depart():
            return (_depart(state, rerouting.now_s),)
        case Arrive():
            return tuple(_arrive(day, state, rerouting))
        case TakeFirst():
            return tuple(_take_first(day, state, command, rerouting))
        case BeginVisit():
            return tuple(_begin(day, state, rerouting.now_s))
        case FinishVisit():
            return tuple(_finish(day, state, rerouting))
        case ReportNoShow():
            return _no_show(day, state, rerouting)


def _depart(state: VehicleState, now_s: int) -> Event:
    if state.heading is not None or state.arrived or state.current is not None:
        raise CommandRefused(f"{state.vehicle.vehicle_id} is under way, or busy at a place, and cannot leave")
    return VehicleDeparted(now_s, state.vehicle.vehicle_id, state.place, state.route.visits[0].place)


def _arrive(day: ServiceDay, state: VehicleState, rerouting: Rerouting) -> Iterator[Event]:
    if state.heading is None:
        raise CommandRefused(f"{state.vehicle.vehicle_id} is not under way and cannot arrive")
    place = state.route.visits[0].place
    there = replace(state, place=place, free_from_s=rerouting.now_s, heading=None, arrived=True)
    timed = rerouting.rows.retimed(there, state.route, day.promises, rerouting.now_s)
    yield VehicleArrived(rerouting.now_s, state.vehicle.vehicle_id, place, timed.visits[0].begin_s)
    if state.route.visits[0].kind is VisitKind.WAIT:
        yield from _wait(day, there, rerouting)
    yield from list_risks(day, rerouting)


def _take_first(
    day: ServiceDay, state: VehicleState, command: TakeFirst, rerouting: Rerouting
) -> Iterator[Event]:
    """Whom that makes late is told so: nobody chose the order in which riders get in and out."""
    route = state.route.taking_first(command.kind, command.ride_id)
    if route is None:
        raise CommandRefused(
            f"{state.vehicle.vehicle_id} has no {command.kind} of {command.ride_id} where it goes next"
        )
    try:
        yield from rerouting.changed(replace(state, route=route), route, day.promises)
    except PromiseBroken as broken:
        rerouting.restore(day, {route.vehicle_id: route})
        raise CommandRefused(f"not in that order: {broken}") from broken
    yield from list_risks(day, rerouting)


def _wait(day: ServiceDay, there: VehicleState, rerouting: Rerouting) -> Iterator[Event]:
    """Whoever stands where riders are expected is free again: the visit is over as it begins."""
    vehicle_id, now_s, place = there.vehicle.vehicle_id, rerouting.now_s, there.place
    yield VisitBegun(now_s, vehicle_id, VisitKind.WAIT, place, 0, None)
    after = replace(there, route=there.route.without_wait(), arrived=False)
    timed = rerouting.rows.retimed(after, after.route, day.promises, now_s)
    leaves_s = leave_s(after, timed, rerouting.travel, rerouting.rules, now_s)
    yield VisitDone(now_s, vehicle_id, VisitKind.WAIT, place, None, leaves_s)


def _begin(day: ServiceDay, state: VehicleState, now_s: int) -> Iterator[Event]:
    visit = state.route.visits[0]
    if not state.arrived or visit.kind is VisitKind.END:
        raise CommandRefused(f"{state.vehicle.vehicle_id} does not stand at a visit that could begin")
    if visit.kind is VisitKind.BOARD and visit.ride_id is not None:
        from_s = day.promises[visit.ride_id].limits.pickup.from_s
        if now_s < from_s:
            raise CommandRefused(
                f"{visit.ride_id} is promised not before {clock(from_s)}; it is {clock(now_s)}"
            )
    vehicle_id = state.vehicle.vehicle_id
    yield VisitBegun(now_s, vehicle_id, visit.kind, visit.place, visit.service_s, visit.ride_id)
    if visit.ride_id is not None:
        yield from missed_promises(day, state, visit.kind, visit.ride_id, now_s)


def _finish(day: ServiceDay, state: VehicleState, rerouting: Rerouting) -> Iterator[Event]:
    visit = state.current
    if visit is None:
        raise CommandRefused(f"{state.vehicle.vehicle_id} has no visit under way that could be over")
    vehicle_id, now_s = state.vehicle.vehicle_id, rerouting.now_s
    done = VisitDone(now_s, vehicle_id, visit.kind, visit.place, visit.ride_id, now_s)
    after = finished(state, done)
    timed = rerouting.rows.retimed(after, state.route, day.promises, now_s)
    yield replace(done, leave_s=leave_s(after, timed, rerouting.travel, rerouting.rules, now_s))
    yield from list_risks(day, rerouting)


def list_risks(day: ServiceDay, rerouting: Rerouting) -> Iterator[PromiseAtRisk]:
    """Promises that may not be kept by what is known now: not told of yet, or much later than was told."""
    for ride_id, late_s in rerouting.rows.late_rides(day.promises):
        if late_s >= tells_from_s(day.at_risk, ride_id):
            yield PromiseAtRisk(rerouting.now_s, ride_id, late_s)


def _no_show(day: ServiceDay, state: VehicleState, rerouting: Rerouting) -> tuple[Event, ...]:
    visit = state.route.visits[0]
    if not state.arrived or visit.kind is not VisitKind.BOARD or visit.ride_id is None:
        raise CommandRefused(f"{state.vehicle.vehicle_id} does not stand at a pickup")
    waits_until_s = day.promises[visit.ride_id].limits.pickup.until_s + rerouting.rules.no_show_wait_s
    if rerouting.now_s < waits_until_s:
        raise CommandRefused(f"the driver waits for {visit.ride_id} until {clock(waits_until_s)}")
    missing = RiderNoShow(rerouting.now_s, state.vehicle.vehicle_id, visit.ride_id)
    return (missing, *rerouting.without(day, state, visit.ride_id))
