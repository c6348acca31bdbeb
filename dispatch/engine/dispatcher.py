"""Decisions: what a command changes in a service day, and when the engine wants to be woken."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.domain.commands import (
    Accept,
    AdoptRoutes,
    Arrive,
    Ask,
    AskTogether,
    BeginVisit,
    Cancel,
    Command,
    Decline,
    Depart,
    FinishVisit,
    ReportNoShow,
    Wake,
)
from dispatch.domain.disruptions import (
    ChangeConditions,
    DelayVehicle,
    Disruption,
    DisruptTogether,
    ReturnVehicle,
    Undo,
    WithdrawVehicle,
)
from dispatch.domain.events import (
    Asked,
    DayOpened,
    Declined,
    Event,
    OfferLapsed,
    OffersMade,
    PromiseMade,
    Refused,
    RideCancelled,
)
from dispatch.domain.fleet import Vehicle
from dispatch.domain.offer import Offer, Promise
from dispatch.domain.request import Request
from dispatch.domain.rules import ServiceRules
from dispatch.engine import driving
from dispatch.engine.answering import Answer, Area, answer
from dispatch.engine.answering_together import answer_together
from dispatch.engine.disrupting import disrupt
from dispatch.engine.disruption_facts import NoSense
from dispatch.engine.ground import Ground, Grounds
from dispatch.engine.idle_vehicles import send_to_wait
from dispatch.engine.improving import Snapshot, fits_day, list_groups, snapshot
from dispatch.engine.rerouting import Rerouting
from dispatch.engine.service_day import ServiceDay, apply
from dispatch.engine.strategy import PLAIN, Strategy
from dispatch.engine.verifier import PromiseBroken
from dispatch.policy.objective import STEADY
from dispatch.search.best_insertion import FleetView
from dispatch.search.repair import Repair
from dispatch.travel.travel_times import TravelTimes


class CommandRefused(ValueError):
    """The command cannot be carried out on the present day; the message says why. Nothing has changed."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a command: events to commit, and when to wake the engine again."""

    events: tuple[Event, ...]
    wake_at_s: int | None = None


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

    def open_day(self) -> Decision:
        """The first events of the day: its vehicles, each with the route of an empty shift."""
        opened = DayOpened(0, self.area.name, self.area.service_date, self.vehicles, self.travel.version)
        day = apply(ServiceDay(), opened)
        rerouting = self._rerouting(day, 0)
        routes = [rerouting.changed(state, state.route, day.promises) for state in day.vehicles.values()]
        return Decision((opened, *(event for events in routes for event in events)), self._next_look_s(0))

    def decide(self, day: ServiceDay, command: Command, now_s: int) -> Decision:
        """What a command changes now. Raises CommandRefused when it makes no sense on the present day."""
        match command:
            case Ask(request):
                return self._ask(day, request, now_s)
            case AskTogether(requests):
                return self._ask_together(day, requests, now_s)
            case Accept(offer_id):
                if offer_id not in day.offers:
                    raise CommandRefused(f"offer {offer_id} is not open: ask again for fresh offers")
                return self._accept(day, day.offers[offer_id], now_s)
            case Decline(request_id):
                if request_id not in day.requests:
                    raise CommandRefused(f"request {request_id} is not known on this day")
                return Decision((Declined(now_s, request_id),))
            case Cancel():
                return Decision(self._cancel(day, command, now_s))
            case AdoptRoutes():
                return Decision(self._adopt(day, command, now_s))
            case Wake():
                return self._wake(day, now_s)
            case Depart() | Arrive() | BeginVisit() | FinishVisit() | ReportNoShow():
                if command.vehicle_id not in day.vehicles:
                    raise CommandRefused(f"vehicle {command.vehicle_id} does not serve on this day")
                withdrawn = day.vehicles[command.vehicle_id].withdrawn
                if withdrawn is not None:
                    raise CommandRefused(
                        f"{command.vehicle_id} is withdrawn ({withdrawn}): return it to service first"
                    )
                try:
                    return Decision(driving.report(command, day, self._rerouting(day, now_s)))
                except driving.OutOfTurn as out_of_turn:
                    raise CommandRefused(str(out_of_turn)) from out_of_turn
            case WithdrawVehicle() | ReturnVehicle() | DelayVehicle() | ChangeConditions():
                return self._disrupt(day, (command,), now_s)
            case DisruptTogether(disruptions):
                return self._disrupt(day, disruptions, now_s)
            case Undo(inverses, promises):
                return self._disrupt(day, inverses, now_s, promises)

    def travel_on(self, day: ServiceDay) -> TravelTimes:
        """The travel times under the present conditions of a day."""
        return self._grounds.under(day.conditions).travel

    def look_for_improvement(self, day: ServiceDay, now_s: int) -> Snapshot | None:
        """A copy of the plan to search on, in another thread if need be; None where nobody wants that."""
        improvement = self.strategy.improvement
        if improvement is None:
            return None
        return snapshot(self._ground(day, now_s).rows, day, improvement, now_s)

    def _ground(self, day: ServiceDay, now_s: int) -> Ground:
        """What plans are made on at this moment, its rows up to date."""
        ground = self._grounds.under(day.conditions)
        ground.rows.follow(day, now_s)
        return ground

    def _disrupt(
        self,
        day: ServiceDay,
        disruptions: tuple[Disruption, ...],
        now_s: int,
        wanted: tuple[Promise, ...] = (),
    ) -> Decision:
        try:
            return Decision(disrupt(day, disruptions, wanted, self._grounds, self.strategy.repair, now_s))
        except NoSense as no_sense:
            raise CommandRefused(str(no_sense)) from no_sense

    def _adopt(self, day: ServiceDay, command: AdoptRoutes, now_s: int) -> tuple[Event, ...]:
        """Routes that keep every promise on the day as it is now.

        Those that the day has overtaken are dropped where they no longer fit, or save nothing any more.
        """
        for route in command.routes:
            if route.vehicle_id not in day.vehicles:
                raise CommandRefused(f"vehicle {route.vehicle_id} does not serve on this day")
        if command.base_version < day.conditions_version:
            return ()  # found on other roads
        rerouting = self._rerouting(day, now_s)
        rows = rerouting.rows
        overtaken = (command.base_version, command.base_s) != (day.version, now_s)
        events: list[Event] = []
        for routes in list_groups(day, {route.vehicle_id: route for route in command.routes}):
            if not fits_day(day, routes):
                continue
            group = [rows.row_of[vehicle_id] for vehicle_id in routes]
            before = STEADY.of_rows(rows.plan, group)
            try:
                changes = rerouting.all_changed(day, routes, day.promises)
            except PromiseBroken:
                if not overtaken:
                    raise
                changes = ()
            if changes and (not overtaken or STEADY.of_rows(rows.plan, group) < before):
                events.extend(changes)
            else:
                rerouting.restore(day, routes)
        return tuple(events)

    def _rerouting(self, day: ServiceDay, now_s: int) -> Rerouting:
        ground = self._ground(day, now_s)
        return Rerouting(ground.rows, ground.rules, ground.travel, now_s)

    def _ask(self, day: ServiceDay, request: Request, now_s: int) -> Decision:
        if request.request_id in day.requests:
            raise CommandRefused(f"request {request.request_id} was asked before")
        return self._answered(request, self._answer(day, request, now_s), now_s)

    def _answered(self, request: Request, given: Answer, now_s: int) -> Decision:
        asked = Asked(now_s, request)
        if given.refusal is not None:
            return Decision(
                (asked, Refused(now_s, request.request_id, given.refusal)),
                now_s + self.rules.offer_life_s if given.refusal.alternatives else None,
            )
        made = OffersMade(now_s, request.request_id, given.offers, given.direct_s)
        return Decision((asked, made), now_s + self.rules.offer_life_s)

    def _ask_together(self, day: ServiceDay, requests: tuple[Request, ...], now_s: int) -> Decision:
        known = set(day.requests)
        for request in requests:
            if request.request_id in known:
                raise CommandRefused(f"request {request.request_id} was asked before")
            known.add(request.request_id)
        ground = self._ground(day, now_s)
        given = answer_together(requests, self._view(day, now_s), ground.travel, ground.rules, self.area)
        told = [self._answered(*each, now_s) for each in zip(requests, given, strict=True)]
        wakes = [each.wake_at_s for each in told if each.wake_at_s is not None]
        return Decision(tuple(event for each in told for event in each.events), max(wakes, default=None))

    def _answer(self, day: ServiceDay, request: Request, now_s: int) -> Answer:
        ground = self._ground(day, now_s)
        return answer(request, self._view(day, now_s), ground.travel, ground.rules, self.area)

    def _view(self, day: ServiceDay, now_s: int) -> FleetView:
        rows = self._ground(day, now_s).rows
        effort = self.strategy.repair
        repair = Repair(effort, lambda: rows.pinned(day), day.version) if effort else None
        return FleetView(rows.plan, rows.tensor, rows.vehicle_ids, now_s, self.strategy.anticipation, repair)

    def _accept(self, day: ServiceDay, offer: Offer, now_s: int) -> Decision:
        """The offer is checked again on the present plan with the offered limits as hard limits."""
        request = day.requests[offer.request_id]
        rerouting = self._rerouting(day, now_s)
        promises = [
            Promise(
                ride.ride_id,
                request.request_id,
                request.rider_id,
                ride.party,
                ride.origin,
                ride.destination,
                ride.limits,
            )
            for ride in offer.rides
        ]
        assigned = {ride.ride_id: ride.vehicle_id for ride in offer.rides} if self.strategy.batch_s else {}
        open_still = now_s <= offer.lapses_s
        taken = rerouting.take_in(day, promises, self._view(day, now_s), assigned) if open_still else None
        if taken is not None:
            placed = zip(promises, taken.vehicle_ids, strict=True)
            return Decision((*(PromiseMade(now_s, *each) for each in placed), *taken.events))
        lapsed = OfferLapsed(now_s, request.request_id, offer.offer_id)
        fresh = self._answer(day, request, now_s)
        wake_s = now_s + self.rules.offer_life_s
        if fresh.refusal is not None:
            return Decision((lapsed, Refused(now_s, request.request_id, fresh.refusal)), wake_s)
        made_again = OffersMade(now_s, request.request_id, fresh.offers, fresh.direct_s)
        return Decision((lapsed, made_again), wake_s)

    def _cancel(self, day: ServiceDay, command: Cancel, now_s: int) -> tuple[Event, ...]:
        ride_id = command.ride_id
        if ride_id in day.unassigned:
            return (RideCancelled(now_s, ride_id),)
        if ride_id not in day.promises:
            raise CommandRefused(f"ride {ride_id} is not promised, or is over")
        state = day.vehicles[day.carried_by[ride_id]]
        boarding = state.current is not None and state.current.ride_id == ride_id
        if ride_id in state.aboard or boarding:
            raise CommandRefused(f"ride {ride_id} has begun and can no longer be cancelled")
        rerouting = self._rerouting(day, now_s)
        return (RideCancelled(now_s, ride_id), *rerouting.without(day, state, ride_id))

    def _wake(self, day: ServiceDay, now_s: int) -> Decision:
        rerouting = self._rerouting(day, now_s)
        lapsed = [
            OfferLapsed(now_s, offer.request_id, offer.offer_id)
            for offer in day.offers.values()
            if offer.lapses_s <= now_s
        ]
        risks = driving.list_risks(day, rerouting)
        positioning = self.strategy.positioning
        if positioning is None:
            return Decision((*lapsed, *risks))
        sent = send_to_wait(day, positioning, rerouting)
        return Decision((*lapsed, *risks, *sent), self._next_look_s(now_s))

    def _next_look_s(self, now_s: int) -> int | None:
        """When idle vehicles are looked at next: at whole periods, while anybody serves."""
        if self.strategy.positioning is None:
            return None
        every_s = self.strategy.positioning.every_s
        first_s = min(each.shift.hours.from_s for each in self.vehicles)
        next_s = max(now_s // every_s + 1, -(-first_s // every_s)) * every_s
        return next_s if next_s < max(each.shift.hours.until_s for each in self.vehicles) else None
