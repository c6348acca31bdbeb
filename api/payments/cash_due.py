"""What drivers still have to be paid in cash for the rides of a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from api.payments.kept_payments import KeptCashBook, RideKey, find_payment
from api.payments.payment import Means, PaymentState
from api.payments.ride_fares import find_fare


@dataclass(frozen=True, slots=True)
class CashDue:
    """Still to be taken for a ride: the fare, until drop-off the most it may come to, less receipts."""

    yen: int
    receipts: tuple[str, ...]
    """The ids of the receipts that are counted."""


def cash_due(connection: Connection, rides: Iterable[RideKey]) -> dict[str, CashDue]:
    """What is due by ride, where it is paid in cash."""
    found = ((ride, _due(connection, ride)) for ride in rides)
    return {ride.ride_id: due for ride, due in found if due is not None}


def _due(connection: Connection, ride: RideKey) -> CashDue | None:
    payment = find_payment(connection, ride.payment_id(Means.CASH))
    fare = find_fare(connection, ride)
    if payment is None or fare is None or payment.state not in (PaymentState.PENDING, PaymentState.CAPTURED):
        return None
    receipts = KeptCashBook(connection, 0).list_receipts(payment.payment_id)
    whole = fare.quoted.most_yen if fare.settled is None else fare.settled.yen
    taken = sum(receipt.yen for receipt in receipts)
    return CashDue(whole - taken, tuple(receipt.receipt_id for receipt in receipts))
