"""A database is made, brought up to date, and refused where it is not this version's; its journal stands."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, insert, text, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from api.storage import new_revision, schema
from api.storage.database import Database, open_database
from api.storage.database_error import DatabaseError
from api.storage.every_table import every_table
from api.storage.schema import SchemaState, migrate, require_current, schema_state
from api.storage.sqlite_library import SQLITE
from api.storage.tables import JOURNAL, PSEUDONYMISED_DAY

ROW = {
    "area": "namioka",
    "service_date": "2026-12-02",
    "version": 1,
    "epoch": 1,
    "written_at": "2026-12-02T00:00:00+00:00",
    "actor": "engine",
    "reason": "",
    "event": "{}",
    "hash": bytes(32),
}


def test_an_empty_database_is_refused_until_it_is_made(address: str | URL) -> None:
    database = open_database(address)
    assert schema_state(database) is SchemaState.EMPTY
    with pytest.raises(DatabaseError, match="run `noriai init --database"):
        require_current(database)
    migrate(database)
    require_current(database)
    migrate(database)  # nothing more to do
    assert schema_state(database) is SchemaState.CURRENT
    database.close()


def test_the_migrated_tables_are_those_that_the_code_speaks_of(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, every_table()) == [], "python -m api.storage.new_revision"


def test_a_newer_schema_is_refused(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert schema_state(database) is SchemaState.NEWER
    with pytest.raises(DatabaseError, match="install that version"):
        require_current(database)
    with pytest.raises(DatabaseError, match="install that version"):
        migrate(database)


def test_an_older_schema_is_refused_and_brought_up_to_date(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = tmp_path / "migrations"
    _copy_migrations(migrations)
    head = len(list((migrations / "versions").glob("r*.py")))
    (migrations / "versions" / "r9000_next.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision = '9000'\ndown_revision = '{head:04}'\nbranch_labels = None\ndepends_on = None\n"
        "def upgrade():\n"
        "    with op.batch_alter_table('journal') as batch:\n"
        "        batch.add_column(sa.Column('weight', sa.Integer(), nullable=True))\n"
        "        batch.alter_column('reason', existing_type=sa.Text(), nullable=True)\n"
    )
    with database.write() as connection:
        connection.execute(insert(JOURNAL).values(ROW))
    monkeypatch.setattr(schema, "MIGRATIONS", migrations)
    assert schema_state(database) is SchemaState.OLDER
    with pytest.raises(DatabaseError, match="noriai backup"):
        require_current(database)
    migrate(database)
    require_current(database)
    with database.read() as connection:
        assert connection.execute(text("SELECT area, weight FROM journal")).all() == [("namioka", None)]
    with pytest.raises(DBAPIError, match="only ever added to"), database.write() as connection:
        connection.execute(delete(JOURNAL))  # the guard stands after the table was copied


def test_tables_of_something_else_are_left_alone(tmp_path: Path) -> None:
    with SQLITE.connect(tmp_path / "library.db") as connection:
        connection.execute("CREATE TABLE book (title TEXT)")
    database = open_database(tmp_path / "library.db")
    assert schema_state(database) is SchemaState.FOREIGN
    with pytest.raises(DatabaseError, match="not noriai's"):
        migrate(database)
    database.close()


def test_the_journal_is_only_ever_added_to(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(JOURNAL).values(ROW))
    for change in (update(JOURNAL).values(event="[]"), delete(JOURNAL)):
        with pytest.raises(DBAPIError, match="only ever added to"), database.write() as connection:
            connection.execute(change)
    if not database.is_sqlite:
        with pytest.raises(DBAPIError, match="only ever added to"), database.write() as connection:
            connection.execute(text("TRUNCATE journal"))


def test_only_a_day_that_retention_has_opened_may_be_changed(database: Database) -> None:
    other_day = {**ROW, "service_date": "2026-12-03"}
    opened = {"area": "namioka", "service_date": "2026-12-02", "done_at": "", "hash_before": bytes(32)}
    with database.write() as connection:
        connection.execute(insert(JOURNAL), [ROW, other_day])
        connection.execute(insert(PSEUDONYMISED_DAY).values(under_way=1, **opened))
        first = JOURNAL.c.service_date == "2026-12-02"
        assert connection.execute(update(JOURNAL).where(first).values(event="[]")).rowcount == 1
    with pytest.raises(DBAPIError, match="only ever added to"), database.write() as connection:
        connection.execute(update(JOURNAL).where(~first).values(event="[]"))


def test_the_next_revision_is_written_from_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = tmp_path / "migrations"
    _copy_migrations(migrations)
    for module in (schema, new_revision):
        monkeypatch.setattr(module, "MIGRATIONS", migrations)
    written = new_revision.new_revision("First tables", first=True)
    spec = importlib.util.spec_from_file_location("first", written)
    assert spec is not None
    assert written.name == "r0001_first_tables.py"
    text_of = written.read_text(encoding="utf-8")
    assert all(f"'{name}'" in text_of for name in every_table().tables)


def _copy_migrations(to: Path) -> None:
    (to / "versions").mkdir(parents=True)
    for path in schema.MIGRATIONS.rglob("*"):
        if path.suffix in (".py", ".mako"):
            (to / path.relative_to(schema.MIGRATIONS)).write_text(path.read_text("utf-8"), "utf-8")
