"""The embedded database: one file, one connection that writes, and settings that survive a power cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool, StaticPool

from api.storage.database_error import DatabaseError
from api.storage.sqlite_library import SQLITE, library_version

FIRST_SQLITE_WITH_SAFE_WAL = (3, 51, 3)
BACKPORTED_TO = {(3, 44): 6, (3, 50): 7}


def engines_of_file(url: URL) -> tuple[Engine, Engine]:
    """The engine that writes to a file, by one connection, and the one that reads it."""
    if not url.database or url.database == ":memory:":
        raise DatabaseError("a file expected: a service kept in memory would lose its bookings")
    if not Path(url.database).parent.is_dir():
        raise DatabaseError(f"{url.database}: its folder does not exist; make it, or name another file")
    # what is written may be personal: a fault tells the statement, never what was in it
    writing = create_engine(
        url,
        module=SQLITE,
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": 5},
        hide_parameters=True,
    )
    event.listen(writing, "connect", _prepare_writer)
    event.listen(writing, "begin", _begin_immediate)
    reading = create_engine(
        URL.create("sqlite", database=f"file:{Path(url.database).absolute()}", query={"uri": "true"}),
        module=SQLITE,
        hide_parameters=True,
        poolclass=QueuePool,
        max_overflow=-1,
        connect_args={"check_same_thread": False, "timeout": 5},
    )
    event.listen(reading, "connect", _prepare_reader)
    event.listen(reading, "begin", _begin)
    return writing, reading


def journal_mode(version: tuple[int, int, int]) -> tuple[str, str]:
    """Journal mode and synchronous setting that keep commits through a power cut on a SQLite version.

    Before 3.51.3 a WAL that is reset under several connections can be corrupted (sqlite.org/wal.html); the
    rollback journal with EXTRA syncs the folder as well.
    """
    fixed = version >= FIRST_SQLITE_WITH_SAFE_WAL or version[2] >= BACKPORTED_TO.get(version[:2], 1 << 30)
    return ("wal", "FULL") if fixed else ("delete", "EXTRA")


def readers_hold_up_commits() -> bool:
    """Whether a commit and those who read keep each other waiting: not with a WAL."""
    return journal_mode(library_version())[0] != "wal"


def _prepare_writer(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    mode, synchronous = journal_mode(library_version())
    wanted = {
        "journal_mode": mode,
        "synchronous": {"FULL": 2, "EXTRA": 3}[synchronous],
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "mmap_size": 0,
        "cell_size_check": 1,
        "trusted_schema": 0,
        "secure_delete": 1,  # what is erased is overwritten: a rider's key must not be found again
    }
    for name, value in wanted.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchone()
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is not None and row[0] != value:
            raise DatabaseError(f"PRAGMA {name} is {row[0]}, {value} expected: bookings would not be safe")


def _prepare_reader(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 5000").fetchone()
    connection.execute("PRAGMA query_only = 1")


def _begin_immediate(connection: Connection) -> None:
    connection.execute(text("BEGIN IMMEDIATE"))


def _begin(connection: Connection) -> None:
    connection.execute(text("BEGIN"))
