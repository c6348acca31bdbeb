"""Open returns over the wire: a way home to call for, with the longest wait that was stated."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from api.payments.payment import Means
from api.wire.asked import Confirmed, Examples, PartyIn
from api.wire.fields import STRICT, Flag, Moment, Text
from api.wire.told import PartyOut, PlaceOut, RefusalOut, Told
from dispatch.domain.open_return import OpenReturn


class WindowIn(BaseModel):
    """Between which times the rider expects to be finished."""

    model_config = STRICT
    begins: Moment = Field(alias="from")
    ends: Moment = Field(alias="until")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begins >= self.ends:
            expected = "`until` after `from` expected, each with its offset from UTC"
            raise PydanticCustomError("not_in_order", expected)
        return self


class OpenReturnIn(BaseModel):
    """A way home to call for when finished, some time in a window; an operator names the rider.

    Without a `party` the rider travels alone, with the wheelchair or walker that is kept of them.
    """

    model_config = STRICT
    origin: Text
    destination: Text
    window: WindowIn
    party: PartyIn | None = None
    door_needed: Flag = False
    confirmed: Confirmed = ()
    rider_id: Text | None = None
    pay: Literal[Means.CASH, Means.ONLINE] = Means.CASH


OPEN_RETURN_EXAMPLES: Examples = {
    "ja": {
        "summary": "診察のあと",
        "value": {
            "origin": "place_01",
            "destination": "home_001",
            "window": {"from": "2026-12-02T10:30:00+09:00", "until": "2026-12-02T12:00:00+09:00"},
        },
    },
    "en": {
        "summary": "Two persons, after shopping",
        "value": {
            "origin": "place_02",
            "destination": "home_001",
            "window": {"from": "2026-12-02T14:00:00+09:00", "until": "2026-12-02T15:00:00+09:00"},
            "party": {"seats": 2},
        },
    },
}


class OpenReturnOut(BaseModel):
    """Whoever calls inside the window boards within the longest wait after the call."""

    ride_id: str
    service_date: date
    rider_id: str
    origin: PlaceOut
    destination: PlaceOut
    party: PartyOut
    window_from: datetime
    window_until: datetime
    longest_wait_min: int
    held: bool = True
    """False where no wait can be stated any more: somebody calls, and a call for it brings what there is."""


class OpenReturnAnswerOut(BaseModel):
    """An open return with its stated wait, or the reason why none can be had."""

    request_id: str
    service_date: date
    open_return: OpenReturnOut | None = None
    refusal: RefusalOut | None = None


def open_return(sold: OpenReturn, told: Told, *, held: bool = True) -> OpenReturnOut:
    """A sold open return; its wait in full minutes, as it was stated."""
    return OpenReturnOut(
        ride_id=sold.ride_id,
        service_date=told.service_date,
        rider_id=sold.rider_id,
        origin=told.place(sold.origin),
        destination=told.place(sold.destination),
        party=told.party(sold.party),
        window_from=told.at(sold.window.from_s),
        window_until=told.at(sold.window.until_s),
        longest_wait_min=sold.longest_wait_s // 60,
        held=held,
    )
