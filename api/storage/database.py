"""Where a service keeps everything: one SQLite file, or PostgreSQL, with settings that keep its word."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, StaticPool

FIRST_SQLITE_WITH_SAFE_WAL = (3, 51, 3)
BACKPORTED_TO = {(3, 44): 6, (3, 50): 7}


class DatabaseError(ValueError):
    """The database cannot be used as it is; the message says what to do."""


class Database:
    """Transactions on one database: many read, and where the file allows one writer, one writes at a time."""

    def __init__(self, url: URL, writing: Engine, reading: Engine) -> None:
        self.url = url
        self._writing = writing
        self._reading = reading
        self._turn = threading.RLock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def engine(self) -> Engine:
        """The engine that writes, for migrations."""
        return self._writing

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: kept on stable storage when the block ends, gone when it fails."""
        if self._turn is None:
            with self._writing.begin() as connection:
                yield connection
            return
        with self._turn, self._writing.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view; nothing can be written through it."""
        with self._reading.begin() as connection:
            yield connection

    def own_connection(self) -> Connection:
        """A connection of one's own, outside every pool: for a lock that lives as long as it."""
        return self._writing.connect()

    def close(self) -> None:
        """Let all connections go."""
        self._reading.dispose()
        self._writing.dispose()


def open_database(address: str | Path) -> Database:
    """Open a SQLite file, by its path, or a database by its URL; raises DatabaseError where that fails."""
    try:
        named = str(address)
        url = make_url(named) if "://" in named else URL.create("sqlite", database=named)
    except ArgumentError as problem:
        raise DatabaseError(
            f"{address}: no database URL; postgresql+psycopg://user@host/name expected, or a file"
        ) from problem
    if url.get_backend_name() == "sqlite":
        return _open_file(url)
    if url.get_backend_name() != "postgresql":
        raise DatabaseError(f"{url.drivername}: a SQLite file or postgresql+psycopg:// expected")
    try:
        engine = create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
    except ModuleNotFoundError as missing:
        raise DatabaseError(f"{missing}: install noriai with the extra `postgres`") from missing
    return Database(url, engine, engine)


def _open_file(url: URL) -> Database:
    if not url.database or url.database == ":memory:":
        raise DatabaseError("a file expected: a service kept in memory would lose its bookings")
    if not Path(url.database).parent.is_dir():
        raise DatabaseError(f"{url.database}: its folder does not exist; make it, or name another file")
    writing = create_engine(
        url, poolclass=StaticPool, connect_args={"check_same_thread": False, "timeout": 5}
    )
    event.listen(writing, "connect", _prepare_writer)
    event.listen(writing, "begin", _begin_immediate)
    reading = create_engine(
        URL.create("sqlite", database=f"file:{Path(url.database).absolute()}", query={"uri": "true"}),
        poolclass=NullPool,
        connect_args={"check_same_thread": False, "timeout": 5},
    )
    event.listen(reading, "connect", _prepare_reader)
    event.listen(reading, "begin", _begin)
    return Database(url, writing, reading)


def journal_mode(version: tuple[int, int, int]) -> tuple[str, str]:
    """Journal mode and synchronous setting that keep commits through a power cut on a SQLite version.

    Before 3.51.3 a WAL that is reset under several connections can be corrupted (sqlite.org/wal.html); the
    rollback journal with EXTRA syncs the folder as well.
    """
    fixed = version >= FIRST_SQLITE_WITH_SAFE_WAL or version[2] >= BACKPORTED_TO.get(version[:2], 1 << 30)
    return ("wal", "FULL") if fixed else ("delete", "EXTRA")


def _prepare_writer(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    mode, synchronous = journal_mode(sqlite3.sqlite_version_info)
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
    }
    for name, value in wanted.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchone()
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is not None and row[0] != value:
            raise DatabaseError(f"PRAGMA {name} is {row[0]}, {value} expected: bookings would not be safe")


def _prepare_reader(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 5000").fetchone()
    connection.execute("PRAGMA query_only = 1")


def _begin_immediate(connection: Connection) -> None:
    connection.execute(text("BEGIN IMMEDIATE"))


def _begin(connection: Connection) -> None:
    connection.execute(text("BEGIN"))
