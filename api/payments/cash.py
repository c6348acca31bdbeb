"""Cash: due in the vehicle, recorded by the driver who took it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from api.payments.payment import Means, Payment, PaymentRefused, PaymentState, check_settlement
from dispatch.policy.fares import Quote, Settlement


@dataclass(frozen=True, slots=True)
class CashReceipt:
    """What a driver took for a ride; staff put an error right by one more receipt, negative if need be."""

    receipt_id: str
    """Made by the tablet when the driver taps, so that a report sent twice counts once."""
    payment_id: str
    taken_by: str
    yen: int


class CashBook(Protocol):
    """Where receipts are kept."""

    def add(self, receipt: CashReceipt) -> None:
        """Keep a receipt; one kept already changes nothing."""
        ...

    def list_receipts(self, payment_id: str) -> Sequence[CashReceipt]:
        """All receipts of a payment, the first first."""
        ...


@dataclass(frozen=True)
class CashPayments:
    """Cash paid to the driver."""

    book: CashBook

    def authorise(self, payment_id: str, ride_id: str, quoted: Quote) -> Payment:
        """Cash is only due: nothing is taken before the ride."""
        return Payment(payment_id, ride_id, Means.CASH, PaymentState.PENDING, quoted.most_yen)

    def record(self, payment: Payment, receipt: CashReceipt) -> None:
        """Keep what the driver took."""
        if receipt.payment_id != payment.payment_id:
            raise PaymentRefused(
                "other_payment",
                f"receipt {receipt.receipt_id} is for payment {receipt.payment_id}, not {payment.payment_id}",
            )
        earlier = self.book.list_receipts(payment.payment_id)
        same = next((kept for kept in earlier if kept.receipt_id == receipt.receipt_id), receipt)
        if same != receipt:
            raise PaymentRefused(
                "receipt_differs",
                f"receipt {receipt.receipt_id} is kept with {same.yen} yen, not {receipt.yen}; use a new id",
            )
        taken = sum(kept.yen for kept in earlier if kept != receipt) + receipt.yen
        if not 0 <= taken <= payment.most_yen:
            raise PaymentRefused(
                "cash_amount",
                f"payment {payment.payment_id}: {taken} yen in all is not between 0 and the "
                f"{payment.most_yen} yen quoted; correct the sum",
            )
        self.book.add(receipt)

    def capture(self, payment: Payment, settled: Settlement) -> Payment:
        """Close the payment once the driver's receipts come to the fare."""
        check_settlement(payment, settled)
        taken = sum(receipt.yen for receipt in self.book.list_receipts(payment.payment_id))
        if taken != settled.yen:
            raise PaymentRefused(
                "cash_differs",
                f"payment {payment.payment_id}: the driver recorded {taken} yen and the fare is "
                f"{settled.yen} yen; record the difference",
            )
        return replace(payment, state=PaymentState.CAPTURED, captured_yen=taken)

    def refund(self, payment: Payment) -> Payment:
        """Nothing more is due; what was paid is handed back at the office."""
        if payment.state is PaymentState.CAPTURED:
            return replace(payment, state=PaymentState.REFUNDED, refunded_yen=payment.captured_yen)
        if payment.state is PaymentState.PENDING:
            return replace(payment, state=PaymentState.CANCELLED)
        return payment
