"""The schema of a database: what state it is in, and how it is brought up to date."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from api.driving.roll_call_guard import guard_roll_calls
from api.people.audit import guard_audit
from api.storage.database import Database
from api.storage.database_error import DatabaseError
from api.storage.journal_guard import guard_journal
from api.storage.postgres import take_ones_time

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaState(Enum):
    """How a database stands to this version of the service."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"
    FOREIGN = "foreign"


def schema_state(database: Database) -> SchemaState:
    """What this version of the service finds."""
    with database.read() as connection:
        return _state(connection)


def require_current(database: Database) -> None:
    """Raise DatabaseError, with what to run, unless the schema is this version's."""
    state = schema_state(database)
    if state is not SchemaState.CURRENT:
        raise DatabaseError(f"{database.name}: {_ADVICE[state].format(name=database.name)}")


def require_ours(database: Database) -> SchemaState:
    """Raise DatabaseError, with what to do, unless the schema is this version's or an older one's."""
    state = schema_state(database)
    if state not in (SchemaState.CURRENT, SchemaState.OLDER):
        raise DatabaseError(f"{database.name}: {_ADVICE[state].format(name=database.name)}")
    return state


def make_tables_like(connection: Connection, other: Connection) -> None:
    """Make the tables of an empty database as another has them, which may be those of an older version."""
    revision = MigrationContext.configure(other).get_current_revision()
    command.upgrade(migration_config(connection), revision or "head")


def migrate(database: Database) -> None:
    """Make the tables of an empty database, or bring an older one up to date: all of it, or nothing."""
    state = schema_state(database)
    if state in (SchemaState.NEWER, SchemaState.FOREIGN):
        raise DatabaseError(f"{database.name}: {_ADVICE[state]}")
    with database.write(within_s=None) as connection:
        if not database.is_sqlite:
            take_ones_time(connection)
        command.upgrade(migration_config(connection), "head")
        guard_journal(connection)
        guard_audit(connection)
        guard_roll_calls(connection)


def migration_config(connection: Connection | None = None) -> Config:
    """What alembic must know; no alembic.ini is needed."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config


def _state(connection: Connection) -> SchemaState:
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        return SchemaState.FOREIGN if tables else SchemaState.EMPTY
    found = MigrationContext.configure(connection).get_current_revision()
    known = ScriptDirectory.from_config(migration_config())
    if found == known.get_current_head():
        return SchemaState.CURRENT
    older = found is None or found in {revision.revision for revision in known.walk_revisions()}
    return SchemaState.OLDER if older else SchemaState.NEWER


_ADVICE = {
    SchemaState.EMPTY: "it has no tables yet; run `noriai init --database {name}`",
    SchemaState.OLDER: "its tables are of an older version; run `noriai backup`, then `noriai init`, "
    "each with --database {name}",
    SchemaState.NEWER: "its tables are of a newer version of noriai; install that version",
    SchemaState.FOREIGN: "its tables are not noriai's; name an empty database, or another file",
}
