"""Riders over the wire, as operators find, open and register them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from api.people.glimpse import Glimpse
from api.people.household import LinkKind
from api.people.looking import Purpose
from api.people.profile import LONGEST_NOTE, LONGEST_TEXT, MOST_FAVOURITES, Favourite, Needs, Profile
from api.wire.fields import STRICT, Flag
from api.wire.mine import FavouriteIn, FavouriteOut
from api.wire.past import PastRideOut
from api.wire.told import PlaceOut, RideOut

Line = Annotated[str, Field(max_length=LONGEST_TEXT)]
Filled = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class NeedsWire(BaseModel):
    """What a rider needs to board."""

    model_config = STRICT
    wheelchair: Flag = False
    walker: Flag = False
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


class ProfileWire(BaseModel):
    """What is kept of a rider; home and the ends of favourites are place ids of the service."""

    model_config = STRICT
    name: Filled
    kana: Filled
    phone: Filled
    contact_phone: Line = ""
    address: Line = ""
    home_place_id: Line = ""
    needs: NeedsWire = NeedsWire()
    favourites: Annotated[tuple[FavouriteIn, ...], Field(max_length=MOST_FAVOURITES)] = ()
    language: Literal["ja", "en"] = "ja"
    notice_channel: Literal["sms", "voice", "email", "line", "none"] = "sms"
    notice_address: Line = ""
    fare_class: Line = "adult"

    def profile(self) -> Profile:
        """The profile as the directory keeps it."""
        known = self.model_dump(exclude={"needs", "favourites"})
        needs = Needs(**self.needs.model_dump())
        favourites = tuple(Favourite(**each.model_dump()) for each in self.favourites)
        return Profile(**known, needs=needs, favourites=favourites)

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """The profile as it goes out."""
        return cls.model_validate(asdict(profile))


class RiderSearchIn(BaseModel):
    """A telephone number, or the reading of a name in kana or romaji: one of the two, and what for."""

    model_config = STRICT
    phone: Annotated[str, Field(min_length=1, max_length=30)] | None = None
    kana: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    purpose: Purpose

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.phone is None) is (self.kana is None):
            raise PydanticCustomError("one_of_two", "either phone or kana expected")
        return self


class GlimpseOut(BaseModel):
    """A rider in a list: the last four digits of the number, the address without its house."""

    rider_id: str
    name: str
    kana: str
    phone: str
    address: str

    @classmethod
    def of(cls, seen: Glimpse) -> Self:
        """A glimpse as it goes out."""
        return cls(**asdict(seen))


class RegisteredOut(BaseModel):
    """The id of whoever was registered."""

    rider_id: str


class ProxyIn(BaseModel):
    """Why somebody may book for a rider."""

    model_config = STRICT
    kind: LinkKind


class CardOut(BaseModel):
    """A rider as an operator opens them: what is kept of them, and their rides."""

    rider_id: str
    profile: ProfileWire
    home: PlaceOut | None
    favourites: list[FavouriteOut]
    proxies: list[GlimpseOut]
    rides: list[RideOut]
    """On the days that are open, given up ones included."""
    last_trips: list[PastRideOut]
    """The last five rides that were carried, the latest first."""
