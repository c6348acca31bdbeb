"""Faults planted in a desk on purpose: a judge that does not see them sees nothing."""

from __future__ import annotations

from itertools import count
from typing import Any

from api.desk import ledger
from api.desk.ledger import Ledger
from api.desk.open_day import OpenDay
from api.desk.order import Order, Outcome
from api.storage.receipts import Answer


def yes_before_it_is_kept() -> None:
    """Every fifth order is answered from memory alone, as where a commit does not wait for the disk."""
    keep, numbers = Ledger.keep, count(1)

    def forgetful(self: Ledger, open_day: OpenDay, order: Order, outcome: Outcome, answer: Answer) -> None:
        if next(numbers) % 5:
            keep(self, open_day, order, outcome, answer)
        else:
            open_day.follow(outcome.events)

    Ledger.keep = forgetful


def no_receipt() -> None:
    """What was told is not kept: a repeated call is decided again."""

    def keep_nothing(*_: Any) -> None:
        pass

    ledger.keep_answer = keep_nothing


PLANTED = {"a yes before it is kept": yes_before_it_is_kept, "no receipt": no_receipt}
