"""Fares, payments and passes on the wire, in both languages."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from api.payments.payment import Means, Payment, PaymentState
from api.payments.ride_fares import RideFare
from api.wire.asked import Examples
from api.wire.fields import STRICT, ClientId, ServiceDate, Text, Whole
from dispatch.policy.fare_table import HeldPass
from dispatch.policy.receipts import receipt


class PaymentOut(BaseModel):
    """How one payment stands; `pay_url` is where the rider confirms it online."""

    payment_id: str
    means: Means
    state: PaymentState
    most_yen: int
    captured_yen: int
    refunded_yen: int
    pay_url: str | None


class FareOut(BaseModel):
    """The most a ride costs, what it came to, and the lines of the receipt; before drop-off, of the quote."""

    most_yen: int
    settled_yen: int | None
    pooled: bool | None
    fares_version: str
    lines_ja: list[str]
    lines_en: list[str]
    payments: list[PaymentOut]


class CashIn(BaseModel):
    """What a driver took; `receipt_id` is made by the tablet, so that a report sent twice counts once.

    Staff put an error right by one more receipt, negative if need be.
    """

    model_config = STRICT
    receipt_id: ClientId
    yen: Annotated[Whole, Field(ge=-100_000, le=100_000)]


CASH_EXAMPLES: Examples = {
    "ja": {"summary": "300円を受け取った", "value": {"receipt_id": "tablet1-0042", "yen": 300}},
    "en": {"summary": "50 yen too much were recorded", "value": {"receipt_id": "office-0007", "yen": -50}},
}


class PassIn(BaseModel):
    """A pass or coupon book that a rider buys, good from a date on."""

    model_config = STRICT
    product_id: Text
    first_date: ServiceDate


PASS_EXAMPLES: Examples = {
    "ja": {"summary": "回数券", "value": {"product_id": "coupons", "first_date": "2026-12-02"}},
    "en": {"summary": "A monthly pass", "value": {"product_id": "monthly", "first_date": "2026-12-01"}},
}


class PassOut(BaseModel):
    """A pass or coupon book in a rider's hands."""

    pass_id: str
    name_ja: str
    name_en: str
    valid_from: str
    valid_until: str | None
    rides_left: int | None
    fare_classes: list[str]


class OpenPaymentOut(BaseModel):
    """A payment that somebody must look at, and why."""

    payment_id: str
    what: str
    why: str


def fare_out(fare: RideFare, payments: list[Payment]) -> FareOut:
    """A fare as it is told."""
    lines = (fare.settled or fare.quoted).lines
    return FareOut(
        most_yen=fare.quoted.most_yen,
        settled_yen=None if fare.settled is None else fare.settled.yen,
        pooled=fare.pooled,
        fares_version=fare.quoted.version,
        lines_ja=list(receipt(lines, "ja")),
        lines_en=list(receipt(lines, "en")),
        payments=[payment_out(each) for each in payments],
    )


def payment_out(payment: Payment) -> PaymentOut:
    """A payment as it is told."""
    return PaymentOut(
        payment_id=payment.payment_id,
        means=payment.means,
        state=payment.state,
        most_yen=payment.most_yen,
        captured_yen=payment.captured_yen,
        refunded_yen=payment.refunded_yen,
        pay_url=payment.pay_url,
    )


def pass_out(held: HeldPass) -> PassOut:
    """A pass as it is told."""
    return PassOut(
        pass_id=held.pass_id,
        name_ja=held.name.ja,
        name_en=held.name.en,
        valid_from=held.valid_from,
        valid_until=held.valid_until,
        rides_left=held.rides_left,
        fare_classes=sorted(held.fare_classes),
    )
