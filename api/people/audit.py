"""The audit log: who did what, when, to what, why and from where. It is added to, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, insert, select, text

from api.people.tables import AUDIT
from api.people.turns import last_turn, take_turn

ENTRIES = "audit"
"""The turn that numbers the entries."""
LONGEST_REASON = 200

_REFUSAL = "the audit log is only ever added to"
_GUARDS: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_keeps_entries",
        "DROP TRIGGER IF EXISTS audit_loses_nothing",
        "CREATE TRIGGER audit_keeps_entries BEFORE UPDATE ON audit"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
        "CREATE TRIGGER audit_loses_nothing BEFORE DELETE ON audit"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "DROP TRIGGER IF EXISTS audit_keeps_entries ON audit",
        "DROP TRIGGER IF EXISTS audit_loses_nothing ON audit",
        "CREATE TRIGGER audit_keeps_entries BEFORE UPDATE OR DELETE ON audit"
        " FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
        "CREATE TRIGGER audit_loses_nothing BEFORE TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    ),
}


def guard_audit(connection: Connection) -> None:
    """Lay the triggers that refuse to change or take out an entry, anew where they are there."""
    for statement in _GUARDS[connection.dialect.name]:
        connection.execute(text(statement))


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that was done; ids only, never a name or a number."""

    at: datetime
    actor: str
    action: str
    subject: str
    reason: str
    address: str


def write_down(connection: Connection, entry: AuditEntry) -> int:
    """Add an entry in the transaction of what was done, as its last act, and return its number.

    From here to the commit nobody else can add one: two that did this first could wait for each other.
    """
    if len(entry.reason) > LONGEST_REASON:
        raise ValueError(f"reason: at most {LONGEST_REASON} characters expected")
    number = take_turn(connection, ENTRIES)
    before = connection.execute(select(AUDIT.c.hash).where(AUDIT.c.number == number - 1)).scalar_one_or_none()
    row = {
        "number": number,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "reason": entry.reason,
        "address": entry.address,
        "hash": _chain(bytes(before or b""), number, entry),
    }
    connection.execute(insert(AUDIT).values(row))
    return number


def list_entries(
    connection: Connection,
    *,
    after: int = 0,
    subject: str | None = None,
    actor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[tuple[int, AuditEntry]]:
    """Entries and their numbers, in order; of everything, of one subject, of one actor, of a period."""
    wanted = select(AUDIT).where(AUDIT.c.number > after).order_by(AUDIT.c.number)
    if subject is not None:
        wanted = wanted.where(AUDIT.c.subject == subject)
    if actor is not None:
        wanted = wanted.where(AUDIT.c.actor == actor)
    if since is not None:
        wanted = wanted.where(AUDIT.c.at >= since)
    if until is not None:
        wanted = wanted.where(AUDIT.c.at <= until)
    for row in connection.execute(wanted):
        yield row.number, _entry(row)


def find_break(connection: Connection) -> int | None:
    """The number of the first entry that was changed or is missing; None where the log is whole."""
    chained = b""
    expected = 1
    for row in connection.execute(select(AUDIT).order_by(AUDIT.c.number)):
        chained = _chain(chained, expected, _entry(row))
        if row.number != expected or chained != bytes(row.hash):
            return expected
        expected += 1
    return expected if last_turn(connection, ENTRIES) >= expected else None


def _entry(row: Row[*tuple[Any, ...]]) -> AuditEntry:
    return AuditEntry(row.at, row.actor, row.action, row.subject, row.reason, row.address)


def _chain(before: bytes, number: int, entry: AuditEntry) -> bytes:
    moment, *words = astuple(entry)
    text = json.dumps([number, moment.timestamp(), *words], ensure_ascii=False)
    return sha256(before + text.encode()).digest()
