"""What a tablet hands in of a shift, its check records and the roads, and what dispatchers read of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.desk.ride_book import RideStatus
from api.wire.fields import STRICT, ClientId, Flag, Latitude, Longitude, Moment, Whole, Word
from api.wire.told import LimitsOut, PartyOut, PlaceOut

Note = Annotated[str, Field(max_length=500)]
Hindrance = Literal["closed", "snow", "flooded", "blocked", "narrow", "other"]


class CheckIn(BaseModel):
    """What is asked of a driver before and after every shift (点呼)."""

    model_config = STRICT
    driver: Word
    checked_by: Word
    """The operations manager or assistant (運行管理者・補助者) who checked."""
    method: Literal["face", "remote", "telephone"]
    detector_used: Flag
    alcohol_mg_per_l: Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)]
    """As the detector shows it, of breath; 0 where it finds none."""
    instructions: Note = ""


class HealthIn(BaseModel):
    """How the driver says they are."""

    model_config = STRICT
    ill: Flag
    tired: Flag
    slept_too_little: Flag


class ShiftBegunIn(BaseModel):
    """The check record before a shift; `fit` is what whoever checked decided."""

    model_config = STRICT
    client_id: ClientId
    at: Moment
    until: Moment
    """When the shift is to end."""
    check: CheckIn
    health: HealthIn
    licence_seen: Flag
    vehicle_inspected: Flag
    fit: Flag
    odometer_km: Annotated[Whole, Field(ge=0, le=9_999_999)] | None = None


class ShiftEndedIn(BaseModel):
    """The check record after a shift."""

    model_config = STRICT
    client_id: ClientId
    at: Moment
    check: CheckIn
    vehicle_state: Note = ""
    road_state: Note = ""
    events: Note = ""
    """Accidents, marked delays, anything out of the ordinary."""
    odometer_km: Annotated[Whole, Field(ge=0, le=9_999_999)] | None = None


class ShiftsBegunIn(BaseModel):
    """Check records before shifts, in their order; more than one after a dead zone."""

    model_config = STRICT
    records: Annotated[list[ShiftBegunIn], Field(min_length=1, max_length=20)]


class ShiftsEndedIn(BaseModel):
    """Check records after shifts, in their order; more than one after a dead zone."""

    model_config = STRICT
    records: Annotated[list[ShiftEndedIn], Field(min_length=1, max_length=20)]


class RollCallOut(BaseModel):
    """What came of a check record: kept always; `refused` where the driver may not drive."""

    client_id: str
    outcome: Literal["begun", "refused", "ended"]
    detail: str = ""


class RollCallSeenOut(BaseModel):
    """A check record as a dispatcher or administrator reads it."""

    vehicle_id: str
    shift_part: Literal["begin", "end"]
    happened_at: datetime
    received_at: datetime
    outcome: Literal["begun", "refused", "ended"]
    detail: str
    begun: ShiftBegunIn | None = None
    ended: ShiftEndedIn | None = None


class RoadReportIn(BaseModel):
    """Here it is not possible to pass."""

    model_config = STRICT
    client_id: ClientId
    at: Moment
    hindrance: Hindrance
    lat: Latitude
    lon: Longitude
    place_id: Word | None = None
    """The place that cannot be reached, where it is one."""
    note: Note = ""


class RoadReportsIn(BaseModel):
    """Reports in their order; more than one after a dead zone."""

    model_config = STRICT
    reports: Annotated[list[RoadReportIn], Field(min_length=1, max_length=50)]


class RoadReportOut(BaseModel):
    """A driver's report of a road, and what a dispatcher made of it."""

    vehicle_id: str
    client_id: str
    hindrance: Hindrance
    lat: float
    lon: float
    place_id: str | None
    place: PlaceOut | None = None
    """The place that cannot be reached, by its name; None where it is none."""
    note: str
    happened_at: datetime
    settled_at: datetime | None
    settled_as: str | None


class SettledIn(BaseModel):
    """What a dispatcher made of a report: the road was closed, it is open again, it was seen."""

    model_config = STRICT
    settled_as: Literal["road_closed", "passable", "seen"]


class PassengerOut(BaseModel):
    """A rider as the driver greets and helps them; the number is never told, a call can be asked for."""

    ride_id: str
    status: RideStatus
    family_kana: str
    wheelchair: bool
    walker: bool
    note: str
    party: PartyOut
    limits: LimitsOut
    waits_until: datetime
    """When the driver has waited long enough for somebody who does not come."""
    cash_due_yen: int | None
    """To be taken in cash, at most until drop-off; null where the ride is paid otherwise."""
    cash_receipts: list[str]
    """The ids of the receipts that are taken off it: a tablet counts those that it knows of besides."""


class PassengersOut(BaseModel):
    """Whom a vehicle is still to carry today, and who was carried and has not paid yet."""

    vehicle_id: str
    service_date: date
    passengers: list[PassengerOut]


class ConnectIn(BaseModel):
    """Connect the driver with the rider of a ride."""

    model_config = STRICT
    ride_id: Word


class ConnectingOut(BaseModel):
    """The telephone system is connecting the two; neither sees the other's number."""

    ride_id: str
    connecting: Literal[True] = True


class EnrolIn(BaseModel):
    """The code that an administrator made for this tablet."""

    model_config = STRICT
    code: Annotated[str, Field(min_length=8, max_length=40)]


class EnrolledOut(BaseModel):
    """What the tablet is from now on; the token is shown once, and every request carries it."""

    token: str
    device_id: str
    area: str
    vehicle_id: str
