"""Rides moved by hand, and why a ride is on its vehicle, over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.wire.fields import STRICT, Flag, Text, Version
from api.wire.posted import SaidOut
from dispatch.domain.reason import Reason

Why = Annotated[str, Field(max_length=200)]


class PinIn(BaseModel):
    """Why a ride is kept on its vehicle."""

    model_config = STRICT
    reason: Why = ""


class AssignPreviewIn(BaseModel):
    """The vehicle that is to carry a ride."""

    model_config = STRICT
    vehicle_id: Text


class AssignIn(BaseModel):
    """The same, to be done; promises are broken only where it is forced, and for a reason."""

    model_config = STRICT
    vehicle_id: Text
    base_version: Version
    reason: Why = ""
    force: Flag = False


class BreakageOut(BaseModel):
    """A promise that would be broken, and by how many minutes."""

    ride_id: str
    rider_id: str
    vehicle_id: str
    late_min: int


class AssignPreviewOut(BaseModel):
    """What would break; nothing is the usual case."""

    base_version: int
    breaks: list[BreakageOut]


class HandOut(BaseModel):
    """The ride after an operator's hand."""

    ride_id: str
    vehicle_id: str
    pinned: bool
    version: int


class ChoiceOut(BaseModel):
    """A vehicle for a ride, as things stand: what it would cost, or why it cannot have it."""

    vehicle_id: str
    carries: bool
    """Whether the ride is on this vehicle now."""
    fits: bool
    cost_min: float | None
    """Minutes' worth: driving counts twice, and everybody's waiting, detour and delay once."""
    drive_added_min: float | None
    pickup: datetime | None
    arrival: datetime | None
    reason: Reason | Literal["withdrawn"] | None
    said: SaidOut


class WhyOut(BaseModel):
    """Why a ride is on its vehicle: in a sentence, and vehicle by vehicle, the cheapest first."""

    ride_id: str
    version: int
    said: SaidOut
    choices: list[ChoiceOut]
