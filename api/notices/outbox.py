"""Notices on their way: committed with what they tell of, sent at least once, never dropped in silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from api.notices.notice import Notice
from api.notices.notifier import Notifier, NotSent, Receipt
from api.notices.quiet_hours import QuietHours
from api.notices.templates import NoticeKind

AT_ONCE = 5
"""Messages claimed in one go: few, so that a slow gateway does not outlast their lease."""
LONGEST_WAIT_S = 30


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """One text to one address."""

    message_id: str
    """The same for every try, so that a gateway can tell a repeat."""
    rider_id: str
    kind: NoticeKind
    channel: str
    address: str
    text: str
    send_from_unix_s: int
    useful_until_unix_s: int | None
    """After this moment it would only confuse."""
    tries: int = 0
    """How often it was claimed, this time included."""


@dataclass(frozen=True, slots=True)
class OperatorTask:
    """A rider whom no text reached: somebody calls."""

    message: OutboxMessage
    why: str


class Outbox(Protocol):
    """Where messages wait; it is written in the transaction of what they tell of."""

    def claim(self, now_unix_s: int, lease_s: int, at_most: int) -> Sequence[OutboxMessage]:
        """Messages whose time has come, the oldest first; each has one try more and is ours for the lease."""
        ...

    def mark_sent(self, message_id: str, receipt: Receipt) -> None:
        """It was handed on."""
        ...

    def retry_at(self, message_id: str, unix_s: int, why: str) -> None:
        """Try again then."""
        ...

    def hand_to_operator(self, task: OperatorTask) -> None:
        """No further try: keep the task, in one transaction with the end of the message."""
        ...


@dataclass(frozen=True, slots=True)
class RetryRule:
    """How often and when a message is tried; as preset, an operator hears of it within two minutes."""

    waits_s: tuple[int, ...] = (5, 15, 30)
    lease_s: int = 60

    @property
    def tries(self) -> int:
        """Tries in all."""
        return len(self.waits_s) + 1


def message_of(
    notice: Notice,
    message_id: str,
    channel: str,
    address: str,
    quiet: QuietHours,
    now_unix_s: int,
    *,
    ride_unix_s: int | None = None,
    useful_until_unix_s: int | None = None,
) -> OutboxMessage:
    """A notice ready for the outbox, to be sent now or in the morning."""
    return OutboxMessage(
        message_id,
        notice.rider_id,
        notice.kind,
        channel,
        address,
        notice.text,
        quiet.send_from(notice.kind, now_unix_s, ride_unix_s),
        useful_until_unix_s,
    )


def send_due(
    outbox: Outbox, notifiers: Mapping[str, Notifier], rule: RetryRule, unix_s: Callable[[], int]
) -> int:
    """Send what is due; how many messages were claimed.

    A crash in between leaves the lease to run out, and the message is sent again: at least once, never none.
    """
    claimed = outbox.claim(unix_s(), rule.lease_s, AT_ONCE)
    for message in claimed:
        _send(message, outbox, notifiers, rule, unix_s)
    return len(claimed)


def run_outbox(
    outbox: Outbox,
    notifiers: Mapping[str, Notifier],
    rule: RetryRule,
    unix_s: Callable[[], int],
    wait: Callable[[float], bool],
) -> None:
    """Send until told to stop; `wait` rests for so many seconds and says whether to stop (`Event.wait`)."""
    stopped = False
    while not stopped:
        claimed = send_due(outbox, notifiers, rule, unix_s)
        stopped = wait(0.0 if claimed == AT_ONCE else 1.0)


def _send(
    message: OutboxMessage,
    outbox: Outbox,
    notifiers: Mapping[str, Notifier],
    rule: RetryRule,
    unix_s: Callable[[], int],
) -> None:
    until = message.useful_until_unix_s
    notifier = notifiers.get(message.channel)
    if until is not None and unix_s() > until:
        outbox.hand_to_operator(OperatorTask(message, "too late to send"))
    elif notifier is None:
        outbox.hand_to_operator(OperatorTask(message, f"nothing sends to {message.channel!r}"))
    elif message.tries > rule.tries:
        # claimed before and never heard of again: whoever sent it died on it
        outbox.hand_to_operator(OperatorTask(message, "tried too often without an outcome"))
    else:
        _try(message, outbox, notifier, rule, unix_s)


def _try(
    message: OutboxMessage, outbox: Outbox, notifier: Notifier, rule: RetryRule, unix_s: Callable[[], int]
) -> None:
    try:
        receipt = notifier.send(message.address, message.text, message.message_id)
    except NotSent as problem:
        if problem.final or message.tries >= rule.tries:
            outbox.hand_to_operator(OperatorTask(message, str(problem)))
            return
        asked_s = min(problem.retry_after_s or 0, LONGEST_WAIT_S)
        wait_s = max(rule.waits_s[message.tries - 1], asked_s)
        outbox.retry_at(message.message_id, unix_s() + wait_s, str(problem))
    else:
        outbox.mark_sent(message.message_id, receipt)
