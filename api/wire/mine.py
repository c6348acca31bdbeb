"""A rider's own profile over the wire."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.desk.town import Town
from api.people.profile import MOST_FAVOURITES, Favourite, Needs
from api.people.riders import Rider
from api.wire.asked import Examples
from api.wire.fields import SECRET, STRICT, Flag, Text
from api.wire.own_records import OwnCallOut, OwnFareOut, OwnNoticeOut
from api.wire.paid import PassOut
from api.wire.past import NamedPlace, PastRideOut, named_place
from api.wire.signing import Typed

Words = Annotated[str, Field(max_length=300)]


class NeedsBody(BaseModel):
    """What a rider needs to board."""

    model_config = STRICT
    wheelchair: Flag = False
    walker: Flag = False
    note: Words = ""


class FavouriteOut(BaseModel):
    """Two places a rider often goes between; asked for in either direction."""

    name: str
    origin: NamedPlace
    destination: NamedPlace


class BookableOut(BaseModel):
    """A rider whom one may book for, and where they live."""

    rider_id: str
    name: str
    home: NamedPlace | None


class MeOut(BaseModel):
    """A rider's own profile, and whom they may book for, themselves first."""

    rider_id: str
    area: str
    name: str
    kana: str
    phone: str
    contact_phone: str
    address: str
    home: NamedPlace | None
    needs: NeedsBody
    favourites: list[FavouriteOut]
    language: str
    notice_channel: str
    notice_address: str
    fare_class: str
    books_for: list[BookableOut]


class ProfileChangeIn(BaseModel):
    """What is to be other; what is left out stays. The office alone changes number and fare class."""

    model_config = STRICT
    name: Words | None = None
    kana: Words | None = None
    address: Words | None = None
    home_place_id: Words | None = None
    needs: NeedsBody | None = None
    language: Literal["ja", "en"] | None = None
    notice_channel: Literal["sms", "voice", "email", "line", "none"] | None = None


PROFILE_EXAMPLES: Examples = {
    "ja": {"summary": "歩行器を使う", "value": {"needs": {"walker": True, "note": "左手が不自由"}}},
    "en": {"summary": "English, by e-mail", "value": {"language": "en", "notice_channel": "email"}},
}


class FavouriteIn(BaseModel):
    """Two places by their ids, under a name."""

    model_config = STRICT
    name: Text
    origin: Text
    destination: Text


class FavouritesIn(BaseModel):
    """All favourites, in the rider's order; those left out are gone."""

    model_config = STRICT
    favourites: Annotated[tuple[FavouriteIn, ...], Field(max_length=MOST_FAVOURITES)]


FAVOURITES_EXAMPLES: Examples = {
    "ja": {
        "summary": "病院",
        "value": {"favourites": [{"name": "病院", "origin": "home_001", "destination": "place_01"}]},
    },
    "en": {"summary": "None any more", "value": {"favourites": []}},
}


class ContactsIn(BaseModel):
    """Where else a rider is reached, proved by a code that was sent to their own number."""

    model_config = SECRET
    request_id: Text
    code: Typed
    contact_phone: Words | None = None
    notice_address: Words | None = None


CONTACTS_EXAMPLES: Examples = {
    "ja": {
        "summary": "家族の番号",
        "value": {"request_id": "5f0c…", "code": "012345", "contact_phone": "090-1234-5678"},
    },
    "en": {
        "summary": "An e-mail address",
        "value": {"request_id": "5f0c…", "code": "012345", "notice_address": "tome@example.jp"},
    },
}


class OwnDataOut(BaseModel):
    """Everything that is kept of a rider: the directory's record, and what stands of them elsewhere."""

    directory: dict[str, Any]
    rides: list[PastRideOut]
    fares: list[OwnFareOut]
    passes: list[PassOut]
    no_shows: list[dict[str, Any]]
    notices: list[OwnNoticeOut]
    calls: list[OwnCallOut]


def me(rider: Rider, bookable: list[Rider], town: Town) -> MeOut:
    """The profile of a rider, with the names of its places."""
    known = rider.profile
    return MeOut(
        rider_id=rider.rider_id,
        area=rider.area,
        name=known.name,
        kana=known.kana,
        phone=known.phone,
        contact_phone=known.contact_phone,
        address=known.address,
        home=_home(rider, town),
        needs=NeedsBody(wheelchair=known.needs.wheelchair, walker=known.needs.walker, note=known.needs.note),
        favourites=[favourite_out(each, town) for each in known.favourites],
        language=known.language,
        notice_channel=known.notice_channel,
        notice_address=known.notice_address,
        fare_class=known.fare_class,
        books_for=[
            BookableOut(rider_id=each.rider_id, name=each.profile.name, home=_home(each, town))
            for each in bookable
        ],
    )


def needs_of(body: NeedsBody) -> Needs:
    """Needs as the directory keeps them."""
    return Needs(body.wheelchair, body.walker, body.note)


def favourite_out(kept: Favourite, town: Town) -> FavouriteOut:
    """A favourite with its places in full."""
    return FavouriteOut(
        name=kept.name,
        origin=named_place(town, kept.origin),
        destination=named_place(town, kept.destination),
    )


def _home(rider: Rider, town: Town) -> NamedPlace | None:
    place_id = rider.profile.home_place_id
    return named_place(town, place_id) if place_id else None
