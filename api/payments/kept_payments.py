"""Payments in the database, the cash book, and the news that a provider brought."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.payments.cash import CashReceipt
from api.payments.payment import Means, Payment, PaymentState
from api.payments.tables import CASH_RECEIPT, PAYMENT, PROVIDER_DELIVERY, PROVIDER_EVENT
from api.storage.database import Database


@dataclass(frozen=True, slots=True)
class RideKey:
    """A ride of an area, by its service date and id."""

    area: str
    service_date: str
    ride_id: str

    def payment_id(self, means: Means) -> str:
        """The id of the payment for this ride by some means: the same whenever it is made."""
        return f"{self.area}.{self.service_date}.{self.ride_id}.{means.value}"


def add_payment(connection: Connection, ride: RideKey, payment: Payment) -> None:
    """Keep a new payment."""
    key = {"payment_id": payment.payment_id, "area": ride.area, "service_date": ride.service_date}
    connection.execute(insert(PAYMENT).values(**key, ride_id=ride.ride_id, **_values(payment)))


def change_payment(connection: Connection, before: Payment, after: Payment) -> bool:
    """Keep a payment as it is now, unless it has changed meanwhile; whether it was kept."""
    if before == after:
        return True
    known = _values(before)
    mine = [PAYMENT.c[name] == known[name] for name in ("state", "captured_yen", "refunded_yen")]
    changed = update(PAYMENT).where(PAYMENT.c.payment_id == before.payment_id, *mine)
    return connection.execute(changed.values(_values(after))).rowcount == 1


def find_payment(connection: Connection, payment_id: str) -> Payment | None:
    """A payment by our own id."""
    row = connection.execute(select(PAYMENT).where(PAYMENT.c.payment_id == payment_id)).first()
    return None if row is None else _payment(row)


def list_payments(connection: Connection, ride: RideKey) -> list[Payment]:
    """The payments of a ride, one for each means."""
    mine = (
        (PAYMENT.c.area == ride.area)
        & (PAYMENT.c.service_date == ride.service_date)
        & (PAYMENT.c.ride_id == ride.ride_id)
    )
    rows = connection.execute(select(PAYMENT).where(mine).order_by(PAYMENT.c.payment_id))
    return [_payment(row) for row in rows]


@dataclass(frozen=True)
class KeptCashBook:
    """What drivers took, as one transaction sees it."""

    connection: Connection
    at_unix_s: int

    def add(self, receipt: CashReceipt) -> None:
        """Keep a receipt; one kept already changes nothing."""
        if receipt.receipt_id not in (kept.receipt_id for kept in self.list_receipts(receipt.payment_id)):
            row = {
                "receipt_id": receipt.receipt_id,
                "payment_id": receipt.payment_id,
                "taken_by": receipt.taken_by,
                "yen": receipt.yen,
                "taken_at_s": self.at_unix_s,
            }
            self.connection.execute(insert(CASH_RECEIPT).values(row))

    def list_receipts(self, payment_id: str) -> Sequence[CashReceipt]:
        """All receipts of a payment, the first first."""
        mine = select(CASH_RECEIPT).where(CASH_RECEIPT.c.payment_id == payment_id)
        rows = self.connection.execute(mine.order_by(CASH_RECEIPT.c.taken_at_s, CASH_RECEIPT.c.receipt_id))
        return [CashReceipt(row.receipt_id, row.payment_id, row.taken_by, row.yen) for row in rows]


@dataclass(frozen=True)
class KeptRecords:
    """Payments and the news about them, for the door of the provider."""

    database: Database

    def find_payment(self, payment_id: str) -> Payment | None:
        """A payment by our own id."""
        with self.database.read() as connection:
            return find_payment(connection, payment_id)

    def has_delivery(self, delivery_id: str) -> bool:
        """Whether this very delivery was taken in before."""
        known = select(PROVIDER_DELIVERY).where(PROVIDER_DELIVERY.c.delivery_id == delivery_id)
        with self.database.read() as connection:
            return connection.execute(known).first() is not None

    def find_event(self, event_id: str) -> str | None:
        """The digest of an event taken in before."""
        known = select(PROVIDER_EVENT.c.digest).where(PROVIDER_EVENT.c.event_id == event_id)
        with self.database.read() as connection:
            return connection.execute(known).scalar_one_or_none()

    def record(self, before: Payment, after: Payment, event_id: str, digest: str, delivery_id: str) -> bool:
        """Keep the payment, the event and its delivery in one transaction.

        False, and nothing is kept, where the payment has changed meanwhile or the event is known already.
        """
        try:
            with self.database.write() as connection:
                connection.execute(insert(PROVIDER_EVENT).values(event_id=event_id, digest=digest))
                connection.execute(insert(PROVIDER_DELIVERY).values(delivery_id=delivery_id))
                if not change_payment(connection, before, after):
                    raise _Overtaken
        except (IntegrityError, _Overtaken):
            return False
        return True


class _Overtaken(Exception):
    """Ends a transaction of which nothing may be kept."""


def _values(payment: Payment) -> dict[str, object]:
    return {
        "means": payment.means.value,
        "state": payment.state.value,
        "most_yen": payment.most_yen,
        "captured_yen": payment.captured_yen,
        "refunded_yen": payment.refunded_yen,
        "pass_ids": json.dumps(payment.pass_ids),
        "provider_id": payment.provider_id,
        "pay_url": payment.pay_url,
    }


def _payment(row: Row[*tuple[object, ...]]) -> Payment:
    kept = row._mapping
    return Payment(
        kept["payment_id"],
        kept["ride_id"],
        Means(kept["means"]),
        PaymentState(kept["state"]),
        kept["most_yen"],
        kept["captured_yen"],
        kept["refunded_yen"],
        tuple(json.loads(kept["pass_ids"])),
        kept["provider_id"],
        kept["pay_url"],
    )
