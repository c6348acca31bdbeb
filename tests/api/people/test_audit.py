"""The audit log is whole, or says where it is not; the database itself refuses to change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from api.people.audit import AuditEntry, find_break, list_entries, write_down
from api.people.tables import AUDIT
from api.storage.database import Database
from tests.api.people.people import NOW

ENTRY = AuditEntry(NOW, "staff ito", "close-road", "namioka road 12", "雪崩", "192.0.2.7")


def write(database: Database, count: int) -> None:
    with database.write() as connection:
        for number in range(count):
            entry = replace(ENTRY, at=NOW + timedelta(seconds=number / 3), subject=f"road {number % 2}")
            write_down(connection, entry)


def test_entries_are_read_as_they_were_written_in_order(database: Database) -> None:
    with database.write() as connection:
        assert write_down(connection, ENTRY) == 1
        assert write_down(connection, replace(ENTRY, actor="staff abe")) == 2
    with database.read() as connection:
        assert list(list_entries(connection)) == [(1, ENTRY), (2, replace(ENTRY, actor="staff abe"))]
        assert [number for number, _ in list_entries(connection, actor="staff abe")] == [2]
        assert list(list_entries(connection, subject="another road")) == []
        assert [number for number, _ in list_entries(connection, after=1)] == [2]
        assert find_break(connection) is None


def test_what_was_not_committed_leaves_no_gap(database: Database) -> None:
    with pytest.raises(ValueError, match="at most 200"):
        write_two_of_which_one_is_too_long(database)
    write(database, 2)
    with database.read() as connection:
        assert [number for number, _ in list_entries(connection)] == [1, 2]
        assert find_break(connection) is None


def write_two_of_which_one_is_too_long(database: Database) -> None:
    with database.write() as connection:
        write_down(connection, ENTRY)
        write_down(connection, replace(ENTRY, reason="あ" * 201))


@pytest.mark.parametrize(
    "change",
    [
        update(AUDIT).values(reason="nothing happened"),
        update(AUDIT).where(AUDIT.c.number == 2).values(actor="staff abe"),
        delete(AUDIT).where(AUDIT.c.number == 3),
        delete(AUDIT),
    ],
)
def test_the_database_refuses_to_change_or_lose_an_entry(database: Database, change: object) -> None:
    write(database, 3)
    with pytest.raises(DBAPIError, match="only ever added to"):
        execute(database, change)
    with database.read() as connection:
        assert len(list(list_entries(connection))) == 3


def execute(database: Database, change: object) -> None:
    with database.write() as connection:
        connection.execute(change)  # each is an update or a delete


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (update(AUDIT).where(AUDIT.c.number == 2).values(reason="nothing happened"), 2),
        (update(AUDIT).where(AUDIT.c.number == 3).values(at=NOW), 3),
        (update(AUDIT).where(AUDIT.c.number == 1).values(hash=bytes(32)), 1),
        (delete(AUDIT).where(AUDIT.c.number == 2), 2),
        (delete(AUDIT).where(AUDIT.c.number == 4), 4),
    ],
)
def test_who_takes_the_guard_away_and_changes_the_log_is_found_out(
    database: Database, change: object, broken: int
) -> None:
    write(database, 4)
    triggers = ("audit_keeps_entries", "audit_loses_nothing")
    where = "" if database.is_sqlite else " ON audit"
    with database.write() as connection:
        for trigger in triggers:
            connection.execute(text(f"DROP TRIGGER {trigger}{where}"))
        connection.execute(change)
        assert find_break(connection) == broken


def test_an_entry_put_in_between_is_found_out(database: Database) -> None:
    write(database, 2)
    with database.write() as connection:
        forged = connection.execute(select(AUDIT).where(AUDIT.c.number == 2)).mappings().one()
        connection.execute(insert(AUDIT).values({**forged, "number": 3}))
        assert find_break(connection) == 3
