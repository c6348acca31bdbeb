"""What a driver reports, as the steps the engine knows: pure, from the state of the vehicle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from api.desk.open_day import OpenDay
from api.desk.ride_book import RideStatus
from dispatch.domain.commands import (
    AdoptRoutes,
    Arrive,
    BeginVisit,
    Command,
    Depart,
    FinishVisit,
    ReportNoShow,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RideId
from dispatch.domain.route import Route, VisitKind
from dispatch.engine.service_day import VehicleState


class ReportKind(StrEnum):
    """What a driver taps."""

    DEPARTED = "departed"
    ARRIVED = "arrived"
    BOARDED = "boarded"
    ALIGHTED = "alighted"
    NO_SHOW = "no_show"
    REST_BEGAN = "rest_began"
    REST_OVER = "rest_over"


class Unforeseen(ValueError):
    """The report does not fit the plan; it is kept, and a dispatcher looks at it."""


_VISIT_OF = {
    ReportKind.BOARDED: VisitKind.BOARD,
    ReportKind.NO_SHOW: VisitKind.BOARD,
    ReportKind.ALIGHTED: VisitKind.ALIGHT,
    ReportKind.REST_BEGAN: VisitKind.BREAK,
}


def next_step(
    open_day: OpenDay, vehicle_id: VehicleId, kind: ReportKind, ride_id: RideId | None, happened_s: int
) -> Command | None:
    """The next command that brings the day up to a report; None when nothing is left to do.

    Taps that were left out are made up for: whoever boarded has been arrived at. Raises Unforeseen where
    the plan knows of no such thing.
    """
    record = open_day.book.rides.get(ride_id) if ride_id is not None else None
    state = open_day.day.vehicles[vehicle_id]
    if _is_past(state, kind, None if record is None else record.status):
        return None
    return next(_steps(open_day, state, kind, ride_id, happened_s), None)


def _steps(
    open_day: OpenDay, state: VehicleState, kind: ReportKind, ride_id: RideId | None, happened_s: int
) -> Iterator[Command]:
    """The commands to come, the first of which is carried out before they are thought of anew."""
    vehicle_id = state.vehicle.vehicle_id
    if state.current is not None:
        yield FinishVisit(vehicle_id)
    if kind is ReportKind.REST_OVER:
        return
    if kind in _VISIT_OF:
        forward = _brought_forward(state.route, _VISIT_OF[kind], ride_id)
        if forward is not state.route:
            yield AdoptRoutes((forward,), open_day.day.version, happened_s)
    if state.heading is None and not state.arrived:
        yield Depart(vehicle_id)
    if kind is not ReportKind.DEPARTED and not state.arrived:
        yield Arrive(vehicle_id)
    if kind in (ReportKind.BOARDED, ReportKind.ALIGHTED, ReportKind.REST_BEGAN):
        yield BeginVisit(vehicle_id)
    if kind is ReportKind.NO_SHOW:
        yield ReportNoShow(vehicle_id)


def _is_past(state: VehicleState, kind: ReportKind, status: RideStatus | None) -> bool:
    """Whether the day is there already, by an earlier report."""
    match kind:
        case ReportKind.DEPARTED:
            return state.heading is not None
        case ReportKind.ARRIVED:
            return state.arrived or state.current is not None
        case ReportKind.BOARDED:
            return status in (RideStatus.ABOARD, RideStatus.CARRIED)
        case ReportKind.ALIGHTED:
            return status is RideStatus.CARRIED
        case ReportKind.NO_SHOW:
            return status is RideStatus.NO_SHOW
        case ReportKind.REST_BEGAN:
            return state.current is not None and state.current.kind is VisitKind.BREAK
        case ReportKind.REST_OVER:
            return state.current is None


def _brought_forward(route: Route, kind: VisitKind, ride_id: RideId | None) -> Route:
    """The route with a visit first that is made at the same place anyway: riders board in any order."""
    for number, visit in enumerate(route.visits):
        if visit.place != route.visits[0].place:
            break
        if visit.kind is kind and visit.ride_id == ride_id:
            others = route.visits[:number] + route.visits[number + 1 :]
            return route if number == 0 else replace(route, visits=(visit, *others))
    first = route.visits[0]
    named = ride_id or "nobody"
    raise Unforeseen(f"next is {first.kind} of {first.ride_id or 'nobody'}, not {kind} of {named}")
