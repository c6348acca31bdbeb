"""The tables of fares and payments: what was quoted, settled and paid, and passes and their use."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from api.storage.tables import METADATA

ASKED_FARE = Table(
    "asked_fare",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("service_date", Text, primary_key=True),
    Column("request_id", Text, primary_key=True),
    Column("party", Text, nullable=False),
    Column("means", Text, nullable=False),
)
"""The fare class of each rider of a request, and how the party wants to pay."""

RIDE_FARE = Table(
    "ride_fare",
    METADATA,
    Column("area", Text, primary_key=True),
    Column("service_date", Text, primary_key=True),
    Column("ride_id", Text, primary_key=True),
    Column("rider_id", Text, nullable=False),
    Column("most_yen", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("pooled", Boolean),
    Column("settlement", Text),
)
"""What was quoted for each ride when it was promised, and what it came to at drop-off."""
Index(None, RIDE_FARE.c.rider_id)

PAYMENT = Table(
    "payment",
    METADATA,
    Column("payment_id", Text, primary_key=True),
    Column("area", Text, nullable=False),
    Column("service_date", Text, nullable=False),
    Column("ride_id", Text, nullable=False),
    Column("means", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("most_yen", Integer, nullable=False),
    Column("captured_yen", Integer, nullable=False),
    Column("refunded_yen", Integer, nullable=False),
    Column("pass_ids", Text, nullable=False),
    Column("provider_id", Text),
    Column("pay_url", Text),
)
"""Payments for rides, one for each means."""
Index(None, PAYMENT.c.area, PAYMENT.c.service_date, PAYMENT.c.ride_id)

PAYMENT_STEP = Table(
    "payment_step",
    METADATA,
    Column("payment_id", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("area", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("free_from_s", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("why", Text, nullable=False),
)
"""What is still to be done about payments, and what could not be: kept with what it follows from."""
Index(None, PAYMENT_STEP.c.area, PAYMENT_STEP.c.state, PAYMENT_STEP.c.free_from_s)

CASH_RECEIPT = Table(
    "cash_receipt",
    METADATA,
    Column("payment_id", Text, ForeignKey(PAYMENT.c.payment_id), primary_key=True),
    Column("receipt_id", Text, primary_key=True),
    Column("taken_by", Text, nullable=False),
    Column("yen", Integer, nullable=False),
    Column("taken_at_s", BigInteger, nullable=False),
)
"""The cash book: what drivers took; only ever added to."""

RIDER_PASS = Table(
    "rider_pass",
    METADATA,
    Column("pass_id", Text, primary_key=True),
    Column("area", Text, nullable=False),
    Column("rider_id", Text, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("price_yen", Integer, nullable=False),
    Column("held", Text, nullable=False),
    Column("rides", Integer),
    Column("sold_by", Text, nullable=False),
    Column("sold_at_s", BigInteger, nullable=False),
)
"""Passes and coupon books sold, as they were when they were bought."""
Index(None, RIDER_PASS.c.rider_id)

PASS_USE = Table(
    "pass_use",
    METADATA,
    Column("pass_id", Text, ForeignKey(RIDER_PASS.c.pass_id), primary_key=True),
    Column("payment_id", Text, primary_key=True),
    Column("rides", Integer, nullable=False),
)
"""How many rides of a pass each payment uses."""
Index(None, PASS_USE.c.payment_id)

PROVIDER_EVENT = Table(
    "provider_event",
    METADATA,
    Column("event_id", Text, primary_key=True),
    Column("digest", Text, nullable=False),
)
"""News of payments that were taken in."""

PROVIDER_DELIVERY = Table(
    "provider_delivery",
    METADATA,
    Column("delivery_id", Text, primary_key=True),
)
"""The very deliveries that brought it."""
