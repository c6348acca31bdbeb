"""The riders and drivers of a recorded day on a day that goes otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dispatch.domain.commands import (
    Ask,
    AskOpenReturn,
    CallOpenReturn,
    Cancel,
    ChangeRide,
    Command,
    JoinWaitlist,
)
from dispatch.domain.disruptions import ChangeConditions, DelayVehicle, ReturnVehicle, WithdrawVehicle
from dispatch.domain.events import (
    Asked,
    Declined,
    Event,
    OffersMade,
    OpenReturnSold,
    PromiseMade,
    Refused,
    RideCancelled,
    RideChanged,
)
from dispatch.domain.offer import Offer, Promise
from dispatch.domain.request import Request, RequestId, RideId
from dispatch.engine.service_day import ServiceDay
from simulations.day_record import AskedBy
from simulations.drivers import Drivers
from simulations.duties import Duties
from simulations.recorded.choice import ChoiceModel
from simulations.recorded.facts import Attempt
from simulations.recorded.needs import asked_by
from simulations.recorded.pace import RecordedPace
from simulations.recorded.read_day import ReadDay
from simulations.recorded.riders_on_record import RidersOnRecord, cancels_s, temper_of
from simulations.riders import ATTEMPT_MARK, ATTEMPTS, Temper, first_attempt
from simulations.scenario import Scenario

_MAY_BE_TOO_LATE = (
    *(Cancel, CallOpenReturn, JoinWaitlist, ChangeRide),
    *(WithdrawVehicle, ReturnVehicle, DelayVehicle, ChangeConditions),
)
"""What the engine may refuse because the day has gone otherwise than the recorded one."""


class RecordedWorld:
    """They ask when they asked, take what they took where it is offered again, and come as they came."""

    def __init__(self, day: ReadDay, scenario: Scenario, pace: RecordedPace, model: ChoiceModel) -> None:
        """Whoever is offered something else is answered for by the model."""
        self.asked: dict[RequestId, AskedBy] = dict(day.asked)
        self._day, self._model, self._last_wish_s = day, model, scenario.hours.until_s
        self._riders = RidersOnRecord(day, model, scenario.rules.offer_life_s)
        self._duties = Duties(Drivers(scenario.travel, scenario.rules, pace, scenario.roads))
        self._requests: dict[RequestId, Request] = {}
        self._tempers: dict[RideId, Temper] = {}
        self._booked: dict[RideId, Promise] = {}
        """What is promised at present."""
        self._at_once, self._further = _sorted_attempts(day)

    def open(self) -> Iterator[tuple[int, Command]]:
        """Every recorded request but further attempts at a journey, which may not be needed."""
        for attempt in self._at_once:
            if attempt.instead_of is not None:
                yield attempt.asked_s, ChangeRide(attempt.instead_of, attempt.request)
            yield attempt.asked_s, _asks(attempt)

    def is_due(self, command: Command) -> bool:
        """Whether somebody still means it, as the day has gone."""
        match command:
            case ChangeRide(ride_id=ride_id):
                return ride_id in self._booked
            case Ask(request):
                attempt = self._day.facts.attempts.get(request.request_id)
                return attempt is None or attempt.instead_of not in self._booked
            case _:
                return self._duties.is_due(command)

    def may_be_refused(self, command: Command) -> bool:
        """Whether the engine may say that it is too late, or is not so any more."""
        return isinstance(command, _MAY_BE_TOO_LATE)

    def react(self, day: ServiceDay, events: tuple[Event, ...], now_s: int) -> Iterator[tuple[int, Command]]:
        """What riders and drivers will say, and when, now that these events have been told to them."""
        for event in events:
            if not self._duties.follow(event):
                yield from self._said(event, now_s)
        yield from self._duties.list_next(day, self._tempers, now_s)

    def _said(self, event: Event, now_s: int) -> Iterator[tuple[int, Command]]:
        match event:
            case Asked(request=request):
                self._requests[request.request_id] = request
            case OffersMade(request_id=request_id, offers=offers):
                yield from self._answer(request_id, offers, now_s, instead=False)
            case Refused(request_id=request_id, refusal=refusal):
                yield from self._waits(request_id, now_s)
                if refusal.alternatives:
                    yield from self._answer(request_id, refusal.alternatives, now_s, instead=True)
                else:
                    yield from self._ask_again(request_id, now_s, newly=refusal.reason.may_pass)
            case Declined(request_id=request_id):
                yield from self._ask_again(request_id, now_s, newly=True)
            case PromiseMade(promise=promise):
                yield from self._promised(promise, now_s)
            case RideCancelled(ride_id=ride_id):
                given_up = self._booked.pop(ride_id, None)
                if given_up is not None:
                    yield from self._ask_again(given_up.request_id, now_s, newly=False)
            case RideChanged(ride_id=ride_id):
                self._booked.pop(ride_id, None)
            case OpenReturnSold():
                yield from self._goes_home(event)
            case _:
                pass

    def _answer(
        self, request_id: RequestId, offers: tuple[Offer, ...], now_s: int, *, instead: bool
    ) -> Iterator[tuple[int, Command]]:
        said = self._riders.answer(self._requests[request_id], offers, now_s, instead=instead)
        if said is not None:
            yield said

    def _promised(self, promise: Promise, now_s: int) -> Iterator[tuple[int, Command]]:
        facts = self._riders.ride_facts(promise)
        self._booked[promise.ride_id] = promise
        self._tempers[promise.ride_id] = temper_of(facts)
        gives_up_s = cancels_s(promise, facts, now_s)
        if gives_up_s is not None:
            yield gives_up_s, Cancel(promise.ride_id)

    def _waits(self, request_id: RequestId, now_s: int) -> Iterator[tuple[int, Command]]:
        attempt = self._day.facts.attempts.get(request_id)
        if attempt is not None and attempt.waits_s is not None:
            yield max(now_s, attempt.waits_s), JoinWaitlist(request_id)

    def _goes_home(self, event: OpenReturnSold) -> Iterator[tuple[int, Command]]:
        sold = event.open_return
        attempt = self._day.facts.attempts.get(sold.request_id)
        if attempt is not None and attempt.called_s is not None:
            yield attempt.called_s, CallOpenReturn(sold.ride_id)
        elif attempt is not None and attempt.given_up_s is not None:
            yield attempt.given_up_s, Cancel(sold.ride_id)

    def _ask_again(self, request_id: RequestId, now_s: int, *, newly: bool) -> Iterator[tuple[int, Command]]:
        """The next recorded attempt at the journey; where none is left, one that the model makes up."""
        need = self.asked[request_id].need
        asks_s = now_s + max(1, self._model.again_after_s)
        if self._further[need]:
            attempt = self._further[need].pop(0)
            yield attempt.asked_s if attempt.asked_s > now_s else asks_s, _asks(attempt)
            return
        recorded = self._day.facts.attempts.get(request_id)
        if not newly or (recorded is not None and recorded.unmet):
            return  # who gave it up then gives it up now
        request = self._requests[request_id]
        number = int(request_id.partition(ATTEMPT_MARK)[2] or 1) + 1
        wish_s = max(request.wish_s + self._model.again_later_s, asks_s)
        if number > ATTEMPTS or wish_s > self._last_wish_s or not self._riders.asks_again(request, number):
            return
        again = RequestId(f"{first_attempt(request_id)}{ATTEMPT_MARK}{number}")
        if again not in self.asked:
            fresh = replace(request, request_id=again, wish_s=wish_s)
            self.asked[again] = asked_by(fresh, asks_s, need)
            yield asks_s, Ask(fresh)


def _asks(attempt: Attempt) -> Command:
    if attempt.sold is not None:
        return AskOpenReturn(attempt.request, attempt.sold.window)
    return Ask(attempt.request)


def _sorted_attempts(day: ReadDay) -> tuple[Sequence[Attempt], dict[str, list[Attempt]]]:
    """What was asked in any case, and by need what was asked because there was no ride yet, or no more."""
    at_once: list[Attempt] = []
    further: dict[str, list[Attempt]] = defaultdict(list)
    known: dict[str, list[RideId]] = {}
    rides_of: dict[RequestId, list[RideId]] = defaultdict(list)
    for ride_id, ride in day.facts.rides.items():
        rides_of[ride.promise.request_id].append(ride_id)
    for request_id, attempt in day.facts.attempts.items():
        need = day.need_of(attempt)
        before = known.get(need)
        met = any(_stands(day, ride_id, attempt.asked_s) for ride_id in before or ())
        if before is None or met or attempt.instead_of is not None:
            at_once.append(attempt)
        else:
            further[need].append(attempt)
        known.setdefault(need, []).extend(rides_of[request_id])
    return at_once, further


def _stands(day: ReadDay, ride_id: RideId, at_s: int) -> bool:
    """Whether a ride was not cancelled by then."""
    cancelled_s = day.facts.rides[ride_id].cancelled_s
    return cancelled_s is None or cancelled_s > at_s
