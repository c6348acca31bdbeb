"""Fares follow from the events of a day: quoted with the promise, settled at drop-off, given back otherwise.

Money never stands in the way of a ride: what goes wrong here is kept for somebody to look at.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection

from api.clock import Clock
from api.desk.open_day import OpenDay
from api.desk.order import Outcome
from api.desk.ride_book import RideBook
from api.desk.town import Town
from api.payments.cash import CashPayments
from api.payments.kept_passes import KeptPasses
from api.payments.kept_payments import KeptCashBook, RideKey, add_payment, change_payment, list_payments
from api.payments.passes import PassPayments
from api.payments.payment import Means, Payment, PaymentRefused, PaymentState
from api.payments.ride_fares import (
    AskedFare,
    find_asked,
    find_fare,
    keep_quote,
    keep_settlement,
    quote_rides,
    was_shared,
)
from api.payments.steps import Step, add_fault, add_step
from api.people.riders import RiderDirectory
from dispatch.domain.events import PromiseMade, RideCancelled, RideChanged, RiderNoShow, VisitDone
from dispatch.domain.offer import Promise
from dispatch.domain.request import RideId
from dispatch.domain.route import VisitKind
from dispatch.policy.fare_table import FareTable
from dispatch.policy.fares import Quote, Settlement, settle

LOG = structlog.get_logger()


@dataclass(frozen=True)
class FareKeeper:
    """Keeps fares and payments of a town; called for every order of its desk."""

    directory: RiderDirectory
    clock: Clock

    def __call__(self, connection: Connection, open_day: OpenDay, outcome: Outcome) -> None:
        """Write what follows from events, in their transaction."""
        promised: dict[str, list[Promise]] = defaultdict(list)
        writing = _Writing(open_day, self.directory, connection, outcome, int(self.clock.now().timestamp()))
        for event in outcome.events:
            match event:
                case RideCancelled(ride_id=ride_id) | RideChanged(ride_id=ride_id):
                    writing.give_back(ride_id)
                case RiderNoShow(ride_id=ride_id):
                    writing.give_back(ride_id)
                case PromiseMade(promise=promise):
                    promised[promise.request_id].append(promise)
                case VisitDone(kind=VisitKind.ALIGHT, ride_id=ride_id) if ride_id is not None:
                    writing.settle(ride_id)
                case _:
                    pass
        for promises in promised.values():
            writing.quote(promises)


@dataclass(frozen=True)
class _Writing:
    open_day: OpenDay
    directory: RiderDirectory
    connection: Connection
    outcome: Outcome
    now_unix_s: int
    passes: PassPayments = field(init=False)
    cash: CashPayments = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "passes", PassPayments(KeptPasses(self.connection)))
        object.__setattr__(self, "cash", CashPayments(KeptCashBook(self.connection, self.now_unix_s)))

    @property
    def town(self) -> Town:
        return self.open_day.town

    def quote(self, promises: list[Promise]) -> None:
        """What the rides of one request cost at most, and the payments for them."""
        first = promises[0]
        date = self.outcome.service_date.isoformat()
        try:
            asked = self._asked(first)
            held = KeptPasses(self.connection).list_held(first.rider_id, self.town.area)
            rides = [(each.party, each.origin, each.destination) for each in promises]
            quotes = quote_rides(self.town, date, rides, asked.party, held)
        except ValueError as fault:
            self._fault(self._key(first.ride_id), Step.QUOTE, str(fault))
            return
        for promise, quoted in zip(promises, quotes, strict=True):
            ride = self._key(promise.ride_id)
            if find_fare(self.connection, ride) is None:
                keep_quote(self.connection, ride, promise.rider_id, quoted)
                self._begin_payments(ride, quoted, asked.means)

    def settle(self, ride_id: RideId) -> None:
        """What a ride came to, now that it is known whether it was shared."""
        ride = self._key(ride_id)
        fare = find_fare(self.connection, ride)
        if fare is None:
            return
        book = RideBook(dict(self.open_day.book.rides))
        for event in self.outcome.events:
            book.follow(event)
        pooled = was_shared(book, ride_id)
        try:
            settled = settle(self._table(fare.quoted.version), fare.quoted, pooled=pooled)
        except ValueError as fault:
            self._fault(ride, Step.CAPTURE, str(fault))
            return
        keep_settlement(self.connection, ride, settled, pooled=pooled)
        for payment in list_payments(self.connection, ride):
            self._capture(ride, payment, settled)

    def give_back(self, ride_id: RideId) -> None:
        """Nothing is paid for a ride that is not driven."""
        ride = self._key(ride_id)
        for payment in list_payments(self.connection, ride):
            if payment.means is Means.ONLINE:
                add_step(self.connection, ride, payment.payment_id, Step.REFUND, self.now_unix_s)
            else:
                port = self.passes if payment.means is Means.PASS else self.cash
                change_payment(self.connection, payment, port.refund(payment))

    def _begin_payments(self, ride: RideKey, quoted: Quote, means: Means) -> None:
        if quoted.passes:
            try:
                payment_id = ride.payment_id(Means.PASS)
                add_payment(self.connection, ride, self.passes.authorise(payment_id, ride.ride_id, quoted))
            except PaymentRefused as refusal:
                self._fault(ride, Step.AUTHORISE, str(refusal))
        if not quoted.most_yen:
            return
        payment_id = ride.payment_id(means)
        add_payment(
            self.connection,
            ride,
            Payment(payment_id, ride.ride_id, means, PaymentState.PENDING, quoted.most_yen),
        )
        if means is Means.ONLINE:
            add_step(self.connection, ride, payment_id, Step.AUTHORISE, self.now_unix_s)

    def _capture(self, ride: RideKey, payment: Payment, settled: Settlement) -> None:
        if payment.means is Means.ONLINE:
            add_step(self.connection, ride, payment.payment_id, Step.CAPTURE, self.now_unix_s)
            return
        port = self.passes if payment.means is Means.PASS else self.cash
        try:
            change_payment(self.connection, payment, port.capture(payment, settled))
        except PaymentRefused as refusal:
            if refusal.code != "cash_differs":  # the driver has not recorded it yet
                self._fault(ride, Step.CAPTURE, str(refusal))

    def _asked(self, promise: Promise) -> AskedFare:
        """What was said with the request, or what is usual for the rider."""
        date = self.outcome.service_date.isoformat()
        asked = find_asked(self.connection, self.town.area, date, promise.request_id)
        if asked is not None:
            return asked
        known = self.directory.list_riders(self.connection, [promise.rider_id])
        table = self.town.service.fares.on(date)
        classes = {each.fare_class for each in table.classes}
        usual = [rider.profile.fare_class for rider in known if rider.profile.fare_class in classes]
        return AskedFare(tuple(usual))

    def _table(self, version: str) -> FareTable:
        tables = {each.version: each for each in self.town.service.fares.tables}
        if version not in tables:
            raise ValueError(f"the fares {version} are not the service's any more; put them back")
        return tables[version]

    def _key(self, ride_id: RideId) -> RideKey:
        return RideKey(self.town.area, self.outcome.service_date.isoformat(), ride_id)

    def _fault(self, ride: RideKey, step: Step, why: str) -> None:
        LOG.error("a fare needs somebody to look at it", area=ride.area, ride=ride.ride_id, step=step.value)
        payment_id = f"{ride.area}.{ride.service_date}.{ride.ride_id}"
        add_fault(self.connection, ride, payment_id, step, self.now_unix_s, why)
