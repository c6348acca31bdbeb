"""What a command leads to: events to commit, or a refusal that says why."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.domain.events import Event


class CommandRefused(ValueError):
    """The command cannot be carried out on the present day; the message says why. Nothing has changed."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a command: events to commit, and when to wake the engine again."""

    events: tuple[Event, ...]
    wake_at_s: int | None = None
