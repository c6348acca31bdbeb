"""Drivers who keep to the believed times, for days that are to be driven to their end."""

from __future__ import annotations

from dispatch.domain.commands import Arrive, BeginVisit, Command, Depart, FinishVisit
from dispatch.domain.route import VisitKind
from dispatch.engine.vehicle_state import VehicleState
from dispatch.travel.travel_times import TravelTimes
from tests.dispatch.engine.town import Town


def drive_on(town: Town, until_s: int | None = None) -> int:
    """Let drivers report until some moment, or until all are home; returns the time it is then."""
    now_s = 0
    while True:
        travel = town.dispatcher.travel_on(town.day)
        due = [_next_report(state, travel) for state in town.day.vehicles.values()]
        reports = [(at_s, n, command) for n, found in enumerate(due) if found for at_s, command in [found]]
        if not reports:
            return now_s
        at_s, _, command = min(reports, key=lambda each: each[:2])
        if until_s is not None and at_s > until_s:
            return until_s
        now_s = max(now_s, at_s, town.events[-1].at_s)
        town.tell(command, now_s)


def _next_report(state: VehicleState, travel: TravelTimes) -> tuple[int, Command] | None:
    vehicle_id = state.vehicle.vehicle_id
    if state.withdrawn is not None:
        return None
    if state.current is not None:
        return state.current.begin_s + state.current.service_s, FinishVisit(vehicle_id)
    if state.heading is not None:
        way = state.heading
        return way.departed_s + travel.seconds(way.origin, way.destination, way.departed_s), Arrive(
            vehicle_id
        )
    if not state.arrived:
        return state.leave_s, Depart(vehicle_id)
    first = state.route.visits[0]
    return None if first.kind is VisitKind.END else (first.begin_s, BeginVisit(vehicle_id))
