"""Payments that somebody must look at: money that is due and did not come."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select

from api.payments.payment import Means, PaymentState
from api.payments.steps import StepState
from api.payments.tables import PAYMENT, PAYMENT_STEP, RIDE_FARE

TRIED_OFTEN = 3
"""So many tries without an answer, and people are told that the provider is not there."""


@dataclass(frozen=True, slots=True)
class OpenPayment:
    """A payment, what is to be done about it, and why it was not."""

    payment_id: str
    what: str
    why: str


def list_open(connection: Connection, area: str) -> list[OpenPayment]:
    """Steps that failed or find no answer, and cash for rides driven that no driver recorded."""
    stuck = or_(
        PAYMENT_STEP.c.state == StepState.FAILED,
        and_(PAYMENT_STEP.c.state == StepState.WAITING, PAYMENT_STEP.c.tries >= TRIED_OFTEN),
    )
    steps = connection.execute(
        select(PAYMENT_STEP)
        .where(PAYMENT_STEP.c.area == area, stuck)
        .order_by(PAYMENT_STEP.c.payment_id, PAYMENT_STEP.c.turn)
    )
    found = [OpenPayment(row.payment_id, row.step, row.why) for row in steps]
    same_ride = and_(*(PAYMENT.c[name] == RIDE_FARE.c[name] for name in ("area", "service_date", "ride_id")))
    unpaid = connection.execute(
        select(PAYMENT.c.payment_id)
        .join(RIDE_FARE, same_ride)
        .where(
            PAYMENT.c.area == area,
            PAYMENT.c.means == Means.CASH,
            PAYMENT.c.state == PaymentState.PENDING,
            RIDE_FARE.c.settlement.is_not(None),
        )
        .order_by(PAYMENT.c.payment_id)
    )
    return found + [OpenPayment(row.payment_id, "cash", "no receipt comes to the fare") for row in unpaid]
