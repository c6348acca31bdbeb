"""notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision; there is no way back but a backup."""
    op.create_table(
        "notice",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("service_date", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("rider_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("made_at_s", sa.BigInteger(), nullable=False),
        sa.Column("send_from_s", sa.BigInteger(), nullable=False),
        sa.Column("useful_until_s", sa.BigInteger(), nullable=True),
        sa.Column("free_from_s", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ended_at_s", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_area_state_free_from_s"), ["area", "state", "free_from_s"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_notice_area_subject"), ["area", "subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_rider_id"), ["rider_id"], unique=False)
