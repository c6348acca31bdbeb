"""Actions of a day: found again in its journal with what they meant for riders, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from api.clock import Clock
from api.desk.order import Beside, Outcome
from api.disruptions.tables import ACTION
from dispatch.domain.disruptions import Undo
from dispatch.domain.events import Event
from dispatch.engine.consequences import Consequences, consequences
from dispatch.engine.journal import fold
from dispatch.engine.service_day import ServiceDay, apply, copy_day
from dispatch.engine.undoing import undo_of


class NothingDone(ValueError):
    """There is no action left to undo on that day."""


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody did: the events of a day from the first version to the last."""

    first_version: int
    last_version: int
    at: datetime
    actor: str
    reason: str
    undoes: int | None = None
    """The first version of the action that this one takes back."""

    def events(self, of_day: Sequence[Event]) -> Sequence[Event]:
        """Its events among those of the day."""
        return of_day[self.first_version - 1 : self.last_version]


def noted(area: str, actor: str, reason: str, clock: Clock, undoes: int | None = None) -> Beside:
    """Writes an action beside its events."""

    def write(connection: Connection, outcome: Outcome) -> None:
        row = {
            "area": area,
            "service_date": outcome.service_date.isoformat(),
            "first_version": outcome.version - len(outcome.events) + 1,
            "last_version": outcome.version,
            "at": clock.now(),
            "actor": actor,
            "reason": reason,
            "undoes": undoes,
        }
        connection.execute(insert(ACTION).values(row))

    return write


def list_actions(connection: Connection, area: str, service_date: date) -> list[Action]:
    """The actions of a day, in order."""
    rows = connection.execute(
        select(ACTION)
        .where(ACTION.c.area == area, ACTION.c.service_date == service_date.isoformat())
        .order_by(ACTION.c.first_version)
    )
    return [
        Action(row.first_version, row.last_version, row.at, row.actor, row.reason, row.undoes) for row in rows
    ]


def get_latest(actions: Iterable[Action]) -> Action:
    """The latest action that is not taken back; raises NothingDone."""
    actions = list(actions)
    over = {each.undoes for each in actions}
    left = [each for each in actions if each.undoes is None and each.first_version not in over]
    if not left:
        raise NothingDone("no action of that day is left to undo")
    return left[-1]


def undoing(action: Action, of_day: Sequence[Event], reason: str) -> Undo:
    """The command that takes an action back; raises NothingToUndo."""
    before = fold(of_day[: action.first_version - 1])
    return undo_of(before, action.events(of_day), reason)


def list_consequences(actions: Iterable[Action], of_day: Sequence[Event]) -> list[Consequences]:
    """What each action meant for riders when it was done; actions are in order."""
    day, told = ServiceDay(), []
    for action in actions:
        for event in of_day[day.version : action.first_version - 1]:
            apply(day, event)
        told.append(consequences(copy_day(day), action.events(of_day)))
    return told
