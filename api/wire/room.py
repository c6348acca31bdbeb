"""How full a day is over the wire, by half hours."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from api.wire.told import RefusalOut
from dispatch.engine.availability import Room


class HalfHourOut(BaseModel):
    """A half hour, and whether typical trips find a place in it: all of them, some, or none."""

    begin: datetime
    room: Room


class AvailabilityOut(BaseModel):
    """The half hours of a date that are still to come; or the reason why none can be booked."""

    service_date: date
    half_hours: list[HalfHourOut] = []
    refusal: RefusalOut | None = None
