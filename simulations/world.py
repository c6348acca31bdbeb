"""Riders and drivers who react to what the engine decides, on roads as they truly are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dispatch.domain.commands import Accept, Ask, Cancel, Command, Decline
from dispatch.domain.events import Asked, Declined, Event, OffersMade, PromiseMade, Refused
from dispatch.domain.fleet import VehicleId
from dispatch.domain.offer import Offer
from dispatch.domain.request import Request, RequestId, RideId
from dispatch.domain.time import MINUTE_S
from dispatch.engine.service_day import ServiceDay
from simulations.day_record import AskedBy
from simulations.demand import rng_for
from simulations.drivers import DrawnPace, Drivers
from simulations.duties import Duties
from simulations.riders import (
    PUNCTUAL,
    Temper,
    asks_again,
    cancel_s,
    find_acceptable,
    first_attempt,
    next_attempt,
    temper_of,
)
from simulations.scenario import Scenario

_BEFORE_ASKING_AGAIN_S = 4 * MINUTE_S


class World:
    """The simulated riders and drivers of one day."""

    def __init__(self, scenario: Scenario) -> None:
        """Riders' tempers and the true roads come from streams of their own."""
        self.scenario = scenario
        self.asked: dict[RequestId, AskedBy] = {
            arrival.request.request_id: arrival.asked_by for arrival in scenario.arrivals
        }
        stream = partial(rng_for, scenario.seed, scenario.drawn_on)
        pace = DrawnPace(stream("roads"), scenario.spread, scenario.visit_spread_s, stream)
        self._duties = Duties(Drivers(scenario.travel, scenario.rules, pace, scenario.roads))
        self._requests: dict[RequestId, Request] = {}
        self._tempers: dict[RequestId, Temper] = {}
        self._temper_of_ride: dict[RideId, Temper] = {}

    def open(self) -> Iterator[tuple[int, Command]]:
        """What is known to come: every first request of the day."""
        for arrival in self.scenario.arrivals:
            yield arrival.asked_s, Ask(arrival.request)

    def called(self, request_id: RequestId, request: Request) -> None:
        """A running service gave a request of this world an id of its own: events will name it so."""
        self.asked[request_id] = self.asked[request.request_id]
        self._requests[request_id] = request

    def reaches_s(self) -> dict[VehicleId, int]:
        """When each vehicle that is under way will truly arrive, as only its driver knows."""
        return self._duties.drivers.reaches_s()

    def is_due(self, command: Command) -> bool:
        """Whether a driver still means this: a changed route makes what was scheduled before it stale."""
        return self._duties.is_due(command)

    def react(self, day: ServiceDay, events: tuple[Event, ...], now_s: int) -> Iterator[tuple[int, Command]]:
        """What riders and drivers will say, and when, now that these events have been told to them."""
        for event in events:
            if not self._duties.follow(event):
                yield from self._riders(event, now_s)
        yield from self._duties.list_next(day, self._temper_of_ride, now_s)

    def may_be_refused(self, command: Command) -> bool:
        """Whether the engine may say that it is too late for a command: the rider is on board."""
        return isinstance(command, Cancel)

    def _riders(self, event: Event, now_s: int) -> Iterator[tuple[int, Command]]:
        """Others than the riders of this world, who may ask a running service too, answer for themselves."""
        match event:
            case Asked(request=request) if request.request_id in self.asked:
                self._requests.setdefault(request.request_id, request)
            case PromiseMade(promise=promise) if promise.request_id not in self._requests:
                self._temper_of_ride[promise.ride_id] = PUNCTUAL
            case OffersMade() | Refused() | Declined() if event.request_id not in self._requests:
                pass
            case OffersMade():
                yield self._answer(event.request_id, event.offers, now_s, instead=False)
            case Refused(refusal=refusal):
                if refusal.alternatives:
                    yield self._answer(event.request_id, refusal.alternatives, now_s, instead=True)
                elif refusal.reason.may_pass:
                    yield from self._ask_again(event.request_id, now_s)
            case Declined():
                yield from self._ask_again(event.request_id, now_s)
            case PromiseMade(promise=promise):
                temper = self._temper(promise.request_id)
                self._temper_of_ride[promise.ride_id] = temper
                gives_up_s = cancel_s(promise, temper, now_s)
                if gives_up_s is not None:
                    yield gives_up_s, Cancel(promise.ride_id)
            case _:
                pass

    def _answer(
        self, request_id: RequestId, offers: tuple[Offer, ...], now_s: int, *, instead: bool
    ) -> tuple[int, Command]:
        temper = self._temper(request_id)
        taken = find_acceptable(self._requests[request_id], offers, temper, instead=instead)
        says_s = now_s + min(temper.thinks_s, self.scenario.rules.offer_life_s - 1)
        return says_s, Accept(taken.offer_id) if taken else Decline(request_id)

    def _ask_again(self, request_id: RequestId, now_s: int) -> Iterator[tuple[int, Command]]:
        request = self._requests[request_id]
        if asks_again(request, self._temper(request_id), self.scenario.hours.until_s):
            asks_s = now_s + _BEFORE_ASKING_AGAIN_S
            again = next_attempt(request, asks_s)
            self.asked[again.request_id] = self.asked[request_id]
            yield asks_s, Ask(again)

    def _temper(self, request_id: RequestId) -> Temper:
        root = first_attempt(self._requests[request_id].request_id)
        if root not in self._tempers:
            scenario = self.scenario
            self._tempers[root] = temper_of(root, scenario.behaviour, scenario.seed, scenario.drawn_on)
        return self._tempers[root]
