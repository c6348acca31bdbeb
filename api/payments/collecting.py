"""The errand that asks the payment provider: each step until it is done, however often no answer comes."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from api.clock import Clock
from api.desk.town import Town
from api.errands import Errand, Rest
from api.payments.kept_payments import RideKey, change_payment, find_payment
from api.payments.payment import Payment, PaymentPort, PaymentRefused, PaymentUnknown
from api.payments.ride_fares import RideFare, find_fare
from api.payments.steps import DueStep, Step, StepState, claim_steps, end_step, has_waiting, retry_step
from api.storage.database import Database
from api.storage.writer import Tenure

LOG = structlog.get_logger()
LEASE_S = 60
AT_ONCE = 5
LONGEST_WAIT_S = 300


@dataclass(frozen=True)
class Collector:
    """Does what is to be done about online payments of an area while its process leads."""

    town: Town
    database: Database
    tenure: Tenure
    clock: Clock
    provider: PaymentPort

    def errand(self) -> Errand:
        """The work, until it is told to stop."""
        return Errand(f"payments {self.town.area}", self._work)

    def collect_due(self) -> int:
        """Do what is due; how many steps were claimed. Raises NotTheWriter once another process leads."""
        now_unix_s = self._now_unix_s()
        with self.database.read() as connection:
            if not has_waiting(connection, self.town.area, now_unix_s):
                return 0
        with self.database.write() as connection:
            self.tenure.check(connection)
            claimed = claim_steps(connection, self.town.area, now_unix_s, LEASE_S, AT_ONCE)
        for due in claimed:
            self._do(due)
        return len(claimed)

    def _work(self, rest: Rest) -> None:
        stopped = False
        while not stopped:
            stopped = rest(0.0 if self.collect_due() == AT_ONCE else 1.0)

    def _do(self, due: DueStep) -> None:
        with self.database.read() as connection:
            payment = find_payment(connection, due.payment_id)
            fare = None if payment is None else find_fare(connection, self._ride(payment))
        try:
            if payment is None or fare is None:
                raise PaymentRefused("payment_gone", f"payment {due.payment_id} or its quote is not there")
            after = self._ask(due.step, payment, fare)
        except PaymentUnknown as fault:
            self._again(due, str(fault))
        except PaymentRefused as refusal:
            LOG.error("a payment needs somebody to look at it", area=self.town.area, step=due.step.value)
            with self.database.write() as connection:
                self.tenure.check(connection)
                end_step(connection, due.payment_id, due.step, StepState.FAILED, str(refusal))
        else:
            self._keep(due, payment, after)

    def _ask(self, step: Step, payment: Payment, fare: RideFare) -> Payment:
        if step is Step.AUTHORISE:
            return self.provider.authorise(payment.payment_id, payment.ride_id, fare.quoted)
        if step is Step.REFUND:
            return self.provider.refund(payment)
        if fare.settled is None:
            raise PaymentRefused("not_settled", f"payment {payment.payment_id}: the ride is not settled")
        return self.provider.capture(payment, fare.settled)

    def _keep(self, due: DueStep, before: Payment, after: Payment) -> None:
        with self.database.write() as connection:
            self.tenure.check(connection)
            if self._takes_in(connection, before, after):
                end_step(connection, due.payment_id, due.step, StepState.DONE)
            else:
                retry_step(connection, due, self._now_unix_s() + 1, "the payment changed meanwhile")

    def _takes_in(self, connection: Connection, before: Payment, after: Payment) -> bool:
        """Whether the payment is kept as the provider has it; a webhook may have been quicker."""
        return (
            change_payment(connection, before, after) or find_payment(connection, after.payment_id) == after
        )

    def _again(self, due: DueStep, why: str) -> None:
        wait_s = min(5 * 2 ** (due.tries - 1), LONGEST_WAIT_S)
        with self.database.write() as connection:
            self.tenure.check(connection)
            retry_step(connection, due, self._now_unix_s() + wait_s, why)

    def _ride(self, payment: Payment) -> RideKey:
        _, service_date, _ = payment.payment_id.removeprefix(self.town.area).split(".", 2)
        return RideKey(self.town.area, service_date, payment.ride_id)

    def _now_unix_s(self) -> int:
        return int(self.clock.now().timestamp())
