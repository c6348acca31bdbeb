"""What comes over the wire from riders and operators: requests for rides."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from fastapi.openapi.models import Example
from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from api.driving.steps import ReportKind
from api.payments.payment import Means
from api.wire.fields import STRICT, ClientId, Count, Flag, Latitude, Longitude, Moment, ServiceDate, Text
from dispatch.domain.load import Load
from dispatch.domain.reason import Reason

Confirmed = Annotated[tuple[Literal[Reason.DUPLICATE, Reason.TOO_SHORT], ...], Field(max_length=10)]
Examples = dict[str, Example]
"""Bodies to begin from, by the language they are in."""


class PartyIn(BaseModel):
    """Who rides: persons on seats, persons in wheelchairs, and walkers to stow."""

    model_config = STRICT
    seats: Count = 1
    wheelchairs: Count = 0
    walkers: Count = 0
    fare_classes: Annotated[list[Text], Field(max_length=20)] = []
    """Of each person, in any order; who is not named pays as the rider usually does, or as an adult."""

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.seats + self.wheelchairs < 1:
            expected = "at least one person in seats or wheelchairs expected"
            raise PydanticCustomError("nobody_rides", expected)
        return self

    def load(self) -> Load:
        """The party as the engine counts it."""
        return Load(self.seats, self.wheelchairs, self.walkers)


class WishIn(BaseModel):
    """When: to leave after a time, to arrive by a time, or now."""

    model_config = STRICT
    kind: Literal["depart_after", "arrive_by", "now"]
    at: Moment | None = None

    @model_validator(mode="after")
    def _time_unless_now(self) -> Self:
        if (self.kind == "now") is not (self.at is None):
            expected = "`at`, with its offset from UTC, goes with depart_after and arrive_by alone"
            raise PydanticCustomError("time_unless_now", expected)
        return self


class RequestIn(BaseModel):
    """A ride that is asked for, and the way back in the same breath; places are place ids of the service.

    An operator names the rider. `confirmed` are warnings the rider has heard and asks nonetheless. Without a
    `party` the rider travels alone, with the wheelchair or walker that is kept of them.
    """

    model_config = STRICT
    origin: Text
    destination: Text
    wish: WishIn
    party: PartyIn | None = None
    door_needed: Flag = False
    confirmed: Confirmed = ()
    rider_id: Text | None = None
    way_back: WishIn | None = None
    pay: Literal[Means.CASH, Means.ONLINE] = Means.CASH


REQUEST_EXAMPLES: Examples = {
    "ja": {
        "summary": "病院へ、帰りも",
        "value": {
            "origin": "home_001",
            "destination": "place_01",
            "wish": {"kind": "arrive_by", "at": "2026-12-02T10:00:00+09:00"},
            "way_back": {"kind": "depart_after", "at": "2026-12-02T11:30:00+09:00"},
        },
    },
    "en": {
        "summary": "Now, two persons, one in a wheelchair, though it is near",
        "value": {
            "origin": "place_01",
            "destination": "place_02",
            "wish": {"kind": "now"},
            "party": {"seats": 1, "wheelchairs": 1},
            "door_needed": True,
            "confirmed": ["TOO_SHORT"],
        },
    },
}


class ChangeIn(BaseModel):
    """What is to be other about a promised ride; what is left out stays as it was asked for."""

    model_config = STRICT
    origin: Text | None = None
    destination: Text | None = None
    wish: WishIn | None = None
    party: PartyIn | None = None
    confirmed: Confirmed = ()


CHANGE_EXAMPLES: Examples = {
    "ja": {
        "summary": "30分あとに",
        "value": {"wish": {"kind": "depart_after", "at": "2026-12-02T09:30:00+09:00"}},
    },
    "en": {
        "summary": "Elsewhere, one more person",
        "value": {"destination": "place_02", "party": {"seats": 2}},
    },
}


class OfferRef(BaseModel):
    """An offer, as it was named in the answer."""

    model_config = STRICT
    service_date: ServiceDate
    offer_id: Text


class AcceptIn(BaseModel):
    """The offers a rider takes: one, or one out and one back."""

    model_config = STRICT
    offers: Annotated[list[OfferRef], Field(min_length=1, max_length=2)]


class ReportIn(BaseModel):
    """What a driver did, when, and for whom; `client_id` makes a repeated report harmless."""

    model_config = STRICT
    client_id: ClientId
    kind: ReportKind
    at: Moment
    ride_id: Text | None = None


class ReportsIn(BaseModel):
    """Reports in the order in which they happened; more than one after a dead zone."""

    model_config = STRICT
    reports: Annotated[list[ReportIn], Field(min_length=1, max_length=200)]


class PositionIn(BaseModel):
    """Where a vehicle is."""

    model_config = STRICT
    lat: Latitude
    lon: Longitude
    at: Moment
