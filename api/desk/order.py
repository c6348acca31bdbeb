"""What a desk is asked to do, by whom and why, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from api.storage.receipts import Answer, RepeatKey
from dispatch.domain.commands import Command
from dispatch.domain.events import Event

ENGINE = "engine"
"""The actor of what the service does by itself."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The events of a decision, and the version of the day after them."""

    service_date: date
    now_s: int
    events: tuple[Event, ...]
    version: int


Respond = Callable[[Outcome], Answer]
"""What is told to whoever ordered; kept in the transaction of the events, and told only after it."""
Beside = Callable[[Connection, Outcome], None]
"""Rows to write in the same transaction: notices, audit records."""


def say_nothing(_: Outcome) -> Answer:
    """The answer of an order that nobody waits for."""
    return Answer(204, "")


def write_nothing(_connection: Connection, _outcome: Outcome) -> None:
    """Nothing beside the events."""


@dataclass(frozen=True, slots=True)
class Order:
    """A command for one service day."""

    service_date: date
    command: Command
    actor: str
    reason: str = ""
    key: RepeatKey | None = None
    respond: Respond = say_nothing
    beside: Beside = write_nothing
    happened_s: int | None = None
    """When what is reported happened, where that was earlier."""
    base_version: int | None = None
    """Refuse where the day has gone on since this version: what was previewed would not be what is done."""
