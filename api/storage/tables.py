"""The tables of a service: what is kept, and what may never be kept twice."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

JOURNAL = Table(
    "journal",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("service_date", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
    Column("written_at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)
"""Events of every area and service date, in order; `hash` chains each to the one before it."""

AREA_WRITER = Table(
    "area_writer",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("lock_number", Integer, nullable=False, unique=True),
    Column("epoch", BigInteger, nullable=False),
    Column("holder", Text, nullable=False),
)
"""Who may write to an area: the holder of the latest epoch."""

WRITER_BEAT = Table(
    "writer_beat",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("beats", BigInteger, nullable=False),
    Column("beat_at", Text, nullable=False),
)
"""How often, and when, the writer of an area said that it lives."""

RECEIPT = Table(
    "receipt",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("written_at", Text, nullable=False),
)
"""Answers given under an idempotency key: the same question gets the same answer again."""
Index(None, RECEIPT.c.written_at)


PSEUDONYMISED_DAY = Table(
    "pseudonymised_day",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("service_date", Text, primary_key=True),
    Column("under_way", Integer, nullable=False),
    Column("done_at", Text, nullable=False),
    Column("hash_before", LargeBinary(32), nullable=False),
)
"""Days whose riders have become nobody's numbers; while that is under way the journal may change."""

DRIVER_REPORT = Table(
    "driver_report",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("vehicle_id", Text, primary_key=True),
    Column("client_id", Text, primary_key=True),
    Column("service_date", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ride_id", Text),
    Column("happened_at", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
"""What drivers reported, in their own words and times, whether or not it fitted the plan."""
