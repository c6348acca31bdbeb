"""Backups: one SQLite file of every table, whichever the database, and an empty database filled from it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, TableClause, column, func, insert, inspect, select, table, text
from sqlalchemy.schema import Table
from sqlalchemy.types import TypeDecorator

from api.storage.database import Database, open_database
from api.storage.database_error import DatabaseError
from api.storage.every_table import every_table
from api.storage.journal import DayJournal
from api.storage.schema import SchemaState, make_tables_like, migrate, require_ours, schema_state
from api.storage.sqlite_library import opened
from api.storage.tables import JOURNAL

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: service days, events, and rows of every table."""

    days: int
    events: int
    rows: dict[str, int]


def back_up(database: Database, to: Path) -> Contents:
    """Write a backup beside a running service; it is read back, hash chains and all, before it has its name.

    The tables of an older version are kept as they are, for that version too. Raises DatabaseError where the
    file is there already or the tables are not ours, DamagedJournal where an event is not what it was.
    """
    require_ours(database)
    if to.exists():
        raise DatabaseError(f"{to}: is there already; name a new file")
    if not to.absolute().parent.is_dir():
        raise DatabaseError(f"{to}: its folder does not exist; make it, or name another file")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=to.absolute().parent) as folder:
        unfinished = Path(folder) / "backup.db"
        if database.is_sqlite:
            _copy_file(Path(database.url.database or ""), unfinished)
        else:
            _copy_server(database, unfinished)
        contents = _read_back(unfinished)
        os.chmod(unfinished, 0o600)  # people's data, sealed as it may be
        _flush(unfinished)
        os.rename(unfinished, to)
    _flush(to.absolute().parent)
    return contents


def restore(backup: Path, database: Database) -> Contents:
    """Fill an empty database from a backup, an older version's too; all of it, or nothing.

    Raises DatabaseError where the database is not empty, or the file is no backup.
    """
    if not backup.is_file():
        raise DatabaseError(f"{backup}: there is no such file")
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        copied = Path(folder) / "backup.db"
        shutil.copyfile(backup, copied)
        with _opened(copied) as source:
            _require_backup(source, backup)
            _require_empty(database)
            contents = read_contents(source)
            migrate(database)
            with source.read() as reading, database.write(within_s=None) as writing:
                for each in every_table().sorted_tables:
                    _copy_table(reading, writing, as_kept(each))
                if not database.is_sqlite:
                    _number_on(writing)
    if read_contents(database) != contents:
        raise DatabaseError(f"{database.name}: it does not hold what the backup holds; restore into another")
    return contents


def read_contents(database: Database) -> Contents:
    """Count everything, and read every journal; raises DamagedJournal where an event is not what it was."""
    days = select(JOURNAL.c.area, JOURNAL.c.service_date).distinct()
    with database.read(within_s=None) as connection:
        if database.is_sqlite:
            intact = connection.execute(text("PRAGMA integrity_check")).scalar_one()
            if intact != "ok":
                raise DatabaseError(f"{database.name}: the file is damaged ({intact})")
        rows = {each.name: _count(connection, each) for each in every_table().sorted_tables}
        kept = [DayJournal(area, date.fromisoformat(day)) for area, day in connection.execute(days)]
        for journal in kept:
            journal.rows(connection)
    return Contents(len(kept), rows[JOURNAL.name], rows)


def as_kept(each: Table, named: Container[str] | None = None) -> TableClause:
    """A table with what is stored in its columns, not what the service makes of it: sealed stays sealed.

    An older version may have had fewer columns: those that are `named`.
    """
    return table(
        each.name,
        *(
            column(one.name, one.type.impl_instance if isinstance(one.type, TypeDecorator) else one.type)
            for one in each.columns
            if named is None or one.name in named
        ),
    )


def _copy_file(file: Path, to: Path) -> None:
    address = f"{file.absolute().as_uri()}?mode=ro"
    with opened(address) as source, opened(to) as target:
        source.backup(target)
    _make_one_file(to)


def _read_back(backup: Path) -> Contents:
    """Count and read all of a backup; one of an older version is brought up to date beside it for that."""
    with _opened(backup) as copy:
        if schema_state(copy) is SchemaState.CURRENT:
            return read_contents(copy)
    newer = backup.with_name("newer.db")
    shutil.copyfile(backup, newer)
    with _opened(newer) as copy:
        migrate(copy)
        return read_contents(copy)


def _copy_server(database: Database, to: Path) -> None:
    copy = open_database(to)
    try:
        with database.read(within_s=None) as reading:
            with copy.write(within_s=None) as making:
                make_tables_like(making, reading)
            found = inspect(reading)
            with copy.write() as writing:
                for each in every_table().sorted_tables:
                    if found.has_table(each.name):
                        names = {one["name"] for one in found.get_columns(each.name)}
                        _copy_table(reading, writing, as_kept(each, names))
    finally:
        copy.close()
    _make_one_file(to)


def _make_one_file(backup: Path) -> None:
    with opened(backup) as closed:
        closed.execute("PRAGMA journal_mode = DELETE").fetchone()


def _copy_table(reading: Connection, writing: Connection, kept: TableClause) -> None:
    found = reading.execution_options(yield_per=ROWS_AT_ONCE).execute(select(*kept.columns))
    for rows in found.mappings().partitions(ROWS_AT_ONCE):
        writing.execute(insert(kept), [dict(row) for row in rows])


def _number_on(connection: Connection) -> None:
    """Let PostgreSQL's own numbers go on after those that were restored."""
    for each in every_table().sorted_tables:
        numbered = each.autoincrement_column
        if numbered is not None:
            latest = connection.execute(select(func.max(numbered))).scalar_one()
            if latest is not None:
                sequence = func.pg_get_serial_sequence(each.name, numbered.name)
                connection.execute(select(func.setval(sequence, latest)))


def _require_empty(database: Database) -> None:
    state = schema_state(database)
    if state is SchemaState.EMPTY:
        return
    if state is SchemaState.CURRENT:
        with database.read() as connection:
            if not any(_count(connection, each) for each in every_table().sorted_tables):
                return
    raise DatabaseError(f"{database.name}: not empty; a backup goes only into a new database or file")


def _require_backup(source: Database, named: Path) -> None:
    try:
        state = schema_state(source)
    except Exception as fault:
        raise DatabaseError(f"{named}: no backup of noriai ({type(fault).__name__})") from fault
    if state is SchemaState.OLDER:
        migrate(source)
    elif state is SchemaState.NEWER:
        raise DatabaseError(f"{named}: the backup of a newer version of noriai; install that version")
    elif state is not SchemaState.CURRENT:
        raise DatabaseError(f"{named}: no backup of noriai")


def _count(connection: Connection, each: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(each)).scalar_one())


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    opened = open_database(file)
    try:
        yield opened
    finally:
        opened.close()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
