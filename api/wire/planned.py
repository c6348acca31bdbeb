"""Planning over the wire: days to replay, how far they have come, their figures and their film."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.wire.asked import Examples
from api.wire.fields import STRICT, ServiceDate, Whole
from gtfs.service_snow import SnowLevel

MOST_RIDERS, MOST_VEHICLES = 5000, 100
Minutes = Annotated[Whole, Field(ge=0, le=240)]
Degrees = tuple[float, float]
"""Longitude and latitude."""


class DayIn(BaseModel):
    """A day to replay: what is not as in the service's own rules is what the planner tries out."""

    model_config = STRICT
    service_date: ServiceDate
    seed: Annotated[Whole, Field(ge=0, le=1_000_000)]
    """The same seed gives the same riders: what differs between two runs is what was changed."""
    riders: Annotated[Whole, Field(ge=1, le=MOST_RIDERS)]
    vehicles: Annotated[Whole, Field(ge=1, le=MOST_VEHICLES)]
    pickup_window_min: Annotated[Whole, Field(ge=1, le=120)]
    max_wait_min: Minutes
    max_ride_min: Annotated[Whole, Field(ge=5, le=240)]
    detour_factor: Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)]
    booking_cutoff_min: Minutes
    snow: Literal[SnowLevel.NORMAL, SnowLevel.SNOW, SnowLevel.HEAVY_SNOW] = SnowLevel.NORMAL


class RunIn(BaseModel):
    """A day to replay, under a name by which planners find it again."""

    model_config = STRICT
    name: Annotated[str, Field(min_length=1, max_length=80)]
    day: DayIn


_DAY = {
    "service_date": "2026-12-02",
    "seed": 1,
    "riders": 125,
    "vehicles": 4,
    "pickup_window_min": 10,
    "max_wait_min": 30,
    "max_ride_min": 45,
    "detour_factor": 1.5,
    "booking_cutoff_min": 0,
    "snow": "normal",
}
RUN_EXAMPLES: Examples = {
    "ja": {"summary": "車両を1台増やす", "value": {"name": "車両4台", "day": _DAY}},
    "en": {"summary": "One vehicle more", "value": {"name": "4 vehicles", "day": _DAY}},
}


class PlanningOut(BaseModel):
    """The service as it is: what a planner changes begins from here."""

    usual: DayIn
    first_date: date | None
    last_date: date | None
    no_service: list[date]
    days: list[date]
    """Service dates that were, or are being, driven for real: each has a film. The latest first."""


class ProgressOut(BaseModel):
    """How far a running day has come: its time, and how many of the requests were answered."""

    at_s: int
    answered: int
    total: int


class RunOut(BaseModel):
    """A run; `because` says why it failed, and `progress` is null until its day begins."""

    run_id: str
    name: str
    day: DayIn
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    ordered_at: datetime
    ordered_by: str
    because: str
    progress: ProgressOut | None


class WordsOut(BaseModel):
    """The same in Japanese and in English."""

    ja: str
    en: str


class FigureOut(BaseModel):
    """A figure with its written definition; null where there was nothing to divide by."""

    code: str
    name: WordsOut
    unit: WordsOut
    definition: WordsOut
    value: float | None
    shown: str


class OutcomeOut(BaseModel):
    """One way in which requests end."""

    code: str
    name: WordsOut


class HourOut(BaseModel):
    """Requests by the hour of the wished time; counts in the order of the outcomes."""

    hour: int
    counts: list[int]


class RefusalsOut(BaseModel):
    """How many requests ended in a refusal for this reason."""

    code: str
    name: WordsOut
    of_class: WordsOut
    n: int


class UnmetSquareOut(BaseModel):
    """A square of the map, in degrees, and how many unmet needs began in it."""

    west: float
    south: float
    east: float
    north: float
    needs: int


class UnmetOut(BaseModel):
    """Where needs stayed unmet, in squares of at least so many; whether some lie in squares of fewer."""

    squares: list[UnmetSquareOut]
    some_hidden: bool
    least: int


class FiguresOut(BaseModel):
    """All figures of a run. Steps are [where the step begins, how many]."""

    headlines: list[str]
    """Codes of the figures shown large."""
    kpis: list[FigureOut]
    outcomes: list[OutcomeOut]
    by_hour: list[HourOut]
    waits_now: list[tuple[float, int]]
    waits_ahead: list[tuple[float, int]]
    detours: list[tuple[float, int]]
    aboard: list[tuple[float, int]]
    refusals: list[RefusalsOut]
    unmet: UnmetOut


class FilmedVehicleOut(BaseModel):
    """A vehicle's day; a leg is [departs, arrives, number of its way]."""

    vehicle_id: str
    seats: int
    from_s: int
    until_s: int
    start: Degrees | None
    legs: list[tuple[int, int, int]]


class FilmedRiderOut(BaseModel):
    """A party that waits at a stop and rides, or is gone; moments that have not come are null."""

    at: Degrees
    persons: int
    waits_s: int
    boards_s: int | None
    alights_s: int | None
    gone_s: int | None
    unmet: bool = False
    """Gone because the service could not keep its promise, or never came."""
    vehicle: int | None
    """Its number among the vehicles."""


class FilmedSlowOut(BaseModel):
    """Places near which roads are driven at `speed` times what they are elsewhere."""

    speed: float
    at: list[Degrees]


class FilmedWeatherOut(BaseModel):
    """From when the dispatcher planned with what weather; closed ways are numbers of ways."""

    from_s: int
    level: str
    speed: float
    halted: bool
    closed_ways: list[int]
    closed_at: list[Degrees]
    slow: list[FilmedSlowOut]


class FilmOut(BaseModel):
    """A day as a film, in seconds of the service day; homes are shown at the nearest stop."""

    from_s: int
    until_s: int
    vehicles: list[FilmedVehicleOut]
    ways: list[list[Degrees]]
    riders: list[FilmedRiderOut]
    weather: list[FilmedWeatherOut] = []
    """In order; before the first it is a usual day."""


class DayFilmOut(BaseModel):
    """The film of a day that was, or is being, driven for real."""

    film: FilmOut
    version: int
    now_s: int | None
    """How far it has come; null where the day is over."""


class DayGoneOnOut(BaseModel):
    """A day that is being driven has gone on: its film is longer."""

    version: int
