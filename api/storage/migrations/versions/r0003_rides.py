"""rides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision; there is no way back but a backup."""
    op.create_table(
        "no_show",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("service_date", sa.Text(), nullable=False),
        sa.Column("ride_id", sa.Text(), nullable=False),
        sa.Column("rider_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("sealed_appeal", sa.LargeBinary(), nullable=True),
        sa.Column("appealed_at", sa.Text(), nullable=True),
        sa.Column("judged_at", sa.Text(), nullable=True),
        sa.Column("judged_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("area", "service_date", "ride_id", name=op.f("pk_no_show")),
    )
    with op.batch_alter_table("no_show", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_no_show_rider_id"), ["rider_id"], unique=False)

    op.create_table(
        "ride",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("service_date", sa.Text(), nullable=False),
        sa.Column("ride_id", sa.Text(), nullable=False),
        sa.Column("rider_id", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("wheelchairs", sa.Integer(), nullable=False),
        sa.Column("walkers", sa.Integer(), nullable=False),
        sa.Column("pickup_from_s", sa.Integer(), nullable=False),
        sa.Column("pickup_until_s", sa.Integer(), nullable=False),
        sa.Column("arrive_until_s", sa.Integer(), nullable=False),
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("boarded_s", sa.Integer(), nullable=True),
        sa.Column("alighted_s", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("area", "service_date", "ride_id", name=op.f("pk_ride")),
    )
    with op.batch_alter_table("ride", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ride_rider_id_service_date"), ["rider_id", "service_date"], unique=False
        )
