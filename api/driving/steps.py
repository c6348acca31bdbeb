"""What a driver reports, as the steps the engine knows: pure, from the state of the vehicle."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from api.desk.open_day import OpenDay
from api.desk.ride_book import RideStatus
from dispatch.domain.commands import (
    Arrive,
    BeginVisit,
    Command,
    Depart,
    FinishVisit,
    ReportNoShow,
    TakeFirst,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.request import RideId
from dispatch.domain.route import Visit, VisitKind
from dispatch.engine.vehicle_state import VehicleState


class ReportKind(StrEnum):
    """What a driver taps."""

    DEPARTED = "departed"
    ARRIVED = "arrived"
    BOARDING = "boarding"
    BOARDED = "boarded"
    ALIGHTING = "alighting"
    ALIGHTED = "alighted"
    NO_SHOW = "no_show"
    REST_BEGAN = "rest_began"
    REST_OVER = "rest_over"


class Unforeseen(ValueError):
    """The report does not fit the plan; it is kept, and a dispatcher looks at it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command, and when it happened."""

    command: Command
    happened_s: int


_VISIT_OF = {
    ReportKind.BOARDING: VisitKind.BOARD,
    ReportKind.BOARDED: VisitKind.BOARD,
    ReportKind.NO_SHOW: VisitKind.BOARD,
    ReportKind.ALIGHTING: VisitKind.ALIGHT,
    ReportKind.ALIGHTED: VisitKind.ALIGHT,
    ReportKind.REST_BEGAN: VisitKind.BREAK,
}
RESTS = frozenset({ReportKind.REST_BEGAN, ReportKind.REST_OVER})
_GETTING_OUT = (ReportKind.ALIGHTING, ReportKind.ALIGHTED)
_ENDS = (ReportKind.BOARDED, ReportKind.ALIGHTED, ReportKind.REST_OVER)


def next_step(
    open_day: OpenDay, vehicle_id: VehicleId, kind: ReportKind, ride_id: RideId | None, at_s: int
) -> Step | None:
    """The next step that brings the day up to a report made at a moment; None when nothing is left to do.

    Taps that were left out are made up for: whoever boarded has been arrived at, and whoever alighted has
    boarded where the vehicle stands. Raises Unforeseen where the plan knows of no such thing.
    """
    state = open_day.day.vehicles[vehicle_id]
    at_s = max(at_s, _latest_s(state))
    record = open_day.book.rides.get(ride_id) if ride_id is not None else None
    status = None if record is None else record.status
    if _is_past(state, kind, ride_id, status):
        return None
    if kind in _GETTING_OUT and status is RideStatus.BOOKED and state.arrived:
        kind = ReportKind.BOARDING
        at_s = max(_latest_s(state), _earliest_s(open_day, state, ride_id, at_s))
    if state.current is not None:
        return Step(FinishVisit(vehicle_id), at_s)
    if kind in _VISIT_OF:
        forward = state.route.taking_first(_VISIT_OF[kind], ride_id)
        if forward is None:
            first, named = state.route.visits[0], ride_id or "nobody"
            raise Unforeseen(
                f"next is {first.kind} of {first.ride_id or 'nobody'}, not {_VISIT_OF[kind]} of {named}"
            )
        if forward is not state.route:
            return Step(TakeFirst(vehicle_id, _VISIT_OF[kind], ride_id), at_s)
    if state.heading is None and not state.arrived:
        return Step(Depart(vehicle_id), at_s)
    if not state.arrived:
        return Step(Arrive(vehicle_id), at_s)
    if kind is ReportKind.NO_SHOW:
        return Step(ReportNoShow(vehicle_id), at_s)
    return Step(BeginVisit(vehicle_id), _began_s(open_day, state, kind, at_s))


def _began_s(open_day: OpenDay, state: VehicleState, kind: ReportKind, at_s: int) -> int:
    """When a visit began: if only its end was reported, as long before as it usually takes, not sooner."""
    if kind not in _ENDS:
        return at_s
    visit = state.route.visits[0]
    boarding = visit.ride_id if visit.kind is VisitKind.BOARD else None
    return max(_earliest_s(open_day, state, boarding, at_s), at_s - visit.service_s)


def _earliest_s(open_day: OpenDay, state: VehicleState, boarding: RideId | None, at_s: int) -> int:
    """The earliest that a visit may have begun, not after a moment: nobody boards before the promise."""
    promise = None if boarding is None else open_day.day.promises.get(boarding)
    from_s = state.free_from_s if promise is None else max(state.free_from_s, promise.limits.pickup.from_s)
    return min(at_s, from_s)


def _latest_s(state: VehicleState) -> int:
    """Nothing a vehicle did can have happened before what it did last."""
    if state.current is not None:
        return state.current.begin_s
    return state.heading.departed_s if state.heading is not None else state.free_from_s


def _is_past(
    state: VehicleState, kind: ReportKind, ride_id: RideId | None, status: RideStatus | None
) -> bool:
    """Whether the day is there already, by an earlier report."""
    current = state.current
    at_visit = current is not None and _is_for(current, kind, ride_id)
    match kind:
        case ReportKind.DEPARTED:
            return state.heading is not None
        case ReportKind.ARRIVED:
            return state.arrived or current is not None
        case ReportKind.BOARDING:
            return at_visit or status in (RideStatus.ABOARD, RideStatus.CARRIED)
        case ReportKind.BOARDED:
            return status in (RideStatus.ABOARD, RideStatus.CARRIED)
        case ReportKind.ALIGHTING:
            return at_visit or status is RideStatus.CARRIED
        case ReportKind.ALIGHTED:
            return status is RideStatus.CARRIED
        case ReportKind.NO_SHOW:
            return status is RideStatus.NO_SHOW
        case ReportKind.REST_BEGAN:
            return at_visit
        case ReportKind.REST_OVER:
            return current is None


def _is_for(visit: Visit, kind: ReportKind, ride_id: RideId | None) -> bool:
    return visit.kind is _VISIT_OF.get(kind) and visit.ride_id == ride_id
