"""The server database: settings for its connections, and what its commits are worth."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from api.storage.database_error import DatabaseError, UncertainCommit

LINE = {
    "connect_timeout": "5",
    "keepalives": "1",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""Of libpq: a dead server is seen within 11 s."""
SESSION = {"lock_timeout": "2s", "idle_in_transaction_session_timeout": "2s", "idle_session_timeout": "0"}
"""Of every session. An append takes milliseconds: a writer that stands still in the midst of one for 2 s is
paused or cut off, and must not hold up the one that takes over."""
SAFE = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply")}
WARNED = "noriai_warned"


def engines_of_server(url: URL) -> tuple[Engine, Engine]:
    """The engine that writes, and the one that reads a consistent view."""
    options = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
    given = {**LINE, "options": options, "application_name": "noriai"}
    given = {name: value for name, value in given.items() if name not in url.query}
    try:
        # what is written may be personal: a fault tells the statement, never what was in it
        writing = create_engine(url, pool_size=10, max_overflow=20, connect_args=given, hide_parameters=True)
    except ModuleNotFoundError as missing:
        raise DatabaseError(f"{missing}: install noriai with the extra `postgres`") from missing
    event.listen(writing, "connect", _listen_for_warnings)
    reading = writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return writing, reading


def require_safe_settings(connection: Connection) -> None:
    """Raise DatabaseError where the server's settings could lose a commit it has acknowledged."""
    for name, allowed in SAFE.items():
        found = connection.execute(text(f"SHOW {name}")).scalar_one()
        if found not in allowed:
            raise DatabaseError(
                f"PostgreSQL: {name} is {found}, {allowed[0]} expected: confirmed bookings could be lost; "
                f"set {name} = {allowed[0]} in postgresql.conf"
            )
    if connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one():
        raise DatabaseError("PostgreSQL: this is a standby, which takes no bookings; name the primary")


def refuse_uncertain_commit(connection: Connection) -> None:
    """Raise UncertainCommit where the server warned in the transaction that has just been committed.

    A cancelled wait for the standbys ends in a COMMIT that succeeds with warning 01000.
    """
    if connection.info.pop(WARNED, False):
        raise UncertainCommit("the server warned at COMMIT: whether its standbys keep it is not known")


def take_ones_time(connection: Connection) -> None:
    """Let a long transaction pause between its statements: a backup, a migration."""
    connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def _listen_for_warnings(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    def hear(notice: object) -> None:
        if getattr(notice, "sqlstate", None) == "01000":
            entry.info[WARNED] = True

    connection.add_notice_handler(hear)
