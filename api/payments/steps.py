"""What is still to be done about payments: kept with what it follows from, done when the provider can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, insert, select, update

from api.payments.kept_payments import RideKey
from api.payments.tables import PAYMENT_STEP


class Step(StrEnum):
    """One thing to be done, in this order."""

    QUOTE = "quote"
    AUTHORISE = "authorise"
    CAPTURE = "capture"
    REFUND = "refund"


class StepState(StrEnum):
    """How far it has come."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    """Not done, and not tried again: somebody looks at it."""


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step that was claimed, with how often it was."""

    payment_id: str
    step: Step
    tries: int


_TURN = {step: number for number, step in enumerate(Step)}


def add_step(connection: Connection, ride: RideKey, payment_id: str, step: Step, now_unix_s: int) -> None:
    """Have something done about a payment, once."""
    if connection.execute(select(PAYMENT_STEP.c.step).where(_is(payment_id, step))).first() is None:
        _insert(connection, ride, payment_id, step, StepState.WAITING, now_unix_s, "")


def add_fault(
    connection: Connection, ride: RideKey, payment_id: str, step: Step, now_unix_s: int, why: str
) -> None:
    """Say that something could not be done about a payment."""
    if connection.execute(select(PAYMENT_STEP.c.step).where(_is(payment_id, step))).first() is None:
        _insert(connection, ride, payment_id, step, StepState.FAILED, now_unix_s, why)
    else:
        end_step(connection, payment_id, step, StepState.FAILED, why)


def claim_steps(
    connection: Connection, area: str, now_unix_s: int, lease_s: int, at_most: int
) -> Sequence[DueStep]:
    """Steps whose time has come and before which nothing else waits, ours for the lease."""
    waiting = (PAYMENT_STEP.c.area == area) & (PAYMENT_STEP.c.state == StepState.WAITING)
    rows = connection.execute(
        select(PAYMENT_STEP).where(waiting).order_by(PAYMENT_STEP.c.free_from_s, PAYMENT_STEP.c.turn)
    ).all()
    first: dict[str, int] = {}
    for row in rows:
        first[row.payment_id] = min(row.turn, first.get(row.payment_id, row.turn))
    due = [row for row in rows if row.free_from_s <= now_unix_s and row.turn == first[row.payment_id]]
    claimed = []
    for row in due[:at_most]:
        step = Step(row.step)
        leased = {"tries": row.tries + 1, "free_from_s": now_unix_s + lease_s}
        connection.execute(update(PAYMENT_STEP).where(_is(row.payment_id, step)).values(leased))
        claimed.append(DueStep(row.payment_id, step, row.tries + 1))
    return claimed


def retry_step(connection: Connection, due: DueStep, unix_s: int, why: str) -> None:
    """Try again then."""
    again = {"free_from_s": unix_s, "why": why}
    connection.execute(update(PAYMENT_STEP).where(_is(due.payment_id, due.step)).values(again))


def end_step(connection: Connection, payment_id: str, step: Step, state: StepState, why: str = "") -> None:
    """It is done, or will not be."""
    ended = {"state": state.value, "why": why}
    connection.execute(update(PAYMENT_STEP).where(_is(payment_id, step)).values(ended))


def has_waiting(connection: Connection, area: str, now_unix_s: int) -> bool:
    """Whether anything is due."""
    due = (
        (PAYMENT_STEP.c.area == area)
        & (PAYMENT_STEP.c.state == StepState.WAITING)
        & (PAYMENT_STEP.c.free_from_s <= now_unix_s)
    )
    return connection.execute(select(PAYMENT_STEP.c.step).where(due).limit(1)).first() is not None


def _is(payment_id: str, step: Step) -> ColumnElement[bool]:
    return (PAYMENT_STEP.c.payment_id == payment_id) & (PAYMENT_STEP.c.step == step)


def _insert(
    connection: Connection,
    ride: RideKey,
    payment_id: str,
    step: Step,
    state: StepState,
    now_unix_s: int,
    why: str,
) -> None:
    row = {
        "payment_id": payment_id,
        "step": step.value,
        "area": ride.area,
        "turn": _TURN[step],
        "state": state.value,
        "free_from_s": now_unix_s,
        "tries": 0,
        "why": why,
    }
    connection.execute(insert(PAYMENT_STEP).values(row))
