"""What was said to the engine, worked out from the events that followed: a journal keeps no commands.

Most events name their cause. Where several commands may begin with one event, the likeliest comes first, and
whoever decides them anew keeps the one that leads to what was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, permutations, takewhile

from dispatch.domain.commands import (
    Accept,
    AdoptRoutes,
    Arrive,
    Ask,
    AskOpenReturn,
    AskTogether,
    AssignRide,
    BeginVisit,
    CallOpenReturn,
    Cancel,
    ChangeRide,
    Command,
    Decline,
    Depart,
    FinishVisit,
    JoinWaitlist,
    LeaveWaitlist,
    PinRide,
    ReportNoShow,
    TakeBackAssignment,
    TakeFirst,
    UnpinRide,
    Wake,
)
from dispatch.domain.disruptions import PromiseAmended, RideReassigned
from dispatch.domain.events import (
    Asked,
    Declined,
    Event,
    OfferLapsed,
    OffersMade,
    OpenReturnCalled,
    OpenReturnEnded,
    OpenReturnSold,
    PromiseAtRisk,
    PromiseMade,
    PromiseOverridden,
    Refused,
    RideCancelled,
    RideChanged,
    RiderNoShow,
    RouteChanged,
    VehicleArrived,
    VehicleDeparted,
    VehicleDiverted,
    VisitBegun,
    VisitDone,
    WaitlistJoined,
    WaitlistLeft,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.pins import RidePinned, RideUnpinned
from dispatch.domain.request import Request, StaffId
from dispatch.domain.time import HALF_HOUR_S, TimeWindow
from dispatch.engine.beside_returns import promises_of
from dispatch.engine.service_day import ServiceDay

NOBODY = StaffId("")
MOST_ORDERS = 24
"""In so many orders routes that were adopted together are proposed again: events tell their groups' last."""


def list_causes(
    day: ServiceDay, ahead: Sequence[Event], hours: TimeWindow, *, together: bool = False
) -> Iterator[Command]:
    """Commands that may have led from a day to the first of the events ahead, all of one moment.

    Disruptions are not among them. With `together`, riders who ask at one moment were answered together.
    """
    match ahead[0]:
        case Asked(request=request, instead_of=ride_id) if ride_id is not None:
            yield ChangeRide(ride_id, request)
        case Asked(request=request):
            yield from _ways_to_ask(request, ahead, hours, together=together)
        case OfferLapsed(offer_id=offer_id):
            yield Accept(offer_id)
            yield Wake()
        case RideChanged() | PromiseMade():
            yield from _acceptances(day, ahead)
        case Declined(request_id=request_id):
            yield Decline(request_id)
        case RideCancelled(ride_id=ride_id):
            yield Cancel(ride_id)
        case OpenReturnEnded(ride_id=ride_id):
            yield Wake()
            yield Cancel(ride_id)
        case OpenReturnCalled(ride_id=ride_id):
            yield CallOpenReturn(ride_id)
        case WaitlistJoined(request_id=request_id):
            yield JoinWaitlist(request_id)
        case WaitlistLeft(request_id=request_id):
            yield LeaveWaitlist(request_id)
            yield Wake()
        case OffersMade() | PromiseAtRisk():
            yield Wake()
        case VehicleDeparted() | VehicleArrived() | VisitBegun() | VisitDone() | RiderNoShow():
            yield _REPORTS[type(ahead[0])](ahead[0].vehicle_id)
        case _:
            yield from _by_hand(day, ahead)


_REPORTS: Mapping[type, Callable[[VehicleId], Command]] = {
    VehicleDeparted: Depart,
    VehicleArrived: Arrive,
    VisitBegun: BeginVisit,
    VisitDone: FinishVisit,
    RiderNoShow: ReportNoShow,
}


def _ways_to_ask(
    request: Request, ahead: Sequence[Event], hours: TimeWindow, *, together: bool
) -> Iterator[Command]:
    answered = ahead[1] if len(ahead) > 1 else None
    if isinstance(answered, OpenReturnSold):
        yield AskOpenReturn(request, answered.open_return.window)
    elif together:
        told = takewhile(lambda event: isinstance(event, Asked | OffersMade | Refused), ahead)
        yield AskTogether(tuple(event.request for event in told if isinstance(event, Asked)))
    yield Ask(request)
    if isinstance(answered, Refused) and not answered.refusal.alternatives:
        # of a way home that was refused the journal knows the beginning of the window alone
        for until_s in range(hours.until_s, request.wish_s, -HALF_HOUR_S):
            yield AskOpenReturn(request, TimeWindow(request.wish_s, until_s))


def _acceptances(day: ServiceDay, ahead: Sequence[Event]) -> Iterator[Command]:
    made = next((event.promise for event in ahead if isinstance(event, PromiseMade)), None)
    if made is None:
        return
    request = day.requests[made.request_id]
    for offer_id in day.offers_of.get(made.request_id, ()):
        if made in promises_of(day.offers[offer_id], request):
            yield Accept(offer_id)


def _adoptions(day: ServiceDay, ahead: Sequence[Event]) -> Iterator[Command]:
    """What a search found is a fact of the day: how long it searched, and from when, is not recorded."""
    told = takewhile(lambda event: isinstance(event, RouteChanged | VehicleDiverted), ahead)
    routes = [event.route for event in told if isinstance(event, RouteChanged)]
    for many in range(len(routes), 0, -1):
        for order in islice(permutations(routes[:many]), MOST_ORDERS):
            yield AdoptRoutes(order, day.version, ahead[0].at_s)


def _by_hand(day: ServiceDay, ahead: Sequence[Event]) -> Iterator[Command]:
    """What operators did to rides, and searches to routes."""
    pins = [event for event in ahead if isinstance(event, RidePinned)]
    for pin in pins[:1]:
        if pin is ahead[0]:
            yield PinRide(pin.ride_id, pin.by, pin.reason)
        forced = any(isinstance(event, PromiseOverridden) for event in ahead)
        for force in (True,) if forced else (False, True):
            yield AssignRide(pin.ride_id, pin.vehicle_id, pin.by, pin.reason, force)
    match ahead[0]:
        case RideUnpinned(ride_id=ride_id, by=by):
            yield UnpinRide(ride_id, by or NOBODY)
        case RideReassigned():
            yield Wake()
        case RouteChanged(route=route):
            first = route.visits[0]
            yield TakeFirst(route.vehicle_id, first.kind, first.ride_id)
            yield Wake()
            yield from _adoptions(day, ahead)
        case _:
            pass
    yield from _taken_back(ahead)


def _taken_back(ahead: Sequence[Event]) -> Iterator[Command]:
    """An assignment that an operator took back: promises as they were, routes, and the pin or its end."""
    for n, event in enumerate(ahead):
        if isinstance(event, RidePinned | RideUnpinned):
            moved = [each.route for each in ahead[:n] if isinstance(each, RouteChanged)]
            promises = tuple(each.promise for each in ahead[:n] if isinstance(each, PromiseAmended))
            reason = next((each.reason for each in ahead[:n] if isinstance(each, PromiseAmended)), "")
            for route in moved:
                if event.ride_id in route.ride_ids():
                    pinned = isinstance(event, RidePinned)
                    by = event.by or NOBODY
                    yield TakeBackAssignment(event.ride_id, route.vehicle_id, pinned, promises, by, reason)
            return
