"""Passes and coupon books: checked at booking, used at drop-off, given back at cancellation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from api.payments.payment import Means, Payment, PaymentRefused, PaymentState
from dispatch.policy.fare_table import HeldPass
from dispatch.policy.fares import Quote, Settlement


class PassLedger(Protocol):
    """Where passes and their uses are kept."""

    def find_pass(self, pass_id: str) -> HeldPass | None:
        """A pass, with the rides its coupon book has left."""
        ...

    def use(self, payment_id: str, rides: Mapping[str, int]) -> str | None:
        """Say that a payment uses so many rides of these passes, in place of all it used before.

        In one step: where a coupon book has not as many left, nothing changes and its id is returned.
        """
        ...


@dataclass(frozen=True)
class PassPayments:
    """Rides on passes and coupons; money for the same ride is paid by other means."""

    ledger: PassLedger

    def authorise(self, payment_id: str, ride_id: str, quoted: Quote) -> Payment:
        """Hold the rides of each coupon book, after checking that every pass is good on the date."""
        pass_ids = self._use(payment_id, quoted.passes, quoted.service_date)
        return Payment(payment_id, ride_id, Means.PASS, PaymentState.AUTHORISED, 0, pass_ids=pass_ids)

    def capture(self, payment: Payment, settled: Settlement) -> Payment:
        """Use the passes that were shown, and give back the others."""
        pass_ids = self._use(payment.payment_id, settled.passes, settled.service_date)
        return replace(payment, state=PaymentState.CAPTURED, pass_ids=pass_ids)

    def refund(self, payment: Payment) -> Payment:
        """Give all rides back."""
        self.ledger.use(payment.payment_id, {})
        taken = payment.state in (PaymentState.CAPTURED, PaymentState.REFUNDED)
        return replace(payment, state=PaymentState.REFUNDED if taken else PaymentState.CANCELLED)

    def _use(self, payment_id: str, passes: Sequence[HeldPass], service_date: str) -> tuple[str, ...]:
        rides = Counter(held.pass_id for held in passes)
        for pass_id in rides:
            self._check(pass_id, service_date)
        short = self.ledger.use(payment_id, rides)
        if short is not None:
            raise PaymentRefused(
                "pass_used_up", f"pass {short}: fewer than {rides[short]} rides left; pay otherwise"
            )
        return tuple(sorted(rides))

    def _check(self, pass_id: str, service_date: str) -> None:
        held = self.ledger.find_pass(pass_id)
        if held is None:
            raise PaymentRefused("pass_unknown", f"pass {pass_id}: not one of ours; check its number")
        if service_date < held.valid_from:
            raise PaymentRefused(
                "pass_not_yet_valid",
                f"pass {pass_id}: valid from {held.valid_from}, the ride is on {service_date}",
            )
        if held.valid_until is not None and service_date > held.valid_until:
            raise PaymentRefused(
                "pass_expired",
                f"pass {pass_id}: valid until {held.valid_until}, the ride is on {service_date}",
            )
