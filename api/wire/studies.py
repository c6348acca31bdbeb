"""Studies over the wire: what a planner wants found out about the service, beyond a single day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.wire.asked import Examples
from api.wire.fields import STRICT, ServiceDate, Whole
from api.wire.planned import MOST_RIDERS, MOST_VEHICLES, Minutes, ProgressOut
from gtfs.service_snow import SnowLevel

MOST_DATES = 92
Vehicles = Annotated[Whole, Field(ge=1, le=MOST_VEHICLES)]
Window = Annotated[Whole, Field(ge=1, le=120)]
RideTime = Annotated[Whole, Field(ge=5, le=240)]
Detour = Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)]
Growth = Annotated[float, Field(ge=0.1, le=10, allow_inf_nan=False)]
Hours = Annotated[
    str, Field(pattern=r"^\d{1,2}:[0-5]\d-\d{1,2}:[0-5]\d$", max_length=11, examples=["8:00-18:00"])
]
Snow = Literal[SnowLevel.NORMAL, SnowLevel.SNOW, SnowLevel.HEAVY_SNOW]
Points = Literal["doors", "stops"]
Days = Annotated[Whole, Field(ge=2, le=60)]
Seeds = Annotated[Whole, Field(ge=1, le=20)]
RecordedDates = Annotated[list[ServiceDate], Field(min_length=1, max_length=MOST_DATES)]


class LeversIn(BaseModel):
    """What is put otherwise than it is; null stays as it is."""

    model_config = STRICT
    vehicles: Vehicles | None = None
    riders: Annotated[Whole, Field(ge=1, le=MOST_RIDERS)] | None = None
    hours: Hours | None = None
    pickup_window_min: Window | None = None
    max_wait_min: Minutes | None = None
    max_ride_min: RideTime | None = None
    detour_factor: Detour | None = None
    booking_cutoff_min: Minutes | None = None
    growth: Growth | None = None
    snow: Snow | None = None
    points: Points | None = None
    """From door to door, or from stop to stop."""


class ComparisonIn(BaseModel):
    """Two variants on the same riders, over several dates and draws."""

    model_config = STRICT
    kind: Literal["comparison"]
    first: LeversIn = LeversIn()
    second: LeversIn
    days: Days = 10
    seeds: Seeds = 5


class SweepIn(BaseModel):
    """Every combination of what is listed, over several dates and draws."""

    model_config = STRICT
    kind: Literal["sweep"]
    vehicles: Annotated[list[Vehicles], Field(max_length=8)] = []
    hours: Annotated[list[Hours], Field(max_length=4)] = []
    pickup_window_min: Annotated[list[Window], Field(max_length=6)] = []
    detour_factor: Annotated[list[Detour], Field(max_length=6)] = []
    booking_cutoff_min: Annotated[list[Minutes], Field(max_length=6)] = []
    growth: Annotated[list[Growth], Field(max_length=6)] = []
    snow: Annotated[list[Snow], Field(max_length=3)] = []
    points: Annotated[list[Points], Field(max_length=2)] = []
    days: Days = 5
    seeds: Seeds = 2


class WinterIn(BaseModel):
    """The same day in summer and in a winter of snow, side by side."""

    model_config = STRICT
    kind: Literal["winter"]
    summer: ServiceDate
    winter: ServiceDate
    levers: LeversIn = LeversIn()
    seeds: Seeds = 3


class ShiftsIn(BaseModel):
    """The smallest fleet and shifts that book so many of the needs near their wish."""

    model_config = STRICT
    kind: Literal["shifts"]
    success_within_30: Annotated[float, Field(ge=0.5, le=0.999, allow_inf_nan=False)] = 0.95
    levers: LeversIn = LeversIn()
    days: Days = 5


class ReplayIn(BaseModel):
    """Days that were driven, asked for by those who asked, under other settings."""

    model_config = STRICT
    kind: Literal["replay"]
    dates: RecordedDates
    levers: LeversIn = LeversIn()


class FitIn(BaseModel):
    """What the days that were driven tell of demand and of travel times."""

    model_config = STRICT
    kind: Literal["fit"]
    dates: RecordedDates


class CouncilIn(BaseModel):
    """The papers for the council and the subsidy, of days that were driven."""

    model_config = STRICT
    kind: Literal["council"]
    dates: RecordedDates


StudyIn = Annotated[
    ComparisonIn | SweepIn | WinterIn | ShiftsIn | ReplayIn | FitIn | CouncilIn, Field(discriminator="kind")
]


class StudyOrderIn(BaseModel):
    """A study, under a name by which planners find it again."""

    model_config = STRICT
    name: Annotated[str, Field(min_length=1, max_length=80)]
    study: StudyIn


_COMPARISON = {"kind": "comparison", "second": {"vehicles": 4}, "days": 10, "seeds": 5}
_SWEEP = {"kind": "sweep", "vehicles": [2, 3, 4], "growth": [1.0, 1.5], "days": 5, "seeds": 2}
STUDY_EXAMPLES: Examples = {
    "ja": {"summary": "車両を1台増やすと", "value": {"name": "3台と4台", "study": _COMPARISON}},
    "en": {"summary": "How many vehicles", "value": {"name": "2 to 4 vehicles", "study": _SWEEP}},
}


class StudyOut(BaseModel):
    """A study; `because` says why it failed, and `progress` is null until it begins.

    Once it is done there is a report to read, and one file with the report and all data.
    """

    study_id: str
    name: str
    study: StudyIn
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    ordered_at: datetime
    ordered_by: str
    because: str
    progress: ProgressOut | None


class StudiesOut(BaseModel):
    """The studies that are kept, the latest first, and the dates that were driven and can be studied."""

    studies: list[StudyOut]
    recorded: list[date]
