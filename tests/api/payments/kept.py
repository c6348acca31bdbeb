"""Ports of the payments filled by plain dictionaries, and quotes to pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from api.payments.cash import CashReceipt
from api.payments.payment import Payment
from dispatch.policy.fare_table import HeldPass
from dispatch.policy.fares import Quote, Settlement, quote, settle
from tests.dispatch.policy.fare_tables import RIDE_DATE, a_table


def a_quote(*party: str, passes: Sequence[HeldPass] = ()) -> Quote:
    """What a party may have to pay on the day of the tests; an adult alone where nobody is named."""
    return quote(a_table(), party or ("adult",), 0, RIDE_DATE, passes)


def a_settlement(quoted: Quote, *, pooled: bool = False, party: Sequence[str] | None = None) -> Settlement:
    """What it pays."""
    return settle(a_table(), quoted, pooled=pooled, party=party)


@dataclass
class KeptReceipts:
    """The receipts of drivers, in order."""

    receipts: list[CashReceipt] = field(default_factory=list)

    def add(self, receipt: CashReceipt) -> None:
        if receipt not in self.receipts:
            self.receipts.append(receipt)

    def list_receipts(self, payment_id: str) -> Sequence[CashReceipt]:
        return [receipt for receipt in self.receipts if receipt.payment_id == payment_id]


@dataclass
class KeptPasses:
    """Passes sold, and which payment uses how many rides of which."""

    sold: dict[str, HeldPass]
    used: dict[str, dict[str, int]] = field(default_factory=dict)

    def find_pass(self, pass_id: str) -> HeldPass | None:
        held = self.sold.get(pass_id)
        left = self.left(pass_id)
        return held if held is None or left is None else replace(held, rides_left=left)

    def left(self, pass_id: str, but: str = "") -> int | None:
        held = self.sold.get(pass_id)
        if held is None or held.rides_left is None:
            return None
        return held.rides_left - sum(use.get(pass_id, 0) for who, use in self.used.items() if who != but)

    def use(self, payment_id: str, rides: Mapping[str, int]) -> str | None:
        for pass_id, wanted in rides.items():
            left = self.left(pass_id, but=payment_id)
            if left is not None and left < wanted:
                return pass_id
        self.used[payment_id] = dict(rides)
        return None


@dataclass
class KeptPayments:
    """Payments and the webhooks about them."""

    payments: dict[str, Payment] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    deliveries: set[str] = field(default_factory=set)

    def find_payment(self, payment_id: str) -> Payment | None:
        return self.payments.get(payment_id)

    def has_delivery(self, delivery_id: str) -> bool:
        return delivery_id in self.deliveries

    def find_event(self, event_id: str) -> str | None:
        return self.events.get(event_id)

    def record(self, before: Payment, after: Payment, event_id: str, digest: str, delivery_id: str) -> bool:
        if self.payments.get(before.payment_id) != before or event_id in self.events:
            return False
        self.payments[after.payment_id] = after
        self.events[event_id] = digest
        self.deliveries.add(delivery_id)
        return True
