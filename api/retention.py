"""How long a service keeps what: after its time a thing goes, or loses its riders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, select, update

from api.board.tables import TASK
from api.desk.tables import NO_SHOW, RIDE
from api.disruptions.tables import ACTION
from api.driving.tables import ROAD_REPORT, ROLL_CALL
from api.notices.tables import NOTICE
from api.payments.tables import ASKED_FARE, RIDE_FARE
from api.people.retention import Retention, forget_old
from api.storage.database import Database
from api.storage.journal import DayJournal
from api.storage.pseudonyms import list_named_days, pseudonymise
from api.storage.tables import DRIVER_REPORT, RECEIPT

NAMED_DAYS = 400
"""After so many days the riders of a service day are replaced by ids that lead nowhere."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of a table are kept for so many days after the moment in a column, and then go."""

    what: str
    since: Column[Any]
    days: int
    as_kept: Callable[[datetime], object]

    def too_old(self, now: datetime) -> Any:
        """Which rows have been kept long enough."""
        return self.since < self.as_kept(now - timedelta(days=self.days))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(moment: datetime) -> datetime:
    return moment


def _date(moment: datetime) -> str:
    return moment.date().isoformat()


KEPT = (
    Kept("answers under a key", RECEIPT.c.written_at, 30, datetime.isoformat),
    Kept("notices", NOTICE.c.made_at_s, 90, _seconds),
    Kept("drivers' reports", DRIVER_REPORT.c.received_at, NAMED_DAYS, datetime.isoformat),
    Kept("check records of shifts", ROLL_CALL.c.received_at, NAMED_DAYS, _moment),
    Kept("reports of roads", ROAD_REPORT.c.received_at, NAMED_DAYS, _moment),
    Kept("calls made", TASK.c.opened_at, NAMED_DAYS, _moment),
    Kept("what was said of fares", ASKED_FARE.c.service_date, NAMED_DAYS, _date),
)
"""One rule a row; what is known of people has its own (`api.people.retention`)."""


def apply_retention(
    database: Database, now: datetime, new_id: Callable[[], str], *, dry_run: bool = False
) -> dict[str, int]:
    """Let go of what has been kept long enough, and how much that is; a dry run only counts.

    A day is changed in a transaction of its own, so that the service goes on beside it.
    """
    with database.read() as connection:
        days = list_named_days(connection, (now - timedelta(days=NAMED_DAYS)).date())
    gone: dict[str, int] = {}
    with database.write() as connection:
        for rule in KEPT:
            gone[rule.what] = _let_go(connection, rule, now)
        people = forget_old(connection, now, Retention())
        gone |= {"codes": people.codes, "tokens": people.tokens, "looks at riders": people.looks}
        if dry_run:
            connection.rollback()
    for journal in () if dry_run else days:
        with database.write() as connection:
            forget_riders(connection, journal, now, new_id)
    database.leave_no_trace()
    return gone | {"service days without their riders": len(days)}


def forget_riders(
    connection: Connection, journal: DayJournal, now: datetime, new_id: Callable[[], str]
) -> None:
    """Replace the riders of one day, in its journal and in what was made of it."""
    aliases = pseudonymise(connection, journal, now, new_id)
    for table in (RIDE, NO_SHOW, RIDE_FARE):
        mine = _of_day(table, journal)
        for rider_id in connection.execute(select(table.c.rider_id).where(mine).distinct()).scalars().all():
            alias = aliases.of.setdefault(rider_id, new_id())
            connection.execute(update(table).where(mine, table.c.rider_id == rider_id).values(rider_id=alias))
    connection.execute(update(NO_SHOW).where(_of_day(NO_SHOW, journal)).values(sealed_appeal=None))
    connection.execute(update(ACTION).where(_of_day(ACTION, journal)).values(reason=""))


def _of_day(table: Table, journal: DayJournal) -> ColumnElement[bool]:
    return (table.c.area == journal.area) & (table.c.service_date == journal.service_date.isoformat())


def _let_go(connection: Connection, rule: Kept, now: datetime) -> int:
    return connection.execute(delete(rule.since.table).where(rule.too_old(now))).rowcount
