"""Triggers that keep the journal as it was written; only retention, day by day and on record, may pass."""

from __future__ import annotations

from sqlalchemy import Connection, text

REFUSAL = "the journal is only ever added to"
_PASSES = (
    "EXISTS (SELECT 1 FROM pseudonymised_day AS passed WHERE passed.under_way = 1"
    " AND passed.area = OLD.area AND passed.service_date = OLD.service_date)"
)


def guard_journal(connection: Connection) -> None:
    """Lay the triggers, anew where they are there: altering a table on SQLite copies it and drops them."""
    statements = _ON_SQLITE if connection.dialect.name == "sqlite" else _ON_POSTGRES
    for statement in statements:
        connection.execute(text(statement))


_ON_SQLITE = (
    "DROP TRIGGER IF EXISTS journal_keeps_events",
    "DROP TRIGGER IF EXISTS journal_loses_nothing",
    f"CREATE TRIGGER journal_keeps_events BEFORE UPDATE ON journal WHEN NOT {_PASSES}"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    "CREATE TRIGGER journal_loses_nothing BEFORE DELETE ON journal"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)
_ON_POSTGRES = (
    "CREATE OR REPLACE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" IF TG_OP = 'UPDATE' THEN IF {_PASSES} THEN RETURN NEW; END IF; END IF;"
    f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "DROP TRIGGER IF EXISTS journal_keeps_events ON journal",
    "DROP TRIGGER IF EXISTS journal_loses_nothing ON journal",
    "CREATE TRIGGER journal_keeps_events BEFORE UPDATE OR DELETE ON journal"
    " FOR EACH ROW EXECUTE FUNCTION refuse_journal_change()",
    "CREATE TRIGGER journal_loses_nothing BEFORE TRUNCATE ON journal"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change()",
)
