"""What a command leads to: events to commit, or a refusal that says why."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.domain.events import Event
from dispatch.domain.request import RideId


@dataclass(frozen=True, slots=True)
class Breakage:
    """A ride that would come later, or last longer, than was promised, and by how much."""

    ride_id: RideId
    late_s: int


class CommandRefused(ValueError):
    """The command cannot be carried out on the present day; the message says why. Nothing has changed.

    `breaks` are the promises that it would break, where that is why.
    """

    def __init__(self, message: str, breaks: tuple[Breakage, ...] = ()) -> None:
        super().__init__(message)
        self.breaks = breaks


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a command: events to commit, and when to wake the engine again."""

    events: tuple[Event, ...]
    wake_at_s: int | None = None
