"""Decisions: what a command changes in a service day, and when the engine wants to be woken."""

from __future__ import annotations

from collections.abc import Sequence

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
    UnpinRide,
    Wake,
)
from dispatch.domain.events import DayOpened, Declined, Event, OfferLapsed
from dispatch.domain.fleet import Vehicle, VehicleId
from dispatch.domain.request import Request, RideId
from dispatch.domain.rules import ServiceRules
from dispatch.engine import booking, driving, hand_dispatch, open_returns, waitlist
from dispatch.engine.area import Area
from dispatch.engine.availability import HalfHour, availability
from dispatch.engine.decision import Breakage, CommandRefused, Decision
from dispatch.engine.fleet_rows import FleetRows
from dispatch.engine.holding import hold, keeps_returns
from dispatch.engine.idle_vehicles import send_to_wait
from dispatch.engine.improving import Snapshot, fits_day, list_groups, snapshot
from dispatch.engine.moment import Moment
from dispatch.engine.rerouting import Rerouting
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.strategy import PLAIN, Strategy
from dispatch.engine.verifier import PromiseBroken
from dispatch.policy.objective import STEADY
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
        self._rows = FleetRows(vehicles, travel, rules)

    def open_day(self, now_s: int = 0) -> Decision:
        """The first events of the day: its vehicles, each with the route of an empty shift.

        A day may be opened days ahead, while `now_s` is still negative.
        """
        opened = DayOpened(now_s, self.area.name, self.area.service_date, self.vehicles, self.travel.version)
        day = apply(ServiceDay(), opened)
        rerouting = self._rerouting(day, now_s)
        routes = [rerouting.changed(state, state.route, day.promises) for state in day.vehicles.values()]
        events = (opened, *(event for events in routes for event in events))
        return Decision(events, self._next_look_s(now_s))

    def decide(self, day: ServiceDay, command: Command, now_s: int) -> Decision:
        """What a command changes now. Raises CommandRefused when it makes no sense on the present day."""
        return waitlist.called_soon(day, self._decide(day, command, now_s), now_s)

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
            case PinRide() | UnpinRide() | AssignRide():
                return hand_dispatch.carry_out(self._at(day, now_s), command)
            case JoinWaitlist(request_id):
                return waitlist.join(self._at(day, now_s), request_id)
            case LeaveWaitlist(request_id):
                return waitlist.leave(self._at(day, now_s), request_id)
            case AdoptRoutes():
                return Decision(self._adopt(day, command, now_s))
            case Wake():
                return self._wake(day, now_s)
            case Depart() | Arrive() | BeginVisit() | FinishVisit() | ReportNoShow():
                if command.vehicle_id not in day.vehicles:
                    raise CommandRefused(f"vehicle {command.vehicle_id} does not serve on this day")
                try:
                    return Decision(driving.report(command, day, self._rerouting(day, now_s)))
                except driving.OutOfTurn as out_of_turn:
                    raise CommandRefused(str(out_of_turn)) from out_of_turn

    def preview_assignment(
        self, day: ServiceDay, ride_id: RideId, vehicle_id: VehicleId, now_s: int
    ) -> tuple[Breakage, ...]:
        """The promises that a ride would break if it were given to a vehicle by hand; none is the usual case.

        Raises CommandRefused where it cannot be given to it at all.
        """
        return hand_dispatch.find_assignment(self._at(day, now_s), ride_id, vehicle_id).breaks

    def look_at_availability(
        self, day: ServiceDay, typical: Sequence[Request], half_hours: Sequence[int], now_s: int
    ) -> tuple[HalfHour, ...]:
        """How busy each half hour is, found by trying typical trips; nothing changes."""
        moment = self._at(day, now_s)
        fleet = hold(moment).fleet if day.open_returns else moment.view()
        return availability(half_hours, typical, fleet, self.travel, self.rules, self.area)

    def look_for_improvement(self, day: ServiceDay, now_s: int) -> Snapshot | None:
        """A copy of the plan to search on, in another thread if need be; None where nobody wants that."""
        improvement = self.strategy.improvement
        if improvement is None:
            return None
        self._rows.follow(day, now_s)
        return snapshot(self._rows, day, improvement, now_s)

    def _adopt(self, day: ServiceDay, command: AdoptRoutes, now_s: int) -> tuple[Event, ...]:
        """Routes that keep every promise on the day as it is now.

        Those that the day has overtaken are dropped where they no longer fit, or save nothing any more.
        """
        for route in command.routes:
            if route.vehicle_id not in day.vehicles:
                raise CommandRefused(f"vehicle {route.vehicle_id} does not serve on this day")
        rerouting = self._rerouting(day, now_s)
        overtaken = (command.base_version, command.base_s) != (day.version, now_s)
        events: list[Event] = []
        for routes in list_groups(day, {route.vehicle_id: route for route in command.routes}):
            if not fits_day(day, routes):
                continue
            rows = [self._rows.row_of[vehicle_id] for vehicle_id in routes]
            before = STEADY.of_rows(self._rows.plan, rows)
            try:
                changes = rerouting.all_changed(day, routes, day.promises)
            except PromiseBroken:
                if not overtaken:
                    raise
                changes = ()
            saves = not overtaken or STEADY.of_rows(self._rows.plan, rows) < before
            if changes and saves and keeps_returns(self._at(day, now_s), (*events, *changes)):
                events.extend(changes)
            else:
                rerouting.restore(day, routes)
        return tuple(events)

    def _at(self, day: ServiceDay, now_s: int) -> Moment:
        return Moment(day, now_s, self._rows, self.area, self.rules, self.travel, self.strategy)

    def _rerouting(self, day: ServiceDay, now_s: int) -> Rerouting:
        return self._at(day, now_s).rerouting()

    def _wake(self, day: ServiceDay, now_s: int) -> Decision:
        moment = self._at(day, now_s)
        risks = tuple(driving.list_risks(day, moment.rerouting()))
        offered = waitlist.offer_room(moment)
        lapsed = [
            OfferLapsed(now_s, offer.request_id, offer.offer_id)
            for offer in day.offers.values()
            if offer.lapses_s <= now_s
        ]
        ended = open_returns.list_ended(moment)
        told, wake_s = (*lapsed, *risks, *ended, *offered.events), offered.wake_at_s
        positioning = self.strategy.positioning
        if positioning is None:
            return Decision(told, wake_s)
        later = moment.after(offered.events) if offered.events else moment
        sent = tuple(send_to_wait(later.day, positioning, later.rerouting()))
        sent = sent if keeps_returns(later, sent) else ()
        wakes = [at_s for at_s in (wake_s, self._next_look_s(now_s)) if at_s is not None]
        return Decision((*told, *sent), min(wakes, default=None))

    def _next_look_s(self, now_s: int) -> int | None:
        """When idle vehicles are looked at next: at whole periods, while anybody serves."""
        if self.strategy.positioning is None or not self.vehicles:
            return None
        every_s = self.strategy.positioning.every_s
        first_s = min(each.shift.hours.from_s for each in self.vehicles)
        next_s = max(now_s // every_s + 1, -(-first_s // every_s)) * every_s
        return next_s if next_s < max(each.shift.hours.until_s for each in self.vehicles) else None
