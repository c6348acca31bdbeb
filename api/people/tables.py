"""The tables of people: riders sealed one by one, staff, devices, tokens, codes, and who did or saw what."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    TypeDecorator,
)

from api.storage.tables import METADATA


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, kept as text of one length, so that texts sort as moments do."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """As it is kept."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """As it is used."""
        return None if value is None else datetime.fromisoformat(value)


TURN = Table(
    "turn",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("count", Integer, nullable=False),
)
"""Counters that one transaction after the other takes the next number of."""

RIDER_KEY = Table(
    "rider_key",
    METADATA,
    Column("rider_id", Text, primary_key=True),
    Column("sealed_key", LargeBinary, nullable=False),
)
"""Each rider's own key, sealed with the master key; without it the rider's record is noise."""

RIDER = Table(
    "rider",
    METADATA,
    Column("rider_id", Text, primary_key=True),
    Column("area", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False, unique=True),
)
"""Riders: what is known of them is sealed; `revision` says in which order they were changed."""
Index(None, RIDER.c.used_at)

RIDER_PHONE = Table(
    "rider_phone",
    METADATA,
    Column("rider_id", Text, ForeignKey(RIDER.c.rider_id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("phone_mark", LargeBinary(32), nullable=False),
)
"""By which number a rider is found: the keyed mark of each, the rider's own (0) before the contact's (1)."""
Index(None, RIDER_PHONE.c.phone_mark)

RIDER_LINK = Table(
    "rider_link",
    METADATA,
    Column("rider_id", Text, ForeignKey(RIDER.c.rider_id), primary_key=True),
    Column("proxy_id", Text, ForeignKey(RIDER.c.rider_id), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("since", Moment, nullable=False),
)
"""Who may book for whom: a proxy for a rider."""
Index(None, RIDER_LINK.c.proxy_id)

ERASED_RIDER = Table(
    "erased_rider",
    METADATA,
    Column("rider_id", Text, primary_key=True),
    Column("erased_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False, unique=True),
)
"""Ids that lead nowhere: applied again to a backup that is older than the erasure."""

LOOK_UP = Table(
    "look_up",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("account", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("rider_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("address", Text, nullable=False),
)
"""The personal-data log: which account saw which rider, when, how and what for."""
Index(None, LOOK_UP.c.rider_id, LOOK_UP.c.at)
Index(None, LOOK_UP.c.account, LOOK_UP.c.at)
Index(None, LOOK_UP.c.at)

SIGN_IN_CODE = Table(
    "sign_in_code",
    METADATA,
    Column("request_id", Text, primary_key=True),
    Column("phone_mark", LargeBinary(32), nullable=False),
    Column("address_mark", LargeBinary(32), nullable=False),
    Column("code_mark", LargeBinary(32), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)
"""One-time codes, as keyed marks; for numbers that nobody registered too, to which none is sent."""
Index(None, SIGN_IN_CODE.c.phone_mark, SIGN_IN_CODE.c.asked_at)
Index(None, SIGN_IN_CODE.c.address_mark, SIGN_IN_CODE.c.asked_at)
Index(None, SIGN_IN_CODE.c.sent, SIGN_IN_CODE.c.asked_at)

TOKEN = Table(
    "token",
    METADATA,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
"""Who is signed in: hashes of the tokens they hold."""
Index(None, TOKEN.c.kind, TOKEN.c.subject)

STAFF = Table(
    "staff",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("sealed_totp", LargeBinary, nullable=False),
    Column("totp_step", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("added_at", Moment, nullable=False),
    Column("closed_at", Moment),
)
"""Named accounts of staff; `totp_step` is the last half minute whose code was used."""

STAFF_GRANT = Table(
    "staff_grant",
    METADATA,
    Column("account", Text, ForeignKey(STAFF.c.account), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("area", Text, primary_key=True),
)
"""Which role an account has in which area; `*` is every area."""

RECOVERY_CODE = Table(
    "recovery_code",
    METADATA,
    Column("account", Text, ForeignKey(STAFF.c.account), primary_key=True),
    Column("code_mark", LargeBinary(32), primary_key=True),
    Column("used_at", Moment),
)
"""Codes on paper for the day the second factor is lost, each good once."""

DEVICE = Table(
    "device",
    METADATA,
    Column("device_id", Text, primary_key=True),
    Column("area", Text, nullable=False),
    Column("vehicle_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("serves_until", Moment, nullable=False),
    Column("revoked_at", Moment),
)
"""Tablets in vehicles; after `serves_until` a tablet can only begin a shift."""

ENROLMENT_CODE = Table(
    "enrolment_code",
    METADATA,
    Column("code_mark", LargeBinary(32), primary_key=True),
    Column("device_id", Text, ForeignKey(DEVICE.c.device_id), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)
"""Codes by which a tablet is enrolled, each good once."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)
"""Who did what, when, to what, why and from where: only ever added to, each row chained to the last."""
Index(None, AUDIT.c.at)
