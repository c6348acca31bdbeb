"""A pass is checked when presented; a coupon is used once, and given back when the ride is given up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.payments.passes import PassPayments
from api.payments.payment import PaymentRefused, PaymentState
from dispatch.policy.fare_table import HeldPass, bought
from tests.api.payments.kept import KeptPasses, a_quote, a_settlement
from tests.dispatch.policy.fare_tables import COUPONS, MONTHLY

MONTH = bought(MONTHLY, "M1", "2026-11-15")
BOOK = replace(bought(COUPONS, "C1", "2026-11-15"), rides_left=3)


def a_ledger(*sold: HeldPass) -> KeptPasses:
    return KeptPasses({held.pass_id: held for held in sold})


def test_coupons_are_held_at_booking_and_those_not_needed_come_back() -> None:
    ledger = a_ledger(BOOK)
    passes = PassPayments(ledger)
    quoted = a_quote("adult", "child", passes=[BOOK])
    held = passes.authorise("P1", "ride-1", quoted)
    assert held.pass_ids == ("C1",)
    assert ledger.left("C1") == 1
    assert passes.authorise("P1", "ride-1", quoted) == held  # asked again, held once
    assert ledger.left("C1") == 1
    used = passes.capture(held, a_settlement(quoted, party=["adult"]))
    assert used.state is PaymentState.CAPTURED
    assert ledger.left("C1") == 2
    assert passes.refund(used).state is PaymentState.REFUNDED
    assert ledger.left("C1") == 3


def test_a_ride_given_up_before_it_began_costs_no_coupon() -> None:
    ledger = a_ledger(BOOK)
    passes = PassPayments(ledger)
    cancelled = passes.refund(passes.authorise("P1", "ride-1", a_quote(passes=[BOOK])))
    assert cancelled.state is PaymentState.CANCELLED
    assert ledger.left("C1") == 3


def test_a_monthly_pass_carries_its_holder_as_often_as_wanted() -> None:
    passes = PassPayments(a_ledger(MONTH))
    for number in range(40):
        assert passes.authorise(f"P{number}", "ride", a_quote(passes=[MONTH])).most_yen == 0


@pytest.mark.parametrize(
    ("sold", "code", "told"),
    [
        (None, "pass_unknown", "pass M1: not one of ours"),
        (replace(MONTH, valid_until="2026-12-01"), "pass_expired", "valid until 2026-12-01, the ride is on"),
        (replace(MONTH, valid_from="2026-12-03"), "pass_not_yet_valid", "valid from 2026-12-03, the ride is"),
    ],
)
def test_a_pass_that_is_not_good_after_all_is_refused(sold: HeldPass | None, code: str, told: str) -> None:
    passes = PassPayments(a_ledger(*filter(None, [sold])))
    with pytest.raises(PaymentRefused, match=told) as refused:
        passes.authorise("P1", "ride-1", a_quote(passes=[MONTH]))
    assert refused.value.code == code


def test_the_last_coupon_is_used_by_one_ride_only() -> None:
    last = replace(BOOK, rides_left=1)
    ledger = a_ledger(last, MONTH)
    passes = PassPayments(ledger)
    passes.authorise("P1", "ride-1", a_quote(passes=[last]))
    with pytest.raises(PaymentRefused, match="pass C1: fewer than 1 rides left") as refused:
        passes.authorise("P2", "ride-2", a_quote("adult", "adult", passes=[last, MONTH]))
    assert refused.value.code == "pass_used_up"
    assert list(ledger.used) == ["P1"]
