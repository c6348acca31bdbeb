"""How long things about people are kept: what has served its time goes, and who is not seen is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, delete, or_, select
from sqlalchemy.sql.elements import ColumnElement

from api.people.tables import ENROLMENT_CODE, LOOK_UP, RIDER, SIGN_IN_CODE, TOKEN
from dispatch.domain.request import RiderId


@dataclass(frozen=True, slots=True)
class Retention:
    """The periods a town sets. Codes are kept, as marks, for the day over which they are counted."""

    codes: timedelta = timedelta(days=1)
    tokens: timedelta = timedelta(days=180)
    looks: timedelta = timedelta(days=365)
    riders_unused: timedelta = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many of each went."""

    codes: int
    tokens: int
    looks: int


def forget_old(connection: Connection, now: datetime, periods: Retention = Retention()) -> Forgotten:
    """Delete what has been kept long enough."""
    codes = _delete(connection, SIGN_IN_CODE, SIGN_IN_CODE.c.asked_at <= now - periods.codes)
    codes += _delete(connection, ENROLMENT_CODE, ENROLMENT_CODE.c.expires_at <= now - periods.codes)
    long_ago = now - periods.tokens
    tokens = _delete(connection, TOKEN, or_(_silent_since(long_ago), TOKEN.c.revoked_at <= long_ago))
    looks = _delete(connection, LOOK_UP, LOOK_UP.c.at <= now - periods.looks)
    return Forgotten(codes, tokens, looks)


def list_unused(connection: Connection, now: datetime, periods: Retention = Retention()) -> list[RiderId]:
    """Riders who have not booked for so long that they are to be asked whether to stay registered."""
    long_ago = now - periods.riders_unused
    rows = connection.execute(
        select(RIDER.c.rider_id)
        .where(RIDER.c.used_at <= long_ago)
        .order_by(RIDER.c.used_at, RIDER.c.rider_id)
    )
    return [RiderId(row.rider_id) for row in rows]


def _silent_since(moment: datetime) -> ColumnElement[bool]:
    """Tokens of riders and staff that nobody showed since; a tablet may rest all winter."""
    return (TOKEN.c.seen_at <= moment) & TOKEN.c.kind.in_(["rider", "staff"])


def _delete(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(which)).rowcount
