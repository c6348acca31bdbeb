"""Disruptions over the wire: what went wrong, and what it means for every rider."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.wire.directory import GlimpseOut
from api.wire.fields import STRICT, Text, Version, Whole
from api.wire.posted import SaidOut
from api.wire.told import LimitsOut
from dispatch.domain.disruptions import CallCause
from gtfs.service_snow import SnowLevel

Reason = Text


class WithdrawIn(BaseModel):
    """A vehicle broke down, or its driver is not there: it serves nobody from now on."""

    model_config = STRICT
    kind: Literal["withdraw"]
    vehicle_id: Text


class ReturnIn(BaseModel):
    """A vehicle serves again, from where it was withdrawn, or from a place."""

    model_config = STRICT
    kind: Literal["return"]
    vehicle_id: Text
    place_id: Text | None = None


class DelayIn(BaseModel):
    """A vehicle cannot move on for so many minutes; less than zero where it is free sooner than believed."""

    model_config = STRICT
    kind: Literal["delay"]
    vehicle_id: Text
    minutes: Annotated[Whole, Field(ge=-240, le=240)]


class RoadIn(BaseModel):
    """A road from one place to the next, in this direction; both directions are two roads."""

    model_config = STRICT
    origin: Text
    destination: Text


class CloseIn(BaseModel):
    """Places nobody can get to, and roads nobody can drive, from now on."""

    model_config = STRICT
    kind: Literal["close"]
    places: Annotated[list[Text], Field(max_length=200)] = []
    roads: Annotated[list[RoadIn], Field(max_length=50)] = []


class OpenIn(BaseModel):
    """Places and roads that were closed are open again."""

    model_config = STRICT
    kind: Literal["open"]
    places: Annotated[list[Text], Field(max_length=200)] = []
    roads: Annotated[list[RoadIn], Field(max_length=50)] = []


class SnowIn(BaseModel):
    """Snow mode at a level; `halt` halts the service, `normal` takes it up again."""

    model_config = STRICT
    kind: Literal["snow"]
    level: SnowLevel


DisruptionIn = Annotated[
    WithdrawIn | ReturnIn | DelayIn | CloseIn | OpenIn | SnowIn, Field(discriminator="kind")
]


Disruptions = Annotated[list[DisruptionIn], Field(min_length=1, max_length=40)]
BaseVersion = Version


class PreviewIn(BaseModel):
    """What went wrong, all at once, and why."""

    model_config = STRICT
    disruptions: Disruptions
    reason: Reason


class DisruptIn(BaseModel):
    """The same, to be done: `base_version` is that of the preview it was decided on."""

    model_config = STRICT
    disruptions: Disruptions
    reason: Reason
    base_version: BaseVersion


class UndoPreviewIn(BaseModel):
    """Why the latest action is to be taken back."""

    model_config = STRICT
    reason: Reason


class UndoIn(BaseModel):
    """The same, to be done."""

    model_config = STRICT
    reason: Reason
    base_version: BaseVersion


class KeptOut(BaseModel):
    """A ride that stays as it was promised."""

    ride_id: str
    rider_id: str


class LongestWaitOut(BaseModel):
    """What the holder of an open return was told."""

    longest_wait_min: int


PromisedOut = LimitsOut | LongestWaitOut
"""What binds: the limits of a ride, or the longest wait of an open return."""


class MovedOut(BaseModel):
    """A ride that is promised otherwise from now on: by so many minutes at most, and what is said of it."""

    ride_id: str
    rider_id: str
    minutes: int
    before: PromisedOut
    after: PromisedOut
    said: SaidOut
    rider: GlimpseOut | None = None


class NeedsCallOut(BaseModel):
    """A ride whose rider must be called: why, and what is said."""

    ride_id: str
    rider_id: str
    cause: CallCause
    before: PromisedOut
    said: SaidOut
    rider: GlimpseOut | None = None


class ConsequencesOut(BaseModel):
    """Every rider in exactly one of three lists, at a version of the day."""

    base_version: int
    """The version that was looked at, or, where it was done, the one that came of it."""
    kept: list[KeptOut]
    moved: list[MovedOut]
    needs_call: list[NeedsCallOut]


class ActionOut(BaseModel):
    """What somebody did to a day, when, why, and what it meant for riders."""

    service_date: date
    first_version: int
    last_version: int
    at: datetime
    actor: str
    reason: str
    undoes: int | None
    """The first version of the action that this one took back."""
    undone: bool
    what: list[str]
    """The facts among its events: VehicleWithdrawn, VehicleDelayed, ConditionsChanged..."""
    kept: int
    moved: dict[str, int]
    """Rides and by how many minutes."""
    needs_call: dict[str, CallCause]
