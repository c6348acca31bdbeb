"""What goes over the wire: places, offers, refusals, rides, manifests; times are local, with their offset."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from api.clock import moment
from api.desk.ride_book import RideRecord, RideStatus
from api.desk.town import Town
from dispatch.domain.load import Load
from dispatch.domain.offer import Offer, OfferKind, Refusal
from dispatch.domain.place import PlaceIndex
from dispatch.domain.reason import Reason, ReasonClass, sentence
from dispatch.domain.request import RideLimits
from dispatch.domain.saying import Language, spoken_date, spoken_time
from dispatch.domain.time import HOUR_S, MINUTE_S

_DATES = frozenset({"date", "date2"})
"""Facts of refusals that are dates."""
_TIMES = frozenset({"t1", "times"})
"""Facts of refusals that are times."""
_CLOCK = re.compile(r"(\d+):(\d\d)")


class PlaceOut(BaseModel):
    """A place where riders board."""

    place_id: str
    name: str
    kana: str
    lat: float
    lon: float


def place_out(town: Town, index: PlaceIndex) -> PlaceOut:
    """A place of a town, as it goes out."""
    place = town.service.places[index]
    return PlaceOut(place_id=place.place_id, name=place.name, kana=place.kana, lat=place.lat, lon=place.lon)


class PartyOut(BaseModel):
    """Who rides."""

    seats: int
    wheelchairs: int
    walkers: int


class LimitsOut(BaseModel):
    """What binds: boarding begins between two times, and the rider is there by a third."""

    pickup_from: datetime
    pickup_until: datetime
    arrive_until: datetime


class OfferedRideOut(BaseModel):
    """One ride of an offer, with what is foreseen today."""

    origin: PlaceOut
    destination: PlaceOut
    party: PartyOut
    limits: LimitsOut
    pickup: datetime
    arrival: datetime
    most_yen: int | None = None


class OfferOut(BaseModel):
    """Rides that could be kept until the offer lapses."""

    offer_id: str
    service_date: date
    kind: OfferKind
    rides: list[OfferedRideOut]
    lapses: datetime
    walk_m: int
    most_yen: int | None = None
    """The most the whole party pays; a pass or a shared ride can only make it less."""


class RefusalOut(BaseModel):
    """A no with its reason, in words, and what can be booked instead."""

    code: Reason
    reason_class: ReasonClass
    sentence_ja: str
    sentence_en: str
    alternatives: list[OfferOut]
    facts: dict[str, str] = {}
    """What the sentences name: `date2` the next service day, `ride_id` the ride booked already, ..."""


class AnswerOut(BaseModel):
    """What the engine says to a request: offers, or a refusal."""

    request_id: str
    service_date: date
    offers: list[OfferOut] = []
    refusal: RefusalOut | None = None


class AskedOut(BaseModel):
    """The answer to the ride asked for, and to the way back where one was."""

    outward: AnswerOut
    way_back: AnswerOut | None = None


class RideOut(BaseModel):
    """A promised ride and how far it has come."""

    ride_id: str
    service_date: date
    rider_id: str
    status: RideStatus
    origin: PlaceOut
    destination: PlaceOut
    party: PartyOut
    limits: LimitsOut
    vehicle_id: str
    pickup: datetime | None
    arrival: datetime | None
    expected_late_min: int
    most_yen: int | None = None
    """What was quoted with the promise."""


class VehicleSeenOut(BaseModel):
    """Where a vehicle was seen, as far as it may be told, and when."""

    lat: float
    lon: float
    at: datetime


class AcceptedOut(BaseModel):
    """What was promised, and what had lapsed, with fresh answers for that."""

    rides: list[RideOut]
    lapsed: list[AnswerOut] = []
    closed: list[str] = []
    """Offers that were open no more, and of which nothing is known: ask again."""


class CallOut(BaseModel):
    """One line of a manifest: arrive, who boards, who alights, drive on."""

    place: PlaceOut
    begin: datetime
    leave: datetime
    boarding: list[str]
    alighting: list[str]
    rest: bool


Doing = Literal["standing", "driving", "arrived", "at_visit", "resting"]
"""`arrived`: at the place of the first call, where nothing has begun yet."""


class ManifestOut(BaseModel):
    """A vehicle's calls still to come, under the version they were planned at."""

    vehicle_id: str
    service_date: date
    version: int
    doing: Doing
    place: PlaceOut
    """Where it stands, or left last."""
    depart: datetime
    """When to leave for the first call."""
    aboard: list[str]
    calls: list[CallOut]


class Told:
    """Writes a service day's places and times as people read them."""

    def __init__(self, town: Town, service_date: date) -> None:
        self.town = town
        self.service_date = service_date

    def at(self, at_s: int) -> datetime:
        """A second of the service day as a local time."""
        return moment(self.service_date, at_s, self.town.zone).astimezone(self.town.zone)

    def place(self, index: PlaceIndex) -> PlaceOut:
        """A place by its index."""
        return place_out(self.town, index)

    def party(self, party: Load) -> PartyOut:
        """Who rides."""
        return PartyOut(seats=party.seats, wheelchairs=party.wheelchairs, walkers=party.walkers)

    def limits(self, limits: RideLimits) -> LimitsOut:
        """The limits of a ride."""
        return LimitsOut(
            pickup_from=self.at(limits.pickup.from_s),
            pickup_until=self.at(limits.pickup.until_s),
            arrive_until=self.at(limits.arrive_until_s),
        )

    def offer(self, offer: Offer) -> OfferOut:
        """An offer."""
        rides = [
            OfferedRideOut(
                origin=self.place(ride.origin),
                destination=self.place(ride.destination),
                party=self.party(ride.party),
                limits=self.limits(ride.limits),
                pickup=self.at(ride.pickup_s),
                arrival=self.at(ride.arrival_s),
            )
            for ride in offer.rides
        ]
        return OfferOut(
            offer_id=offer.offer_id,
            service_date=self.service_date,
            kind=offer.kind,
            rides=rides,
            lapses=self.at(offer.lapses_s),
            walk_m=offer.walk_m,
        )

    def refusal(self, refusal: Refusal) -> RefusalOut:
        """A refusal with its sentence in both languages; a halted service names the next day of service."""
        if refusal.reason is Reason.SERVICE_STOPPED:
            following = self.town.service.next_service_day(self.service_date)
            resumes = {} if following is None else {"date2": following.isoformat()}
            refusal = replace(refusal, facts=refusal.facts | resumes)
        return RefusalOut(
            code=refusal.reason,
            reason_class=refusal.reason.reason_class,
            sentence_ja=sentence(refusal.reason, _spoken(refusal.facts, "ja"), "ja"),
            sentence_en=sentence(refusal.reason, _spoken(refusal.facts, "en"), "en"),
            alternatives=[self.offer(each) for each in refusal.alternatives],
            facts=refusal.facts,
        )

    def ride(self, record: RideRecord) -> RideOut:
        """A ride as its book has it."""
        promise = record.promise
        return RideOut(
            ride_id=promise.ride_id,
            service_date=self.service_date,
            rider_id=promise.rider_id,
            status=record.status,
            origin=self.place(promise.origin),
            destination=self.place(promise.destination),
            party=self.party(promise.party),
            limits=self.limits(promise.limits),
            vehicle_id=record.vehicle_id,
            pickup=None if record.pickup_s is None else self.at(record.pickup_s),
            arrival=None if record.arrival_s is None else self.at(record.arrival_s),
            expected_late_min=-(-record.late_s // 60),
        )


def _spoken(facts: Mapping[str, str], language: Language) -> dict[str, str]:
    """Facts with their dates and times as one says them."""
    dates = {name: spoken_date(fact, language) for name, fact in facts.items() if name in _DATES}
    times = {name: _spoken_times(fact, language) for name, fact in facts.items() if name in _TIMES}
    return {**facts, **dates, **times}


def _spoken_times(fact: str, language: Language) -> str:
    """Moments of the service day, one or the other: "9:20、25:05" as the engine writes them."""
    moments = (int(hour) * HOUR_S + int(minute) * MINUTE_S for hour, minute in _CLOCK.findall(fact))
    return ("か" if language == "ja" else " or ").join(spoken_time(each, language) for each in moments)
