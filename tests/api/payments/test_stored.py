"""Passes, payments, the cash book and a provider's news in the database, on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

from api.payments.cash import CashReceipt
from api.payments.kept_passes import KeptPasses, Sale
from api.payments.kept_payments import (
    KeptCashBook,
    KeptRecords,
    RideKey,
    add_payment,
    change_payment,
    find_payment,
)
from api.payments.payment import Means, Payment, PaymentState
from api.payments.steps import Step, StepState, add_fault, add_step, claim_steps, end_step, retry_step
from api.storage.database import Database
from dispatch.domain.request import RiderId
from tests.dispatch.policy.fare_tables import COUPONS, MONTHLY, RIDE_DATE

RIDE = RideKey("namioka", RIDE_DATE, "R1")
PAYMENT = Payment(RIDE.payment_id(Means.ONLINE), "R1", Means.ONLINE, PaymentState.PENDING, 500)
NOON = 1_796_180_400


def sell(passes: KeptPasses, pass_id: str, rider_id: str = "p1") -> None:
    product = MONTHLY if pass_id.startswith("monthly") else COUPONS
    passes.sell(pass_id, Sale("namioka", RiderId(rider_id), product, RIDE_DATE, "staff ito", NOON))


def test_a_coupon_book_is_used_up_and_never_oversold(database: Database) -> None:
    with database.write() as connection:
        passes = KeptPasses(connection)
        sell(passes, "book")
        sell(passes, "monthly")
        assert passes.use("pay-1", {"book": 10}) is None
        assert passes.use("pay-2", {"book": 2}) == "book"
        assert passes.use("pay-2", {"book": 1, "monthly": 1}) is None
        held = passes.list_held(RiderId("p1"), "namioka")
        assert {each.pass_id: each.rides_left for each in held} == {"book": 0, "monthly": None}
        assert passes.use("pay-1", {"book": 3}) is None  # in place of the ten it used before
    with database.read() as connection:
        found = KeptPasses(connection).find_pass("book")
        assert found is not None
        assert found.rides_left == 7
        assert found.name == COUPONS.name
        assert KeptPasses(connection).find_pass("elsewhere") is None
        assert KeptPasses(connection).list_held(RiderId("p2"), "namioka") == []


def test_a_payment_changes_only_from_what_it_was(database: Database) -> None:
    authorised = replace(PAYMENT, state=PaymentState.AUTHORISED, provider_id="i-1", pay_url="https://pay/1")
    with database.write() as connection:
        add_payment(connection, RIDE, PAYMENT)
        assert change_payment(connection, PAYMENT, authorised)
        assert not change_payment(connection, PAYMENT, replace(PAYMENT, state=PaymentState.CANCELLED))
        assert find_payment(connection, PAYMENT.payment_id) == authorised


def test_news_is_taken_in_whole_or_not_at_all(database: Database) -> None:
    with database.write() as connection:
        add_payment(connection, RIDE, PAYMENT)
    records = KeptRecords(database)
    authorised = replace(PAYMENT, state=PaymentState.AUTHORISED, provider_id="i-1")
    assert records.record(PAYMENT, authorised, "event-1", "digest", "delivery-1")
    assert records.find_payment(PAYMENT.payment_id) == authorised
    assert (records.find_event("event-1"), records.has_delivery("delivery-1")) == ("digest", True)
    captured = replace(authorised, state=PaymentState.CAPTURED, captured_yen=500)
    assert not records.record(authorised, captured, "event-1", "digest", "delivery-2")
    assert not records.record(PAYMENT, captured, "event-2", "digest", "delivery-3")
    assert records.find_payment(PAYMENT.payment_id) == authorised
    assert not records.has_delivery("delivery-3")


def test_what_a_driver_took_is_kept_once(database: Database) -> None:
    with database.write() as connection:
        add_payment(connection, RIDE, PAYMENT)
        book = KeptCashBook(connection, NOON)
        for yen in (500, 500, 300):
            book.add(CashReceipt("receipt-1", PAYMENT.payment_id, "device d1", yen))
        assert [each.yen for each in book.list_receipts(PAYMENT.payment_id)] == [500]


def test_steps_are_claimed_in_order_one_after_the_other(database: Database) -> None:
    payment_id = PAYMENT.payment_id
    with database.write() as connection:
        for step in (Step.CAPTURE, Step.AUTHORISE, Step.AUTHORISE):
            add_step(connection, RIDE, payment_id, step, NOON)
        (first,) = claim_steps(connection, "namioka", NOON, 60, 5)
        assert (first.step, first.tries) == (Step.AUTHORISE, 1)
        assert not claim_steps(connection, "namioka", NOON + 59, 60, 5)
        retry_step(connection, first, NOON + 10, "no answer")
        assert not claim_steps(connection, "namioka", NOON + 9, 60, 5)
        (again,) = claim_steps(connection, "namioka", NOON + 10, 60, 5)
        assert (again.step, again.tries) == (Step.AUTHORISE, 2)
        end_step(connection, payment_id, Step.AUTHORISE, StepState.DONE)
        (capture,) = claim_steps(connection, "namioka", NOON + 10, 60, 5)
        assert capture.step is Step.CAPTURE
        add_fault(connection, RIDE, payment_id, Step.CAPTURE, NOON, "declined")
        assert not claim_steps(connection, "namioka", NOON + 999, 60, 5)
