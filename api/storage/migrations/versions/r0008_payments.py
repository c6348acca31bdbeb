"""payments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision; there is no way back but a backup."""
    op.create_table(
        "asked_fare",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("service_date", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("area", "service_date", "request_id", name=op.f("pk_asked_fare")),
    )
    op.create_table(
        "payment",
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("service_date", sa.Text(), nullable=False),
        sa.Column("ride_id", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("most_yen", sa.Integer(), nullable=False),
        sa.Column("captured_yen", sa.Integer(), nullable=False),
        sa.Column("refunded_yen", sa.Integer(), nullable=False),
        sa.Column("pass_ids", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("pay_url", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_payment")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_payment_area_service_date_ride_id"),
            ["area", "service_date", "ride_id"],
            unique=False,
        )

    op.create_table(
        "payment_step",
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("free_from_s", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("payment_id", "step", name=op.f("pk_payment_step")),
    )
    with op.batch_alter_table("payment_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_payment_step_area_state_free_from_s"),
            ["area", "state", "free_from_s"],
            unique=False,
        )

    op.create_table(
        "provider_delivery",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_provider_delivery")),
    )
    op.create_table(
        "provider_event",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_provider_event")),
    )
    op.create_table(
        "ride_fare",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("service_date", sa.Text(), nullable=False),
        sa.Column("ride_id", sa.Text(), nullable=False),
        sa.Column("rider_id", sa.Text(), nullable=False),
        sa.Column("most_yen", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("pooled", sa.Boolean(), nullable=True),
        sa.Column("settlement", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("area", "service_date", "ride_id", name=op.f("pk_ride_fare")),
    )
    with op.batch_alter_table("ride_fare", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ride_fare_rider_id"), ["rider_id"], unique=False)

    op.create_table(
        "rider_pass",
        sa.Column("pass_id", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("rider_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("price_yen", sa.Integer(), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.Column("rides", sa.Integer(), nullable=True),
        sa.Column("sold_by", sa.Text(), nullable=False),
        sa.Column("sold_at_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pass_id", name=op.f("pk_rider_pass")),
    )
    with op.batch_alter_table("rider_pass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rider_pass_rider_id"), ["rider_id"], unique=False)

    op.create_table(
        "cash_receipt",
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("receipt_id", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("yen", sa.Integer(), nullable=False),
        sa.Column("taken_at_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.payment_id"], name=op.f("fk_cash_receipt_payment_id_payment")
        ),
        sa.PrimaryKeyConstraint("payment_id", "receipt_id", name=op.f("pk_cash_receipt")),
    )
    op.create_table(
        "pass_use",
        sa.Column("pass_id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=False),
        sa.Column("rides", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["rider_pass.pass_id"], name=op.f("fk_pass_use_pass_id_rider_pass")
        ),
        sa.PrimaryKeyConstraint("pass_id", "payment_id", name=op.f("pk_pass_use")),
    )
    with op.batch_alter_table("pass_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pass_use_payment_id"), ["payment_id"], unique=False)
