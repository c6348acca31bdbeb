"""A payment for a ride, from the most it may be to what was taken, and the port of every means of paying."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from dispatch.policy.fares import Quote, Settlement


class Means(StrEnum):
    """How a party pays; a pass and money may both stand for one ride."""

    CASH = "cash"
    PASS = "pass"
    ONLINE = "online"


class PaymentState(StrEnum):
    """How far a payment has come."""

    PENDING = "pending"
    """Nothing is sure yet: cash is paid in the vehicle, an online payment waits for the rider."""
    AUTHORISED = "authorised"
    DECLINED = "declined"
    CAPTURED = "captured"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Payment:
    """What is known of a payment; `most_yen` was quoted, and `captured_yen` never exceeds it."""

    payment_id: str
    ride_id: str
    means: Means
    state: PaymentState
    most_yen: int
    captured_yen: int = 0
    refunded_yen: int = 0
    pass_ids: tuple[str, ...] = ()
    provider_id: str | None = None
    pay_url: str | None = None
    """Where the rider confirms an online payment."""


class PaymentRefused(ValueError):
    """A payment cannot be made or changed; nothing was."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class PaymentUnknown(Exception):
    """No answer came, so nobody knows whether it was done; the same call may safely be made again."""


class PaymentPort(Protocol):
    """A means of paying. Every call may be repeated and has its effect once. Raises PaymentRefused.

    A booking that is changed to another fare is another payment, with an id of its own.
    """

    def authorise(self, payment_id: str, ride_id: str, quoted: Quote) -> Payment:
        """At booking: make sure that what was quoted can be paid."""
        ...

    def capture(self, payment: Payment, settled: Settlement) -> Payment:
        """At drop-off: take what the ride cost, which is what was quoted or less."""
        ...

    def refund(self, payment: Payment) -> Payment:
        """At cancellation: give everything back."""
        ...


def check_settlement(payment: Payment, settled: Settlement) -> None:
    """Raise PaymentRefused where more would be taken than was quoted."""
    if settled.yen > payment.most_yen:
        raise PaymentRefused(
            "above_quote",
            f"payment {payment.payment_id}: {settled.yen} yen is more than the {payment.most_yen} yen "
            "quoted; quote anew",
        )
