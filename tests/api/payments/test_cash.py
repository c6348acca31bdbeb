"""What a driver takes is recorded once, and closes the payment when it comes to the fare."""

from __future__ import annotations

import pytest

from api.payments.cash import CashPayments, CashReceipt
from api.payments.payment import PaymentRefused, PaymentState
from tests.api.payments.kept import KeptReceipts, a_quote, a_settlement


def test_a_shared_ride_is_paid_with_the_lower_sum() -> None:
    cash = CashPayments(KeptReceipts())
    due = cash.authorise("P1", "ride-1", a_quote())
    assert (due.state, due.most_yen) == (PaymentState.PENDING, 500)
    cash.record(due, CashReceipt("tap-1", "P1", "driver-1", 300))
    cash.record(due, CashReceipt("tap-1", "P1", "driver-1", 300))  # the tablet sends it again
    paid = cash.capture(due, a_settlement(a_quote(), pooled=True))
    assert (paid.state, paid.captured_yen) == (PaymentState.CAPTURED, 300)
    back = cash.refund(paid)
    assert (back.state, back.refunded_yen) == (PaymentState.REFUNDED, 300)


def test_a_ride_given_up_leaves_nothing_due() -> None:
    cash = CashPayments(KeptReceipts())
    cancelled = cash.refund(cash.authorise("P1", "ride-1", a_quote()))
    assert cancelled.state is PaymentState.CANCELLED
    assert cash.refund(cancelled) == cancelled


def test_a_wrong_sum_is_told_and_put_right_by_one_more_receipt() -> None:
    cash = CashPayments(KeptReceipts())
    due = cash.authorise("P1", "ride-1", a_quote())
    shared = a_settlement(a_quote(), pooled=True)
    cash.record(due, CashReceipt("tap-1", "P1", "driver-1", 500))
    with pytest.raises(PaymentRefused, match="recorded 500 yen and the fare is 300 yen") as told:
        cash.capture(due, shared)
    assert told.value.code == "cash_differs"
    cash.record(due, CashReceipt("office-1", "P1", "staff-1", -200))
    assert cash.capture(due, shared).captured_yen == 300


@pytest.mark.parametrize(
    ("receipt", "code"),
    [
        (CashReceipt("tap-2", "P2", "driver-1", 300), "other_payment"),
        (CashReceipt("tap-1", "P1", "driver-1", 400), "receipt_differs"),
        (CashReceipt("tap-2", "P1", "driver-1", 201), "cash_amount"),
        (CashReceipt("tap-2", "P1", "driver-1", -301), "cash_amount"),
    ],
)
def test_a_receipt_that_cannot_be_true_changes_nothing(receipt: CashReceipt, code: str) -> None:
    book = KeptReceipts()
    cash = CashPayments(book)
    due = cash.authorise("P1", "ride-1", a_quote())
    cash.record(due, CashReceipt("tap-1", "P1", "driver-1", 300))
    with pytest.raises(PaymentRefused) as told:
        cash.record(due, receipt)
    assert told.value.code == code
    assert len(book.receipts) == 1


def test_no_means_takes_more_than_was_quoted() -> None:
    cash = CashPayments(KeptReceipts())
    due = cash.authorise("P1", "ride-1", a_quote("child"))
    with pytest.raises(PaymentRefused, match="500 yen is more than the 200 yen quoted"):
        cash.capture(due, a_settlement(a_quote("adult")))
