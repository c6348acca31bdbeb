"""Decisions: what a command changes in a service day, and when the engine wants to be woken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
from dispatch.domain.disruptions import (
    ChangeConditions,
    DelayVehicle,
    DisruptTogether,
    ReturnVehicle,
    Undo,
    WithdrawVehicle,
)
from dispatch.domain.events import DayOpened, Declined
from dispatch.domain.fleet import Vehicle, VehicleId
from dispatch.domain.request import Request, RideId
from dispatch.domain.rules import ServiceRules
from dispatch.engine import booking, comparing, driving, hand_dispatch, open_returns, waitlist
from dispatch.engine.adopting import adopt
from dispatch.engine.area import Area
from dispatch.engine.availability import HalfHour, availability
from dispatch.engine.comparing import VehicleChoice
from dispatch.engine.decision import Breakage, CommandRefused, Decision
from dispatch.engine.disrupting import disrupt
from dispatch.engine.ground import Grounds
from dispatch.engine.holding import hold
from dispatch.engine.improving import Snapshot, snapshot
from dispatch.engine.moment import Moment
from dispatch.engine.risk_watch import watched
from dispatch.engine.room_freed import called_soon
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.strategy import PLAIN, Strategy
from dispatch.engine.waking import next_look_s, wake
from dispatch.travel.travel_times import TravelTimes

__all__ = ["Breakage", "CommandRefused", "Decision", "Dispatcher"]


class Dispatcher:
    """Decides for one area and service date; its arrays are a cache that follows the day."""

    def __init__(
        self,
        area: Area,
        rules: ServiceRules,
        vehicles: tuple[Vehicle, ...],
        travel: TravelTimes,
        strategy: Strategy = PLAIN,
    ) -> None:
        self.area = area
        self.rules = rules
        self.vehicles = vehicles
        self.travel = travel
        self.strategy = strategy
        self._grounds = Grounds(vehicles, travel, rules)

    def open_day(self, now_s: int = 0) -> Decision:
        """The first events of the day: its vehicles, each with the route of an empty shift.

        A day may be opened days ahead, while `now_s` is still negative.
        """
        opened = DayOpened(now_s, self.area.name, self.area.service_date, self.vehicles, self.travel.version)
        day = apply(ServiceDay(), opened)
        rerouting = self._at(day, now_s).rerouting()
        routes = [rerouting.changed(state, state.route, day.promises) for state in day.vehicles.values()]
        events = (opened, *(event for events in routes for event in events))
        return Decision(events, next_look_s(self.strategy, self.vehicles, now_s))

    def decide(self, day: ServiceDay, command: Command, now_s: int) -> Decision:
        """What a command changes now. Raises CommandRefused when it makes no sense on the present day."""
        decision = self._decide(day, command, now_s)
        return called_soon(day, watched(day, decision), now_s)

    def _decide(self, day: ServiceDay, command: Command, now_s: int) -> Decision:
        match command:
            case Ask(request):
                return booking.ask(self._at(day, now_s), request)
            case AskTogether(requests):
                return booking.ask_together(self._at(day, now_s), requests)
            case Accept(offer_id):
                return booking.accept(self._at(day, now_s), offer_id)
            case Decline(request_id):
                if request_id not in day.requests:
                    raise CommandRefused(f"request {request_id} is not known on this day")
                return Decision((Declined(now_s, request_id),))
            case Cancel(ride_id) if ride_id in day.open_returns:
                return open_returns.give_up(self._at(day, now_s), ride_id)
            case Cancel(ride_id):
                return booking.cancel(self._at(day, now_s), ride_id)
            case AskOpenReturn(request, window):
                return open_returns.sell(self._at(day, now_s), request, window)
            case CallOpenReturn(ride_id):
                return open_returns.call(self._at(day, now_s), ride_id)
            case ChangeRide(ride_id, request):
                return booking.change(self._at(day, now_s), ride_id, request)
            case PinRide() | UnpinRide() | AssignRide() | TakeBackAssignment():
                return hand_dispatch.carry_out(self._at(day, now_s), command)
            case JoinWaitlist(request_id):
                return waitlist.join(self._at(day, now_s), request_id)
            case LeaveWaitlist(request_id):
                return waitlist.leave(self._at(day, now_s), request_id)
            case AdoptRoutes():
                return adopt(self._at(day, now_s), command)
            case Wake():
                return wake(self._at(day, now_s))
            case Depart() | Arrive() | TakeFirst() | BeginVisit() | FinishVisit() | ReportNoShow():
                return Decision(driving.report(command, day, self._at(day, now_s).rerouting()))
            case WithdrawVehicle() | ReturnVehicle() | DelayVehicle() | ChangeConditions():
                return Decision(disrupt(self._at(day, now_s), (command,)))
            case DisruptTogether(disruptions):
                return Decision(disrupt(self._at(day, now_s), disruptions))
            case Undo(inverses):
                return Decision(disrupt(self._at(day, now_s), inverses, command))

    def travel_on(self, day: ServiceDay) -> TravelTimes:
        """The travel times under the present conditions of a day."""
        return self._grounds.under(day.conditions).travel

    def preview_assignment(
        self, day: ServiceDay, ride_id: RideId, vehicle_id: VehicleId, now_s: int
    ) -> tuple[Breakage, ...]:
        """The promises that a ride would break if it were given to a vehicle by hand; none is the usual case.

        Raises CommandRefused where it cannot be given to it at all.
        """
        return hand_dispatch.find_assignment(self._at(day, now_s), ride_id, vehicle_id).breaks

    def compare_vehicles(self, day: ServiceDay, ride_id: RideId, now_s: int) -> tuple[VehicleChoice, ...]:
        """What each vehicle would give for a promised ride now, the cheapest first; nothing changes.

        Raises CommandRefused where the ride has begun or is over.
        """
        return comparing.compare_vehicles(self._at(day, now_s), ride_id)

    def look_at_availability(
        self, day: ServiceDay, typical: Sequence[Request], half_hours: Sequence[int], now_s: int
    ) -> tuple[HalfHour, ...]:
        """How busy each half hour is, found by trying typical trips; nothing changes."""
        moment = self._at(day, now_s)
        fleet = hold(moment).fleet if day.open_returns else moment.view()
        return availability(half_hours, typical, fleet, moment.travel, moment.rules, moment.area)

    def look_for_improvement(self, day: ServiceDay, now_s: int) -> Snapshot | None:
        """A copy of the plan to search on, in another thread if need be; None where nobody wants that."""
        improvement = self.strategy.improvement
        if improvement is None:
            return None
        return snapshot(self._at(day, now_s).rerouting().rows, day, improvement, now_s)

    def _at(self, day: ServiceDay, now_s: int) -> Moment:
        area = replace(self.area, halted=True) if day.halted else self.area
        return Moment(day, now_s, self._grounds, area, self.strategy)
