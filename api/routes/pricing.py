"""The most that is payable, beside every offer and ride; the engine knows nothing of money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from starlette.concurrency import run_in_threadpool

from api.desk.desk import Desk
from api.desk.town import Town
from api.payments.kept_passes import KeptPasses
from api.payments.payment import Means
from api.payments.ride_fares import AskedFare, find_asked, most_yen_of, quote_rides
from api.problems import wrong
from api.site import Site
from api.wire.asked import PartyIn
from api.wire.told import AcceptedOut, AnswerOut, OfferOut, PlaceOut, RideOut
from dispatch.domain.load import Load
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import Request, RequestId, RiderId
from dispatch.policy.fare_table import HeldPass


@dataclass(frozen=True, slots=True)
class Paying:
    """Who rides, how they pay, the passes they hold, and the town with the fares of the date."""

    town: Town
    asked: AskedFare
    passes: tuple[HeldPass, ...] = ()

    def priced(self, answer: AnswerOut) -> AnswerOut:
        """An answer whose offers, and alternatives, say the most that is payable."""
        refusal = answer.refusal
        if refusal is not None:
            refusal = refusal.model_copy(update={"alternatives": self.priced_offers(refusal.alternatives)})
        return answer.model_copy(update={"offers": self.priced_offers(answer.offers), "refusal": refusal})

    def priced_offers(self, offers: Iterable[OfferOut]) -> list[OfferOut]:
        """Offers with the most that is payable."""
        return [self._priced(offer) for offer in offers]

    def _priced(self, offer: OfferOut) -> OfferOut:
        rides = [
            (Load(**ride.party.model_dump()), self._index(ride.origin), self._index(ride.destination))
            for ride in offer.rides
        ]
        try:
            day = offer.service_date.isoformat()
            quotes = quote_rides(self.town, day, rides, self.asked.party, self.passes)
        except ValueError:
            return offer  # no fares are in force yet: nothing can be said
        priced = [
            ride.model_copy(update={"most_yen": quoted.most_yen})
            for ride, quoted in zip(offer.rides, quotes, strict=True)
        ]
        return offer.model_copy(update={"rides": priced, "most_yen": sum(each.most_yen for each in quotes)})

    def _index(self, place: PlaceOut) -> PlaceIndex:
        return self.town.service.places.index_of(place.place_id)


async def paying_for(
    party: PartyIn, means: Means, rider_id: RiderId, service_date: date, desk: Desk, site: Site
) -> Paying:
    """How a request will be paid for; a Problem names a fare class or a means that is not to be had."""
    if means is Means.ONLINE and site.gateways.words.payments is None:
        raise wrong("pay", "cash expected here", "ここでは現金払いだけをお使いいただけます。")
    town = _town_on(desk, service_date)
    try:
        known = [fare.fare_class for fare in town.service.fares.on(service_date.isoformat()).classes]
    except ValueError:
        return Paying(town, AskedFare((), means))
    said = tuple(party.fare_classes)
    odd = [name for name in said if name not in known]
    if odd or len(said) > party.seats + party.wheelchairs:
        listed = ", ".join(known)
        expected_ja = f"1人に1つまで、次の運賃区分から指定してください: {listed}"
        expected = f"at most one of {listed} for each person expected"
        raise wrong("party.fare_classes", expected, expected_ja)
    usual, passes = await run_in_threadpool(_known_of, rider_id, town, site)
    return Paying(town, AskedFare(said or tuple(name for name in usual if name in known), means), passes)


async def paying_as_asked(request: Request, service_date: date, desk: Desk, site: Site) -> Paying:
    """How a request is to be paid for, as was said with it, or as is usual for its rider."""
    town = _town_on(desk, service_date)

    def find() -> AskedFare | None:
        with site.database.read() as connection:
            return find_asked(connection, town.area, service_date.isoformat(), request.request_id)

    asked = await run_in_threadpool(find)
    usual, passes = await run_in_threadpool(_known_of, request.rider_id, town, site)
    return Paying(town, asked or AskedFare(usual), passes)


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


async def with_money(taken: AcceptedOut, desk: Desk, site: Site) -> AcceptedOut:
    """What was promised with what was quoted for it, and what is offered instead with its price."""
    rides = await with_fares_soon(taken.rides, desk.town, site)
    return AcceptedOut(rides=rides, lapsed=[await _priced_anew(each, desk, site) for each in taken.lapsed])


async def with_fares_soon(rides: Iterable[RideOut], town: Town, site: Site) -> list[RideOut]:
    """The same, without holding up the event loop."""
    return await run_in_threadpool(with_fares, list(rides), town, site)


def _known_of(rider_id: RiderId, town: Town, site: Site) -> tuple[tuple[str, ...], tuple[HeldPass, ...]]:
    with site.database.read() as connection:
        riders = site.people.directory.list_riders(connection, [rider_id])
        passes = KeptPasses(connection).list_held(rider_id, town.area)
    return tuple(rider.profile.fare_class for rider in riders), tuple(passes)


async def _priced_anew(answer: AnswerOut, desk: Desk, site: Site) -> AnswerOut:
    with desk.reading(answer.service_date) as open_day:
        request = open_day.day.requests[RequestId(answer.request_id)]
    return (await paying_as_asked(request, answer.service_date, desk, site)).priced(answer)


def _town_on(desk: Desk, service_date: date) -> Town:
    with desk.reading(service_date) as open_day:
        return open_day.town
