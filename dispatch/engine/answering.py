"""A request answered: the rules first, then offers for the wish, else a refusal with alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dispatch.domain.offer import Offer, OfferId, Refusal
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason
from dispatch.domain.request import Request, RideId
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import MINUTE_S, TimeWindow, ceil_minute, clock
from dispatch.policy.offering import TripFacts, wished
from dispatch.search.alternatives import Found, Walks, list_alternatives, list_wish_answers
from dispatch.search.best_insertion import FleetView, Trip
from dispatch.search.tightest_constraint import list_reasons
from dispatch.travel.travel_times import UNREACHABLE_S, TravelTimes


@dataclass(frozen=True, slots=True)
class Area:
    """What a service serves: its hours, the places inside its area, and which of them are near on foot."""

    name: str
    service_date: str
    hours: TimeWindow
    served: frozenset[PlaceIndex] | None = None
    """None where every place is served."""
    walks: Walks = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """Offers, or a refusal; and how long the direct drive takes."""

    direct_s: int
    offers: tuple[Offer, ...] = ()
    refusal: Refusal | None = None


def answer(
    request: Request, fleet: FleetView, travel: TravelTimes, rules: ServiceRules, area: Area
) -> Answer:
    """What the engine says to a request at this moment; nothing is reserved."""
    now_s = fleet.now_s
    direct_s = direct_drive_s(request, now_s, travel, area)
    outright = find_outright_refusal(request, direct_s, area)
    if outright is not None:
        return Answer(direct_s, refusal=outright)
    trip = trip_of(request, direct_s, now_s, rules, area.hours)
    found = list_wish_answers(fleet, trip, request, rules)
    if found:
        return Answer(direct_s, tuple(_offers(request, found, now_s + rules.offer_life_s)))
    reasons = _reasons(request, fleet, trip, rules, area)
    others = list_alternatives(fleet, trip, request, rules, area.walks)
    offers = tuple(_offers(request, others, now_s + rules.offer_life_s))
    facts = _facts(reasons[0], trip, offers, rules)
    return Answer(
        direct_s, refusal=Refusal(request.request_id, reasons[0], tuple(reasons[1:]), offers, facts)
    )


def direct_drive_s(request: Request, now_s: int, travel: TravelTimes, area: Area) -> int:
    """How long the ride takes without a detour, now or when the service opens."""
    return travel.seconds(request.origin, request.destination, max(now_s, area.hours.from_s))


def find_outright_refusal(request: Request, direct_s: int, area: Area) -> Refusal | None:
    """The refusal of a ride that no vehicle may or can drive; None for all others."""
    outside = _outside_area(request, area)
    if outside is not None:
        return Refusal(request.request_id, Reason.OUT_OF_AREA, facts={"place": outside})
    if request.origin == request.destination:
        return Refusal(request.request_id, Reason.TOO_SHORT, facts={"n": "0"})
    if direct_s >= UNREACHABLE_S:
        return Refusal(request.request_id, Reason.NO_ROUTE)
    return None


def _outside_area(request: Request, area: Area) -> str | None:
    if area.served is None:
        return None
    ends = (("お迎え先", request.origin), ("行き先", request.destination))
    return next((name for name, place in ends if place not in area.served), None)


def trip_of(request: Request, direct_s: int, now_s: int, rules: ServiceRules, hours: TimeWindow) -> Trip:
    """What is fixed about a request's ride when it is asked for at this moment."""
    facts = TripFacts(
        direct_s=direct_s,
        board_s=rules.boarding_s(request.party),
        alight_s=rules.alighting_s(request.party),
        max_ride_s=rules.longest_ride_s(direct_s),
        earliest_s=max(now_s + rules.booking_cutoff_s, hours.from_s),
        last_s=hours.until_s,
    )
    ride_id = RideId(str(request.request_id))
    return Trip(ride_id, request.party, request.origin, request.destination, facts)


def _reasons(request: Request, fleet: FleetView, trip: Trip, rules: ServiceRules, area: Area) -> list[Reason]:
    limits = wished(request, trip.facts, rules)
    if limits is not None:
        return list_reasons(fleet, trip, limits)
    unhurried = replace(trip.facts, earliest_s=area.hours.from_s)
    in_hours = wished(request, unhurried, rules) is not None
    return [Reason.CUTOFF if in_hours else Reason.OUT_OF_HOURS]


def _offers(request: Request, found: list[Found], lapses_s: int) -> Iterator[Offer]:
    for number, each in enumerate(found, start=1):
        offer_id = OfferId(f"{request.request_id}-{number}")
        yield Offer(offer_id, request.request_id, each.kind, each.rides, lapses_s, each.walk_m)


def _facts(reason: Reason, trip: Trip, offers: tuple[Offer, ...], rules: ServiceRules) -> dict[str, str]:
    """What the sentence of a reason names: persons, or minutes of notice; and when else a ride is free."""
    facts = {"n": str(trip.party.seats + trip.party.wheelchairs)}
    if reason is Reason.CUTOFF:
        drive_s = trip.facts.board_s + trip.facts.direct_s + rules.reserve_s
        facts["n"] = str(ceil_minute(rules.booking_cutoff_s or drive_s) // MINUTE_S)
    if offers:
        facts["times"] = "、".join(clock(offer.rides[0].limits.pickup.from_s) for offer in offers[:2])
    return facts
