"""Where a service keeps everything: one SQLite file, or PostgreSQL, with settings that keep its word."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from api.storage.database_error import DatabaseError as DatabaseError
from api.storage.deadline import cut_off_after
from api.storage.file_turns import FileTurns
from api.storage.postgres import (
    engines_of_server,
    refuse_uncertain_commit,
    require_safe_settings,
    take_ones_time,
)
from api.storage.sole_use import SoleUse
from api.storage.sqlite_file import engines_of_file, readers_hold_up_commits

DEADLINE_S = 10.0
"""After so long a transaction on a server is cut off, and its outcome is unknown."""


class Database:
    """Transactions on one database: many read, and where the file allows one writer, one writes at a time."""

    def __init__(self, url: URL, writing: Engine, reading: Engine) -> None:
        self.url = url
        self._writing = writing
        self._reading = reading
        self._turn = threading.RLock() if self.is_sqlite else None
        self._file = FileTurns() if self.is_sqlite and readers_hold_up_commits() else None
        self._sole_use: SoleUse | None = None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def name(self) -> str:
        """How it was named, without its password."""
        return self.url.database or "" if self.is_sqlite else self.url.render_as_string()

    @property
    def engine(self) -> Engine:
        """The engine that writes, for migrations."""
        return self._writing

    @contextmanager
    def write(self, within_s: float | None = DEADLINE_S) -> Iterator[Connection]:
        """One transaction: kept on stable storage when the block ends, gone when it fails.

        Whatever is raised when the block ends may have left it kept all the same: the outcome is unknown.
        """
        if self._turn is not None:
            with self._turn, self._writing.connect() as connection, connection.begin() as transaction:
                yield connection
                with self._file.to_commit() if self._file is not None else nullcontext():
                    if transaction.is_active:
                        transaction.commit()
            return
        with self._writing.connect() as connection, cut_off_after(within_s, connection):
            with connection.begin():
                yield connection
            refuse_uncertain_commit(connection)

    @contextmanager
    def read(self, within_s: float | None = DEADLINE_S) -> Iterator[Connection]:
        """A consistent view; nothing can be written through it."""
        if self.is_sqlite:
            turn = self._file.to_read() if self._file is not None else nullcontext()
            with turn, self._reading.begin() as connection:
                yield connection
            return
        with self._reading.connect() as connection, cut_off_after(within_s, connection), connection.begin():
            if within_s is None:
                take_ones_time(connection)
            yield connection

    def use_alone(self) -> None:
        """Let no other process write to the file until this one ends; a server needs none of it."""
        if self.url.database and self.is_sqlite and self._sole_use is None:
            self._sole_use = SoleUse(Path(self.url.database))

    def require_safe(self) -> None:
        """Raise DatabaseError where a server's settings could lose a commit; a file's were checked."""
        if not self.is_sqlite:
            with self.write() as connection:
                require_safe_settings(connection)

    def own_connection(self) -> Connection:
        """A connection of one's own to a server, outside the pool: for a lock that lives as long as it."""
        connection = self._writing.connect()
        connection.detach()
        return connection

    def leave_no_trace(self) -> None:
        """Let nothing that was deleted stand in the file's log any more; a server's is its own to clean."""
        if self._turn is not None:
            with self._turn, closing(self._writing.raw_connection()) as line:  # outside any transaction
                line.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def reopen(self) -> None:
        """Let go of connections that may be at fault: what comes next opens new ones."""
        if self._turn is None:
            self._writing.dispose()
            return
        with self._turn:
            self._writing.dispose()

    def close(self) -> None:
        """Let all connections go."""
        self._reading.dispose()
        self._writing.dispose()
        if self._sole_use is not None:
            self._sole_use.release()
            self._sole_use = None


def open_database(address: str | Path | URL) -> Database:
    """Open a SQLite file, by its path, or a database by its URL; raises DatabaseError where that fails."""
    url = address if isinstance(address, URL) else _url_of(str(address))
    if url.get_backend_name() == "sqlite":
        return Database(url, *engines_of_file(url))
    if url.get_backend_name() != "postgresql":
        raise DatabaseError(f"{url.drivername}: a SQLite file or postgresql+psycopg:// expected")
    return Database(url, *engines_of_server(url))


def open_kept(address: str | Path | URL) -> Database:
    """Open a database that is there; raises DatabaseError where its file has yet to be made."""
    database = open_database(address)
    if database.is_sqlite and not Path(database.name).is_file():
        named = database.name
        raise DatabaseError(f"{named}: there is no such file; run `noriai init --database {named}`")
    return database


def _url_of(named: str) -> URL:
    try:
        return make_url(named) if "://" in named else URL.create("sqlite", database=named)
    except (ArgumentError, ValueError) as problem:
        raise DatabaseError(
            f"{named}: no database URL; postgresql+psycopg://user@host/name expected, or a file"
        ) from problem
