"""News of a payment from its provider: believed only if signed and fresh, and taken in once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.payments.payment import Payment, PaymentRefused, PaymentState
from api.payments.signatures import WebhookRefused, check_signature

_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
_TRIES = 3
"""A payment that changes between reading and keeping it is read anew so often."""
_Yen = Annotated[int, Field(ge=0)]
_Id = Annotated[str, Field(min_length=1, max_length=200)]


class IntentNews(BaseModel):
    """A payment intent as the provider knows it."""

    model_config = _STRICT
    intent_id: _Id
    payment_id: _Id
    state: Literal["pending", "authorised", "declined", "captured", "cancelled", "refunded"]
    most_yen: _Yen
    captured_yen: _Yen
    refunded_yen: _Yen


class PaymentNews(BaseModel):
    """The body of a webhook."""

    model_config = _STRICT
    event_id: _Id
    intent: IntentNews


class PaymentRecords(Protocol):
    """Where payments and the webhooks about them are kept."""

    def find_payment(self, payment_id: str) -> Payment | None:
        """A payment by our own id."""
        ...

    def has_delivery(self, delivery_id: str) -> bool:
        """Whether this very delivery was taken in before."""
        ...

    def find_event(self, event_id: str) -> str | None:
        """The digest of an event taken in before."""
        ...

    def record(self, before: Payment, after: Payment, event_id: str, digest: str, delivery_id: str) -> bool:
        """Keep the payment, the event and its delivery in one transaction.

        False, and nothing is kept, where the payment has changed meanwhile or the event is known already.
        """
        ...


class Received(StrEnum):
    """What a genuine webhook came to."""

    TAKEN_IN = "taken_in"
    REPEATED = "repeated"
    """Delivered again by a provider who missed our answer; nothing was changed."""


def receive_webhook(
    header: str | None, body: bytes, secrets: Sequence[str], now_unix_s: int, records: PaymentRecords
) -> Received:
    """Take news of a payment in, once. Raises WebhookRefused.

    The same delivery again is a replay and refused; the same event in a new delivery is acknowledged.
    """
    signature = check_signature(header, body, secrets, now_unix_s)
    if records.has_delivery(signature.delivery_id):
        raise WebhookRefused(
            "webhook_replayed", f"delivery {signature.delivery_id} was taken in already; sign it anew", 409
        )
    try:
        news = PaymentNews.model_validate_json(body)
    except ValidationError as problem:
        error = problem.errors()[0]
        where = ".".join(map(str, error["loc"])) or "the body"
        raise WebhookRefused("webhook_unreadable", f"{where}: {error['msg']}", 422) from problem
    digest = hashlib.sha256(news.model_dump_json().encode()).hexdigest()
    for _ in range(_TRIES):
        known = records.find_event(news.event_id)
        if known == digest:
            return Received.REPEATED
        if known is not None:
            raise WebhookRefused(
                "event_differs", f"event {news.event_id} was taken in with another content; use a new id", 409
            )
        before = records.find_payment(news.intent.payment_id)
        if before is None:
            raise WebhookRefused("payment_unknown", f"no payment {news.intent.payment_id!r} here", 404)
        try:
            after = told(before, news.intent)
        except PaymentRefused as refusal:
            raise WebhookRefused(refusal.code, str(refusal), 409) from refusal
        if records.record(before, after, news.event_id, digest, signature.delivery_id):
            return Received.TAKEN_IN
    raise WebhookRefused(
        "payment_busy", f"payment {news.intent.payment_id} keeps changing; send it again", 503
    )


_ORDER = ("pending", "declined", "authorised", "captured", "cancelled", "refunded")


def told(payment: Payment, intent: IntentNews) -> Payment:
    """The payment after the news, unless the news was overtaken on its way. Raises PaymentRefused."""
    if payment.provider_id not in (None, intent.intent_id):
        raise PaymentRefused(
            "intent_differs",
            f"payment {payment.payment_id} belongs to intent {payment.provider_id}, not {intent.intent_id}",
        )
    if (
        intent.most_yen != payment.most_yen
        or not intent.refunded_yen <= intent.captured_yen <= intent.most_yen
    ):
        raise PaymentRefused(
            "amount_differs",
            f"payment {payment.payment_id}: {payment.most_yen} yen were quoted, no more is taken, and no "
            f"more given back than taken; not {intent.most_yen}, {intent.captured_yen} and "
            f"{intent.refunded_yen} yen",
        )
    if _ORDER.index(intent.state) < _ORDER.index(payment.state.value):
        return payment
    return replace(
        payment,
        state=PaymentState(intent.state),
        captured_yen=intent.captured_yen,
        refunded_yen=intent.refunded_yen,
        provider_id=intent.intent_id,
    )
