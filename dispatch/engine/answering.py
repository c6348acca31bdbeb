"""A request answered: the rules first, then offers for the wish, else a refusal with alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dispatch.domain.offer import Offer, OfferId, Promise, Refusal
from dispatch.domain.reason import Reason
from dispatch.domain.request import Request, RideId
from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import MINUTE_S, TimeWindow, ceil_to, clock
from dispatch.engine.area import Area
from dispatch.engine.hindrances import find_duplicate, find_hindrance
from dispatch.policy.offering import TripFacts, wished
from dispatch.search.alternatives import Found, list_alternatives, list_nearby, list_wish_answers
from dispatch.search.best_insertion import FleetView, Trip
from dispatch.search.tightest_constraint import list_reasons
from dispatch.travel.travel_times import TravelTimes


@dataclass(frozen=True, slots=True)
class Answer:
    """Offers, or a refusal; and how long the direct drive takes."""

    direct_s: int
    offers: tuple[Offer, ...] = ()
    refusal: Refusal | None = None


def answer(
    request: Request,
    fleet: FleetView,
    travel: TravelTimes,
    rules: ServiceRules,
    area: Area,
    booked: Iterable[Promise] = (),
) -> Answer:
    """What the engine says to a request at this moment; nothing is reserved.

    `booked` are the day's promises: who has the same ride already is asked whether it is really another one.
    """
    now_s = fleet.now_s
    direct_s = direct_drive_s(request, now_s, travel, area)
    trip = trip_of(request, direct_s, now_s, rules, area.hours)
    hindrance = find_hindrance(request, direct_s, now_s, travel, rules, area)
    hindrance = hindrance or find_duplicate(request, wished(request, trip.facts, rules), booked)
    if hindrance is not None:
        near = (
            list_nearby(fleet, trip, request, rules, area.walks, hindrance.ends) if hindrance.nearby else ()
        )
        offers = tuple(offers_of(request, near, now_s + rules.offer_life_s))
        return Answer(
            direct_s, refusal=Refusal(request.request_id, hindrance.reason, (), offers, hindrance.facts)
        )
    found = list_wish_answers(fleet, trip, request, rules)
    if found:
        return Answer(direct_s, tuple(offers_of(request, found, now_s + rules.offer_life_s)))
    reasons = _reasons(request, fleet, trip, rules, area)
    others = list_alternatives(fleet, trip, request, rules, area.walks)
    offers = tuple(offers_of(request, others, now_s + rules.offer_life_s))
    return Answer(
        direct_s,
        refusal=Refusal(
            request.request_id,
            reasons[0],
            tuple(reasons[1:]),
            offers,
            _facts(reasons[0], trip, offers, rules),
        ),
    )


def direct_drive_s(request: Request, now_s: int, travel: TravelTimes, area: Area) -> int:
    """How long the ride takes without a detour, now or when the service opens."""
    return travel.seconds(request.origin, request.destination, max(now_s, area.hours.from_s))


def trip_of(request: Request, direct_s: int, now_s: int, rules: ServiceRules, hours: TimeWindow) -> Trip:
    """What is fixed about a request's ride when it is asked for at this moment."""
    facts = TripFacts(
        direct_s=direct_s,
        board_s=rules.boarding_s(request.party),
        alight_s=rules.alighting_s(request.party),
        max_ride_s=rules.longest_planned_ride_s(direct_s),
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


def offers_of(request: Request, found: Iterable[Found], lapses_s: int) -> Iterator[Offer]:
    """What was found for a request, as offers that live until then."""
    for number, each in enumerate(found, start=1):
        offer_id = OfferId(f"{request.request_id}-{number}")
        yield Offer(offer_id, request.request_id, each.kind, each.rides, lapses_s, each.walk_m)


def _facts(reason: Reason, trip: Trip, offers: tuple[Offer, ...], rules: ServiceRules) -> dict[str, str]:
    """What the sentence of a reason names: persons, or minutes of notice; and when else a ride is free."""
    facts = {"n": str(trip.party.seats + trip.party.wheelchairs)}
    if reason is Reason.CUTOFF:
        drive_s = trip.facts.board_s + trip.facts.direct_s + rules.reserve_s
        facts["n"] = str(ceil_to(MINUTE_S, rules.booking_cutoff_s or drive_s) // MINUTE_S)
    if offers:
        facts["times"] = "、".join(clock(offer.rides[0].limits.pickup.from_s) for offer in offers[:2])
    return facts
