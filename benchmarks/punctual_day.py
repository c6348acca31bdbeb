"""A day replayed to measure the engine: riders take the soonest offer, drivers keep to the believed times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from time import process_time

from dispatch.domain.commands import (
    Accept,
    Arrive,
    Ask,
    AskTogether,
    BeginVisit,
    Command,
    Decline,
    Depart,
    FinishVisit,
)
from dispatch.domain.events import (
    Event,
    OffersMade,
    Refused,
    RouteChanged,
    VehicleArrived,
    VehicleDeparted,
    VehicleDiverted,
    VisitBegun,
    VisitDone,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import OfferId
from dispatch.domain.request import RequestId
from dispatch.domain.route import VisitKind
from dispatch.engine.dispatcher import Dispatcher
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.vehicle_state import VehicleState
from dispatch.travel.travel_times import TravelTimes

DriverReport = Depart | Arrive | BeginVisit | FinishVisit
_ON_THE_ROAD = VehicleDeparted | VehicleDiverted | VehicleArrived | VisitBegun | VisitDone


@dataclass(frozen=True, slots=True)
class Decided:
    """What one request cost, CPU seconds: the answer, its share of it in a batch, and the acceptance."""

    answer_s: float
    accept_s: float = 0.0

    @property
    def whole_s(self) -> float:
        """From the question to the promise, or to the no."""
        return self.answer_s + self.accept_s


@dataclass(slots=True)
class PunctualDay:
    """A day under way: who speaks next, what has happened, and what the decisions cost."""

    dispatcher: Dispatcher
    travel: TravelTimes
    day: ServiceDay = field(default_factory=ServiceDay)
    events: list[Event] = field(default_factory=list)
    decided: dict[RequestId, Decided] = field(default_factory=dict)
    _waiting: list[tuple[int, bool, int, Command]] = field(default_factory=list)
    _said: count[int] = field(default_factory=count)
    _due: dict[VehicleId, Command] = field(default_factory=dict)
    """What each driver will report next."""
    _asked_by: dict[OfferId, RequestId] = field(default_factory=dict)

    def begin(self, events: Iterable[Event], now_s: int) -> None:
        """Take in what has happened until now."""
        self._carry_out(events, now_s)

    def run(self, asked: Iterable[tuple[int, Ask | AskTogether]], until_s: int | None = None) -> None:
        """Decide until nobody has anything more to say, or until some moment."""
        for at_s, question in asked:
            self._put(at_s, question)
        while self._waiting and (until_s is None or self._waiting[0][0] <= until_s):
            now_s, _, _, command = heappop(self._waiting)
            if isinstance(command, DriverReport) and self._due.get(command.vehicle_id) is not command:
                continue  # the route has changed since
            self._carry_out(self._decide(command, now_s), now_s)

    def _decide(self, command: Command, now_s: int) -> tuple[Event, ...]:
        began_s = process_time()
        events = self.dispatcher.decide(self.day, command, now_s).events
        took_s = process_time() - began_s
        match command:
            case Ask(request):
                self.decided[request.request_id] = Decided(took_s)
            case AskTogether(requests):
                for request in requests:
                    self.decided[request.request_id] = Decided(took_s / len(requests))
            case Accept(offer_id):
                request_id = self._asked_by[offer_id]
                before = self.decided[request_id]
                self.decided[request_id] = Decided(before.answer_s, before.accept_s + took_s)
        return events

    def _carry_out(self, events: Iterable[Event], now_s: int) -> None:
        moved: dict[VehicleId, None] = {}
        for event in events:
            apply(self.day, event)
            self.events.append(event)
            if isinstance(event, OffersMade):
                soonest = min(event.offers, key=lambda offer: offer.rides[0].pickup_s)
                self._asked_by[soonest.offer_id] = event.request_id
                self._put(now_s, Accept(soonest.offer_id))
            elif isinstance(event, Refused):
                self._put(now_s, Decline(event.request_id))
            elif isinstance(event, RouteChanged):
                moved[event.route.vehicle_id] = None
            elif isinstance(event, _ON_THE_ROAD):
                moved[event.vehicle_id] = None
        for vehicle_id in moved:
            self._due.pop(vehicle_id, None)
            report = _next_report(self.day.vehicles[vehicle_id], self.travel)
            if report is not None:
                self._due[vehicle_id] = report[1]
                self._put(max(now_s, report[0]), report[1])

    def _put(self, at_s: int, command: Command) -> None:
        """At one moment drivers report before riders speak, then first come first served."""
        heappush(self._waiting, (at_s, not isinstance(command, DriverReport), next(self._said), command))


def _next_report(state: VehicleState, travel: TravelTimes) -> tuple[int, DriverReport] | None:
    """What a punctual driver says next and when; None for a vehicle that is home."""
    vehicle_id = state.vehicle.vehicle_id
    if state.current is not None:
        return state.current.begin_s + state.current.service_s, FinishVisit(vehicle_id)
    if state.heading is not None:
        left = state.heading
        drive_s = travel.seconds(left.origin, left.destination, left.departed_s)
        return left.departed_s + drive_s, Arrive(vehicle_id)
    if not state.arrived:
        return state.leave_s, Depart(vehicle_id)
    visit = state.route.visits[0]
    return None if visit.kind is VisitKind.END else (visit.begin_s, BeginVisit(vehicle_id))
