"""Numbers that one transaction after the other takes; taking one holds the others off until it ends."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.people.tables import TURN


def take_turn(connection: Connection, name: str) -> int:
    """The next number under a name, from 1; numbers are taken in the order in which transactions commit."""
    later = update(TURN).where(TURN.c.name == name).values(count=TURN.c.count + 1).returning(TURN.c.count)
    taken = connection.execute(later).scalar_one_or_none()
    if taken is None:
        _begin(connection, name)
        taken = connection.execute(later).scalar_one()
    return int(taken)


def last_turn(connection: Connection, name: str) -> int:
    """The number taken last, 0 where none was."""
    found = connection.execute(select(TURN.c.count).where(TURN.c.name == name)).scalar_one_or_none()
    return int(found or 0)


def _begin(connection: Connection, name: str) -> None:
    try:
        with connection.begin_nested():
            connection.execute(insert(TURN).values(name=name, count=0))
    except IntegrityError:
        return  # somebody else began at the same moment, and has ended by now
