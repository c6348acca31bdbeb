"""What the public is told of a service: who runs it, when, how to book, what it costs, and where it stops."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel

from dispatch.domain.saying import Said
from gtfs.place_search import FoundPlace, Match
from gtfs.places import Places
from gtfs.public_page import PublicService
from gtfs.service_doors import DoorKind


class SaidOut(BaseModel):
    """The same in Japanese and in English."""

    ja: str
    en: str

    @classmethod
    def of(cls, said: Said) -> Self:
        """What is said, in both languages."""
        return cls(ja=said.ja, en=said.en)


class AreaOut(BaseModel):
    """A service that can be booked here, in a line."""

    area: str
    name: SaidOut
    operator: SaidOut
    label: str
    runs_today: bool


class BookingOut(BaseModel):
    """How and until when rides are booked; "" for what the service does not say."""

    phone_number: str
    info_url: str
    booking_url: str
    opens_days_ahead: int
    closes_min_before: int
    said: SaidOut


class ServiceOut(BaseModel):
    """The page of one service, as anybody may read it today."""

    area: str
    name: SaidOut
    operator: SaidOut
    label: str
    timezone: str
    hours: SaidOut
    today: date
    runs_today: bool
    next_service_days: list[date]
    days_off: list[date]
    door_to_door: bool | None
    wheelchairs: bool
    gsi_tiles: bool
    """Whether staff may switch on tiles of the Geospatial Information Authority of Japan under their maps."""
    booking: BookingOut
    fares: list[SaidOut]


class FoundPlaceOut(BaseModel):
    """A place that answers a search: the poles of a stop, or a registered door."""

    place_id: str
    """The one to book."""
    place_ids: list[str]
    name: str
    kana: str
    lat: float
    lon: float
    door: DoorKind | None
    """What the door leads into; null for a stop."""
    match: Literal["exact", "prefix", "part", "words", "mistyped"]


_MATCHES: dict[Match, Literal["exact", "prefix", "part", "words", "mistyped"]] = {
    Match.EXACT: "exact",
    Match.PREFIX: "prefix",
    Match.PART: "part",
    Match.WORDS: "words",
    Match.MISTYPED: "mistyped",
}


def area_out(area: str, page: PublicService) -> AreaOut:
    """A service in a line."""
    return AreaOut(
        area=area,
        name=SaidOut.of(page.name),
        operator=SaidOut.of(page.operator),
        label=page.label,
        runs_today=page.runs_today,
    )


def service_out(area: str, page: PublicService) -> ServiceOut:
    """A service's whole page."""
    booking = page.booking
    return ServiceOut(
        **area_out(area, page).model_dump(),
        timezone=page.timezone,
        hours=SaidOut.of(page.hours_said),
        today=page.today,
        next_service_days=list(page.next_service_days),
        days_off=list(page.days_off),
        door_to_door=page.door_to_door,
        wheelchairs=page.wheelchairs,
        gsi_tiles=page.gsi_tiles,
        booking=BookingOut(
            phone_number=booking.phone_number,
            info_url=booking.info_url,
            booking_url=booking.booking_url,
            opens_days_ahead=booking.opens_days_ahead,
            closes_min_before=booking.closes_min_before,
            said=SaidOut.of(booking.said),
        ),
        fares=[SaidOut.of(line) for line in page.fares],
    )


def found_out(found: FoundPlace, places: Places) -> FoundPlaceOut:
    """A place that was found."""
    named, place = found.named, places[found.place]
    return FoundPlaceOut(
        place_id=place.place_id,
        place_ids=[places[index].place_id for index in named.places],
        name=named.name,
        kana=named.kana,
        lat=place.lat,
        lon=place.lon,
        door=named.door,
        match=_MATCHES[found.match],
    )
