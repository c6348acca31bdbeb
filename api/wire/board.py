"""The board over the wire: vehicles, who is late, who waits, who must be called."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from api.board.tasks import TaskOutcome
from api.wire.directory import GlimpseOut
from api.wire.fields import STRICT, Text
from api.wire.posted import SaidOut
from api.wire.told import CallOut, Doing, PartyOut, PlaceOut, RideOut
from dispatch.domain.request import Channel, WishKind


class PositionOut(BaseModel):
    """Where a vehicle was seen last, and when."""

    lat: float
    lon: float
    at: datetime


class BreakOut(BaseModel):
    """A driver's rest: begins between two times, lasts so many minutes; had where it is over."""

    begins_from: datetime
    begins_until: datetime
    minutes: int
    place: PlaceOut


class VehicleOut(BaseModel):
    """A vehicle on its shift."""

    vehicle_id: str
    capacity: PartyOut
    doing: Doing | Literal["withdrawn"]
    withdrawn: str | None
    """Why it serves nobody; null while it serves."""
    place: PlaceOut
    """Where it stands, or stood last."""
    seen: PositionOut | None
    aboard: list[str]
    """Rides on board."""
    next_calls: list[CallOut]
    calls_left: int
    shift_from: datetime
    shift_until: datetime
    breaks: list[BreakOut]


class WaitingOut(BaseModel):
    """Somebody on the waitlist; `offered_until` where an offer is open to them."""

    request_id: str
    rider_id: str
    origin: PlaceOut
    destination: PlaceOut
    wish_kind: WishKind
    wish: datetime
    party: PartyOut
    channel: Channel
    offered_until: datetime | None


class StillToCallOut(BaseModel):
    """Somebody who has yet to call for the way home."""

    ride_id: str
    rider_id: str
    origin: PlaceOut
    destination: PlaceOut
    call_from: datetime
    call_until: datetime
    longest_wait_min: int


class TaskOut(BaseModel):
    """A call to make: why, about which ride or request, and what came of it."""

    task_id: str
    cause: str
    rider_id: str
    subject: str
    opened_at: datetime
    said: SaidOut
    outcome: TaskOutcome | None
    done_at: datetime | None
    done_by: str | None
    rider: GlimpseOut | None = None
    """A glimpse of the rider; on the board, and of who is not registered any more, none."""


class DayRideOut(BaseModel):
    """A ride of the day, whose it is, and whether it is kept on its vehicle, and why."""

    ride: RideOut
    rider: GlimpseOut | None
    """None, where nobody of that id is registered any more."""
    pinned: bool
    pinned_why: str
    """What the operator said who pinned it; empty where it is not pinned."""


class ClosedRoadOut(BaseModel):
    """A road that nobody can drive, in this direction."""

    origin: PlaceOut
    destination: PlaceOut


class BoardOut(BaseModel):
    """A day at a glance, at a version of it."""

    service_date: date
    version: int
    conditions: str
    """The snow level, and whatever else holds: `normal` on a usual day."""
    closed_places: list[PlaceOut]
    """Closed by somebody's hand, besides those that the snow level closes."""
    closed_roads: list[ClosedRoadOut]
    vehicles: list[VehicleOut]
    late: list[RideOut]
    """Rides whose promise will be missed, by `expected_late_min`, the latest first."""
    unassigned: list[RideOut]
    """Rides that no vehicle can carry any more."""
    pinned: list[str]
    waitlist: list[WaitingOut]
    """In order: who stands first is offered first."""
    open_returns: list[StillToCallOut]
    tasks: list[TaskOut]
    """Calls still to make, the oldest first."""


class TaskDoneIn(BaseModel):
    """What came of a call."""

    model_config = STRICT
    task_id: Text
    outcome: Literal[TaskOutcome.REACHED, TaskOutcome.UNREACHABLE, TaskOutcome.NOT_NEEDED]
