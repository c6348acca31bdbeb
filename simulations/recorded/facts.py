"""What is a fact of a recorded day: what riders and drivers did. Offers, promises and routes are none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dispatch.domain.events import (
    Asked,
    Declined,
    Event,
    OfferLapsed,
    OffersMade,
    OpenReturnCalled,
    OpenReturnEnded,
    OpenReturnSold,
    PromiseMade,
    Refused,
    RideCancelled,
    RiderNoShow,
    VehicleArrived,
    VisitBegun,
    VisitDone,
    WaitlistJoined,
)
from dispatch.domain.fleet import VehicleId
from dispatch.domain.load import Load
from dispatch.domain.offer import Offer, Promise
from dispatch.domain.open_return import OpenReturn
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request, RequestId, RideId, RideLimits
from dispatch.domain.route import VisitKind
from dispatch.engine.beside_returns import promises_of
from simulations.recorded.disrupted import DisruptionFact

LATE_FROM_S = 60
"""Doors that open so much later than they could have were waiting for the rider."""

OfferedTimes = tuple[tuple[PlaceIndex, PlaceIndex, Load, RideLimits], ...]
"""What a rider hears of an offer: its rides, from where to where and when; not which vehicle."""


def times_of(offer: Offer) -> OfferedTimes:
    """What a rider hears of an offer."""
    return tuple((ride.origin, ride.destination, ride.party, ride.limits) for ride in offer.rides)


@dataclass
class Answered:
    """One answer of the service, and what the rider made of it."""

    at_s: int
    offers: tuple[Offer, ...]
    instead: bool
    """Whether they came with a refusal."""
    taken: OfferedTimes | None = None
    said_s: int | None = None
    """When the rider took one, or declined; None for who said nothing."""


@dataclass
class Attempt:
    """A recorded request, and what followed it."""

    asked_s: int
    request: Request
    instead_of: RideId | None
    answers: list[Answered] = field(default_factory=list)
    sold: OpenReturn | None = None
    called_s: int | None = None
    given_up_s: int | None = None
    """When a way home was given up before its window was over."""
    waits_s: int | None = None
    """When the rider went on the waitlist."""
    promised: bool = False

    @property
    def unmet(self) -> bool:
        """Whether nothing was promised, and no way home sold."""
        return not self.promised and self.sold is None

    @property
    def ended_s(self) -> int:
        """When the rider had the last answer, or gave one."""
        if not self.answers:
            return self.asked_s
        return self.answers[-1].at_s if self.answers[-1].said_s is None else self.answers[-1].said_s


@dataclass
class RideFacts:
    """What the riders of one promise did."""

    promise: Promise
    cancelled_s: int | None = None
    stays_away: bool = False
    late_s: int = 0
    """By how much they came after the window had begun."""
    seen_from_s: int = 0
    """So long after that their vehicle could open its doors: only from then on they are seen to be late."""
    longer_s: dict[VisitKind, int] = field(default_factory=dict)
    """By how much boarding and alighting took longer than planned."""
    took_s: dict[VisitKind, int] = field(default_factory=dict)
    """How long they took."""


@dataclass
class DayFacts:
    """The facts of one day, riders in the order of asking."""

    attempts: dict[RequestId, Attempt] = field(default_factory=dict)
    rides: dict[RideId, RideFacts] = field(default_factory=dict)
    disruptions: list[DisruptionFact] = field(default_factory=list)


def facts_of(events: Iterable[Event]) -> DayFacts:
    """The facts of a recorded day."""
    facts = _Reading()
    for event in events:
        facts.read(event)
    return facts.found


@dataclass
class _Reading:
    found: DayFacts = field(default_factory=DayFacts)
    _could_begin_s: dict[VehicleId, int] = field(default_factory=dict)
    _begun: dict[VehicleId, VisitBegun] = field(default_factory=dict)
    _lapsed: OfferLapsed | None = None

    def read(self, event: Event) -> None:
        attempts = self.found.attempts
        match event:
            case Asked(at_s=at_s, request=request):
                attempts[request.request_id] = Attempt(at_s, request, event.instead_of)
            case OffersMade(request_id=request_id, offers=offers):
                self._answered(request_id, Answered(event.at_s, offers, instead=False))
            case OfferLapsed():
                self._lapsed = event
            case Refused(request_id=request_id, refusal=refusal):
                self._answered(request_id, Answered(event.at_s, refusal.alternatives, instead=True))
            case Declined(request_id=request_id) if attempts[request_id].answers:
                attempts[request_id].answers[-1].said_s = event.at_s
            case PromiseMade():
                self._promised(event)
            case OpenReturnSold(open_return=sold):
                attempts[sold.request_id].sold = sold
            case OpenReturnCalled(ride_id=ride_id):
                attempts[RequestId(ride_id)].called_s = event.at_s
            case OpenReturnEnded(ride_id=ride_id):
                attempt = attempts[RequestId(ride_id)]
                if attempt.sold is not None and event.at_s <= attempt.sold.window.until_s:
                    attempt.given_up_s = event.at_s
            case WaitlistJoined(request_id=request_id):
                attempts[request_id].waits_s = event.at_s
            case RideCancelled(ride_id=ride_id) if ride_id in self.found.rides:
                self.found.rides[ride_id].cancelled_s = event.at_s
            case _ if isinstance(event, DisruptionFact):
                self.found.disruptions.append(event)
            case _:
                self._on_the_road(event)

    def _answered(self, request_id: RequestId, answered: Answered) -> None:
        """An answer; where an offer lapsed at that very moment, somebody tried to take it."""
        answers, lapsed = self.found.attempts[request_id].answers, self._lapsed
        tried = lapsed is not None and (lapsed.request_id, lapsed.at_s) == (request_id, answered.at_s)
        if tried and lapsed is not None and answers:
            answers[-1].said_s = answered.at_s
            wanted = (each for each in answers[-1].offers if each.offer_id == lapsed.offer_id)
            answers[-1].taken = next(map(times_of, wanted), None)
        answers.append(answered)

    def _promised(self, event: PromiseMade) -> None:
        promise = event.promise
        attempt = self.found.attempts[promise.request_id]
        attempt.promised = True
        self.found.rides[promise.ride_id] = RideFacts(promise)
        if not attempt.answers:
            return  # called for: no offer was needed
        answered = attempt.answers[-1]
        answered.said_s = event.at_s
        for offer in answered.offers:
            if promise in promises_of(offer, attempt.request):
                answered.taken = times_of(offer)

    def _on_the_road(self, event: Event) -> None:
        rides = self.found.rides
        match event:
            case VehicleArrived():
                self._could_begin_s[event.vehicle_id] = event.begin_s
            case RiderNoShow() if event.ride_id in rides:
                rides[event.ride_id].stays_away = True
            case VisitBegun():
                self._begun[event.vehicle_id] = event
                could_s = self._could_begin_s.get(event.vehicle_id, event.at_s)
                if event.kind is VisitKind.BOARD and event.ride_id in rides:
                    facts = rides[event.ride_id]
                    from_s = facts.promise.limits.pickup.from_s
                    facts.seen_from_s = max(0, could_s - from_s)
                    if event.at_s - max(could_s, from_s) >= LATE_FROM_S:
                        facts.late_s = event.at_s - from_s
            case VisitDone():
                begun = self._begun.pop(event.vehicle_id, None)
                if begun is not None and event.ride_id in rides:
                    lasted_s = event.at_s - begun.at_s
                    rides[event.ride_id].took_s[event.kind] = lasted_s
                    rides[event.ride_id].longer_s[event.kind] = lasted_s - begun.service_s
                self._could_begin_s[event.vehicle_id] = event.leave_s
            case _:
                pass
