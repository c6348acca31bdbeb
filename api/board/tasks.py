"""Calls to make: opened by what happens on a day, in its transaction, and closed by whoever called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, insert, select, update

from api.board.tables import TASK
from api.board.to_say import facts_of_call
from api.clock import Clock
from api.desk.open_day import OpenDay
from api.desk.order import ENGINE, Outcome
from api.desk.town import Town
from api.notices.notice import Fact
from api.notices.stored_outbox import list_undelivered
from api.notices.waiting import facts_kept
from dispatch.domain.disruptions import PromiseAmended, RideReassigned, RideUnassigned
from dispatch.domain.events import Event, RideCancelled, RideChanged, RiderNoShow
from dispatch.domain.request import RiderId


class TaskOutcome(StrEnum):
    """What came of a task."""

    REACHED = "reached"
    UNREACHABLE = "unreachable"
    NOT_NEEDED = "not_needed"
    OVERTAKEN = "overtaken"
    """Something happened that leaves nothing to call about."""


@dataclass(frozen=True, slots=True)
class Task:
    """A call to make, and what came of it."""

    task_id: str
    service_date: date
    cause: str
    """Why nobody can carry the ride as promised, or the kind of notice that reached nobody."""
    rider_id: RiderId
    subject: str
    opened_at: datetime
    facts: Mapping[str, Fact]
    """Places by their ids and times of the service day, for what is said."""
    outcome: TaskOutcome | None = None
    done_at: datetime | None = None
    done_by: str | None = None


class TaskDone(ValueError):
    """Somebody has seen to it already."""


class NoSuchTask(LookupError):
    """There is no such task on that day."""


@dataclass(frozen=True, slots=True)
class TaskWriter:
    """Opens and closes tasks as events say; called for every order of a desk."""

    town: Town
    clock: Clock

    def __call__(self, connection: Connection, open_day: OpenDay, outcome: Outcome) -> None:
        """Write what follows from events, in their transaction."""
        first = open_day.day.version + 1
        for number, event in enumerate(outcome.events, start=first):
            for ride_id in _overtakes(event):
                self._close(connection, outcome.service_date, ride_id)
            opened = self._opened(event, outcome.service_date, number)
            if opened is not None:
                connection.execute(insert(TASK).values(_row(self.town.area, opened)))

    def _opened(self, event: Event, service_date: date, version: int) -> Task | None:
        match event:
            case RideUnassigned(promise=promise, cause=cause):
                pass
            case PromiseAmended(promise=promise, cause=cause) if cause is not None:
                pass
            case _:
                return None
        now = self.clock.now()
        named = f"{service_date.isoformat()}-{version}"
        facts = facts_of_call(promise, self.town)
        return Task(named, service_date, cause.value, promise.rider_id, promise.ride_id, now, facts)

    def _close(self, connection: Connection, service_date: date, ride_id: str) -> None:
        still_open = (
            (TASK.c.area == self.town.area)
            & (TASK.c.service_date == service_date.isoformat())
            & (TASK.c.subject == ride_id)
            & TASK.c.outcome.is_(None)
        )
        ended = {"outcome": TaskOutcome.OVERTAKEN.value, "done_at": self.clock.now(), "done_by": ENGINE}
        connection.execute(update(TASK).where(still_open).values(ended))


def _overtakes(event: Event) -> tuple[str, ...]:
    """The ride about which nothing need be said any more that was to be said before."""
    match event:
        case (
            RideUnassigned(promise=promise)
            | RideReassigned(promise=promise)
            | PromiseAmended(promise=promise)
        ):
            return (promise.ride_id,)
        case RideCancelled(ride_id=ride_id) | RideChanged(ride_id=ride_id) | RiderNoShow(ride_id=ride_id):
            return (ride_id,)
        case _:
            return ()


def list_tasks(connection: Connection, area: str, service_date: date) -> list[Task]:
    """The tasks of a day, open ones first, each kind in the order in which they came up."""
    mine = (TASK.c.area == area) & (TASK.c.service_date == service_date.isoformat())
    kept = [_task(row) for row in connection.execute(select(TASK).where(mine))]
    known = {task.task_id for task in kept}
    undelivered = [
        _of_notice(row)
        for row in list_undelivered(connection, area)
        if row["service_date"] == service_date.isoformat() and row["message_id"] not in known
    ]
    return sorted(
        (*kept, *undelivered), key=lambda task: (task.outcome is not None, task.opened_at, task.task_id)
    )


def finish_task(
    connection: Connection,
    area: str,
    service_date: date,
    task_id: str,
    outcome: TaskOutcome,
    account: str,
    now: datetime,
) -> Task:
    """Say what came of a task; raises NoSuchTask, TaskDone."""
    tasks = {each.task_id: each for each in list_tasks(connection, area, service_date)}
    found = tasks.get(task_id)
    if found is None:
        raise NoSuchTask(f"{task_id}: there is no such task on {service_date}")
    ended = {"outcome": outcome.value, "done_at": now, "done_by": account}
    mine = (TASK.c.area == area) & (TASK.c.task_id == task_id)
    still_open = update(TASK).where(mine, TASK.c.outcome.is_(None)).values(ended)
    if found.outcome is not None:
        raise TaskDone(f"{task_id}: {found.done_by} has seen to it: {found.outcome}")
    if connection.execute(still_open).rowcount == 0:  # a notice that reached nobody has no row yet
        connection.execute(insert(TASK).values(_row(area, found) | ended))
    return replace(found, outcome=outcome, done_at=now, done_by=account)


def _row(area: str, task: Task) -> dict[str, Any]:
    return {
        "area": area,
        "task_id": task.task_id,
        "service_date": task.service_date.isoformat(),
        "cause": task.cause,
        "rider_id": task.rider_id,
        "subject": task.subject,
        "opened_at": task.opened_at,
        "facts": json.dumps(dict(task.facts), ensure_ascii=False),
    }


def _task(row: Row[*tuple[Any, ...]]) -> Task:
    return Task(
        row.task_id,
        date.fromisoformat(row.service_date),
        row.cause,
        RiderId(row.rider_id),
        row.subject,
        row.opened_at,
        json.loads(row.facts),
        None if row.outcome is None else TaskOutcome(row.outcome),
        row.done_at,
        row.done_by,
    )


def _of_notice(row: RowMapping) -> Task:
    return Task(
        row["message_id"],
        date.fromisoformat(row["service_date"]),
        row["kind"],
        RiderId(row["rider_id"]),
        row["subject"],
        datetime.fromtimestamp(row["ended_at_s"] or row["made_at_s"], UTC),
        facts_kept(row),
    )
