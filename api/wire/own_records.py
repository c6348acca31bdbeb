"""What stands of a rider beside the directory and their rides, as they get it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from api.wire.paid import FareOut


class OwnFareOut(BaseModel):
    """What a ride was to cost and did cost, and how it was paid."""

    service_date: date
    ride_id: str
    fare: FareOut


class OwnNoticeOut(BaseModel):
    """A notice about a ride or a request: when it was made, and what became of it."""

    service_date: date
    about: str
    kind: str
    made_at: datetime
    state: str
    ended_at: datetime | None


class OwnCallOut(BaseModel):
    """A call to be made to the rider about a ride or a request, why, and what came of it."""

    service_date: date
    about: str
    cause: str
    opened_at: datetime
    outcome: str | None
    done_at: datetime | None
