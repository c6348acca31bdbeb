"""Run by alembic: migrates over the connection that it is given."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import TypeDecorator

from api.storage.every_table import every_table


def _as_kept(kind: str, thing: Any, _context: object) -> str | Literal[False]:
    """A type of our own is written as what the database keeps: a revision does not follow our code."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=every_table(),
    render_item=_as_kept,
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
