"""Triggers that keep check records as they were handed in: only sealing anew and retention touch them."""

from __future__ import annotations

from sqlalchemy import Connection, text

from api.driving.tables import ROLL_CALL

_REFUSAL = "a check record is never changed"
_KEPT = ", ".join(column.name for column in ROLL_CALL.c if column.name != "sealed")
_GUARDS = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS roll_call_stays",
        f"CREATE TRIGGER roll_call_stays BEFORE UPDATE OF {_KEPT} ON roll_call"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_roll_call_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "DROP TRIGGER IF EXISTS roll_call_stays ON roll_call",
        f"CREATE TRIGGER roll_call_stays BEFORE UPDATE OF {_KEPT} ON roll_call"
        " FOR EACH ROW EXECUTE FUNCTION refuse_roll_call_change()",
    ),
}


def guard_roll_calls(connection: Connection) -> None:
    """Lay the trigger, anew where it is there."""
    for statement in _GUARDS[connection.dialect.name]:
        connection.execute(text(statement))
