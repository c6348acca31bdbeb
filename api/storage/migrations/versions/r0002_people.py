"""people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision; there is no way back but a backup."""
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)

    op.create_table(
        "device",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("serves_until", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device")),
    )
    op.create_table(
        "erased_rider",
        sa.Column("rider_id", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rider_id", name=op.f("pk_erased_rider")),
        sa.UniqueConstraint("revision", name=op.f("uq_erased_rider_revision")),
    )
    op.create_table(
        "look_up",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("rider_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_look_up")),
    )
    with op.batch_alter_table("look_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_look_up_account_at"), ["account", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_look_up_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_look_up_rider_id_at"), ["rider_id", "at"], unique=False)

    op.create_table(
        "rider",
        sa.Column("rider_id", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("registered_at", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rider_id", name=op.f("pk_rider")),
        sa.UniqueConstraint("revision", name=op.f("uq_rider_revision")),
    )
    with op.batch_alter_table("rider", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rider_used_at"), ["used_at"], unique=False)

    op.create_table(
        "rider_key",
        sa.Column("rider_id", sa.Text(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("rider_id", name=op.f("pk_rider_key")),
    )
    op.create_table(
        "sign_in_code",
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("phone_mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address_mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_sign_in_code")),
    )
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_code_address_mark_asked_at"), ["address_mark", "asked_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sign_in_code_phone_mark_asked_at"), ["phone_mark", "asked_at"], unique=False
        )

    op.create_table(
        "staff",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("sealed_totp", sa.LargeBinary(), nullable=False),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.Text(), nullable=True),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_staff")),
    )
    op.create_table(
        "token",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_token")),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_kind_subject"), ["kind", "subject"], unique=False)

    op.create_table(
        "turn",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_turn")),
    )
    op.create_table(
        "enrolment_code",
        sa.Column("code_mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.device_id"], name=op.f("fk_enrolment_code_device_id_device")
        ),
        sa.PrimaryKeyConstraint("code_mark", name=op.f("pk_enrolment_code")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("code_mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["staff.account"], name=op.f("fk_recovery_code_account_staff")),
        sa.PrimaryKeyConstraint("account", "code_mark", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "rider_link",
        sa.Column("rider_id", sa.Text(), nullable=False),
        sa.Column("proxy_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["proxy_id"], ["rider.rider_id"], name=op.f("fk_rider_link_proxy_id_rider")),
        sa.ForeignKeyConstraint(["rider_id"], ["rider.rider_id"], name=op.f("fk_rider_link_rider_id_rider")),
        sa.PrimaryKeyConstraint("rider_id", "proxy_id", name=op.f("pk_rider_link")),
    )
    with op.batch_alter_table("rider_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rider_link_proxy_id"), ["proxy_id"], unique=False)

    op.create_table(
        "rider_phone",
        sa.Column("rider_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("phone_mark", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["rider_id"], ["rider.rider_id"], name=op.f("fk_rider_phone_rider_id_rider")),
        sa.PrimaryKeyConstraint("rider_id", "position", name=op.f("pk_rider_phone")),
    )
    with op.batch_alter_table("rider_phone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rider_phone_phone_mark"), ["phone_mark"], unique=False)

    op.create_table(
        "staff_grant",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["staff.account"], name=op.f("fk_staff_grant_account_staff")),
        sa.PrimaryKeyConstraint("account", "role", "area", name=op.f("pk_staff_grant")),
    )
