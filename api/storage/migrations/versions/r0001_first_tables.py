"""First tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision; there is no way back but a backup."""
    op.create_table(
        "area_writer",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("lock_number", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("area", name=op.f("pk_area_writer")),
        sa.UniqueConstraint("lock_number", name=op.f("uq_area_writer_lock_number")),
    )
    op.create_table(
        "driver_report",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("service_date", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ride_id", sa.Text(), nullable=True),
        sa.Column("happened_at", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("area", "vehicle_id", "client_id", name=op.f("pk_driver_report")),
    )
    op.create_table(
        "journal",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("service_date", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("area", "service_date", "version", name=op.f("pk_journal")),
    )
    op.create_table(
        "pseudonymised_day",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("service_date", sa.Text(), nullable=False),
        sa.Column("under_way", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.Text(), nullable=False),
        sa.Column("hash_before", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("area", "service_date", name=op.f("pk_pseudonymised_day")),
    )
    op.create_table(
        "receipt",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", "key", name=op.f("pk_receipt")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_written_at"), ["written_at"], unique=False)

    op.create_table(
        "writer_beat",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("beats", sa.BigInteger(), nullable=False),
        sa.Column("beat_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("area", name=op.f("pk_writer_beat")),
    )
