"""Run by alembic: migrates over the connection that it is given."""

from __future__ import annotations

from alembic import context

from api.storage.every_table import every_table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=every_table(),
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
