"""The most that is payable, beside every offer and ride; the engine knows nothing of money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from starlette.concurrency import run_in_threadpool

from api.desk.town import Town
from api.payments.kept_passes import KeptPasses
from api.payments.payment import Means
from api.payments.ride_fares import AskedFare, most_yen_of, quote_rides
from api.problems import Code, FieldFault, Problem
from api.site import Site
from api.wire.asked import RequestIn
from api.wire.told import AnswerOut, OfferOut, PlaceOut, RideOut
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RiderId
from dispatch.policy.fare_table import HeldPass


@dataclass(frozen=True, slots=True)
class Paying:
    """Who rides, how they pay, and the passes they hold."""

    asked: AskedFare
    passes: tuple[HeldPass, ...] = ()


async def paying_for(
    asked: RequestIn, rider_id: RiderId, service_date: date, town: Town, site: Site
) -> Paying:
    """How a request will be paid for; a Problem names a fare class or a means that is not to be had."""
    if asked.pay is Means.ONLINE and site.gateways.words.payments is None:
        raise Problem(Code.INVALID, errors=(FieldFault(field="pay", expected="cash expected here"),))
    try:
        known = [fare.fare_class for fare in town.service.fares.on(service_date.isoformat()).classes]
    except ValueError:
        return Paying(AskedFare((), asked.pay))
    said = tuple(asked.party.fare_classes)
    odd = [name for name in said if name not in known]
    if odd or len(said) > asked.party.seats + asked.party.wheelchairs:
        expected = f"at most one of {', '.join(known)} for each person expected"
        raise Problem(Code.INVALID, errors=(FieldFault(field="party.fare_classes", expected=expected),))
    usual, passes = await run_in_threadpool(_known_of, rider_id, town, site)
    party = said or tuple(name for name in usual if name in known)
    return Paying(AskedFare(party, asked.pay), passes)


def priced(answer: AnswerOut, paying: Paying, town: Town) -> AnswerOut:
    """An answer whose offers, and alternatives, say the most that is payable."""
    offers = [_priced(offer, paying, town) for offer in answer.offers]
    refusal = answer.refusal
    if refusal is not None:
        alternatives = [_priced(offer, paying, town) for offer in refusal.alternatives]
        refusal = refusal.model_copy(update={"alternatives": alternatives})
    return answer.model_copy(update={"offers": offers, "refusal": refusal})


def with_fares(rides: Iterable[RideOut], town: Town, site: Site) -> list[RideOut]:
    """Rides that say the most that was quoted for them."""
    told = list(rides)
    most_yen: dict[tuple[date, str], int] = {}
    with site.database.read() as connection:
        for day in {ride.service_date for ride in told}:
            ride_ids = [ride.ride_id for ride in told if ride.service_date == day]
            found = most_yen_of(connection, town.area, day.isoformat(), ride_ids)
            most_yen |= {(day, ride_id): yen for ride_id, yen in found.items()}
    return [
        ride.model_copy(update={"most_yen": most_yen.get((ride.service_date, ride.ride_id))}) for ride in told
    ]


async def with_fares_soon(rides: Iterable[RideOut], town: Town, site: Site) -> list[RideOut]:
    """The same, without holding up the event loop."""
    return await run_in_threadpool(with_fares, list(rides), town, site)


def _known_of(rider_id: RiderId, town: Town, site: Site) -> tuple[tuple[str, ...], tuple[HeldPass, ...]]:
    with site.database.read() as connection:
        riders = site.people.directory.list_riders(connection, [rider_id])
        passes = KeptPasses(connection).list_held(rider_id, town.area)
    return tuple(rider.profile.fare_class for rider in riders), tuple(passes)


def _priced(offer: OfferOut, paying: Paying, town: Town) -> OfferOut:
    rides = [
        (Load(**ride.party.model_dump()), _index(ride.origin, town), _index(ride.destination, town))
        for ride in offer.rides
    ]
    try:
        day = offer.service_date.isoformat()
        quotes = quote_rides(town, day, rides, paying.asked.party, paying.passes)
    except ValueError:
        return offer  # no fares are in force yet: nothing can be said
    priced_rides = [
        ride.model_copy(update={"most_yen": quoted.most_yen})
        for ride, quoted in zip(offer.rides, quotes, strict=True)
    ]
    return offer.model_copy(update={"rides": priced_rides, "most_yen": sum(each.most_yen for each in quotes)})


def _index(place: PlaceOut, town: Town) -> PlaceIndex:
    return town.service.places.index_of(place.place_id)
