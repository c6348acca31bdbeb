"""A notice is sent at least once; where that fails, an operator hears of it in time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.notices.gateway import GatewayNotifier, GatewayWords
from api.notices.notice import Notice
from api.notices.notifier import Notifier, NotSent, Receipt
from api.notices.outbox import (
    AT_ONCE,
    OperatorTask,
    OutboxMessage,
    RetryRule,
    message_of,
    run_outbox,
    send_due,
)
from api.notices.quiet_hours import QuietHours
from api.notices.templates import NoticeKind
from tests.api.notices.gateway_town import an_sms_town

NOON = 1_796_180_400  # 2026-12-02 12:00 in Japan
QUIET, RULE = QuietHours(ZoneInfo("Asia/Tokyo")), RetryRule()


def a_message(message_id: str = "M1", *, now: int = NOON, until: int | None = None) -> OutboxMessage:
    notice = Notice(NoticeKind.AT_RISK, "rider-1", "ja", {"place": "浪岡駅前", "at_s": 45_000})
    return message_of(notice, message_id, "sms", "+8190", QUIET, now, useful_until_unix_s=until)


@dataclass
class KeptOutbox:
    """An outbox in memory, with the lease of each message, and what became of it."""

    waiting: dict[str, OutboxMessage] = field(default_factory=dict)
    free_from: dict[str, int] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    tasks: list[OperatorTask] = field(default_factory=list)

    def put(self, *messages: OutboxMessage) -> KeptOutbox:
        self.waiting |= {message.message_id: message for message in messages}
        self.free_from |= {message.message_id: message.send_from_unix_s for message in messages}
        return self

    def claim(self, now_unix_s: int, lease_s: int, at_most: int) -> list[OutboxMessage]:
        due = sorted((self.free_from[one], one) for one in self.waiting if self.free_from[one] <= now_unix_s)
        for _, one in due[:at_most]:
            self.waiting[one] = replace(self.waiting[one], tries=self.waiting[one].tries + 1)
            self.free_from[one] = now_unix_s + lease_s
        return [self.waiting[one] for _, one in due[:at_most]]

    def mark_sent(self, message_id: str, receipt: Receipt) -> None:
        self.sent.append(message_id)
        del self.waiting[message_id]

    def retry_at(self, message_id: str, unix_s: int, why: str) -> None:
        self.free_from[message_id] = unix_s

    def hand_to_operator(self, task: OperatorTask) -> None:
        self.tasks.append(task)
        del self.waiting[task.message.message_id]


@dataclass
class Line:
    """A way to send that fails as it is told to, and keeps what went through."""

    problems: list[NotSent | None] = field(default_factory=list)
    through: list[str] = field(default_factory=list)

    def send(self, address: str, text: str, message_id: str) -> Receipt:
        problem = self.problems.pop(0) if self.problems else None
        if problem is not None:
            raise problem
        self.through.append(message_id)
        return Receipt("line", "ok")


@dataclass
class Clock:
    """A clock that moves when told to wait."""

    now: int = NOON
    until: int = NOON + 600

    def read(self) -> int:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.now += round(seconds)
        return self.now >= self.until


def run(outbox: KeptOutbox, line: Notifier, clock: Clock | None = None) -> Clock:
    moving = clock or Clock()
    run_outbox(outbox, {"sms": line}, RULE, moving.read, moving.wait)
    return moving


def test_a_message_is_sent_once_and_forgotten() -> None:
    outbox, line = KeptOutbox().put(a_message()), Line()
    run(outbox, line)
    assert (outbox.sent, line.through, outbox.waiting) == (["M1"], ["M1"], {})


def test_a_line_that_is_down_for_a_while_delays_but_loses_nothing() -> None:
    outbox, line = KeptOutbox().put(a_message()), Line([NotSent("down"), NotSent("down"), None])
    clock = Clock(until=NOON + 21)
    run(outbox, line, clock)
    assert outbox.sent == ["M1"]
    assert not outbox.tasks


def test_what_reaches_nobody_becomes_a_call_for_an_operator() -> None:
    outbox, line = KeptOutbox().put(a_message()), Line([NotSent("down")] * RULE.tries)
    run(outbox, line)
    assert [(task.message.message_id, task.why) for task in outbox.tasks] == [("M1", "down")]
    assert "浪岡駅前" in outbox.tasks[0].message.text


def test_an_operator_hears_of_it_within_two_minutes() -> None:
    gateway = GatewayWords(
        name="sms", url="https://sms.example/", body="{address} {text}", content_type="text/plain"
    )
    longest_call_s = gateway.tries * gateway.timeout_s + gateway.back_off_s
    turns_s = RULE.tries  # the loop looks every second
    assert sum(RULE.waits_s) + RULE.tries * longest_call_s + turns_s <= 120
    assert AT_ONCE * longest_call_s <= RULE.lease_s


def test_a_number_that_does_not_exist_is_not_tried_again() -> None:
    outbox, line = KeptOutbox().put(a_message()), Line([NotSent("no such number", final=True)])
    run(outbox, line)
    assert [task.why for task in outbox.tasks] == ["no such number"]
    assert not line.through


def test_a_gateway_that_asks_for_time_gets_some_but_not_all_day() -> None:
    outbox = KeptOutbox().put(a_message())
    line = Line([NotSent("busy", retry_after_s=20), NotSent("busy", retry_after_s=86_400)])
    for _ in range(2):
        send_due(outbox, {"sms": line}, RULE, lambda: NOON)
        outbox.free_from["M1"], wait_until = NOON, outbox.free_from["M1"]
    assert wait_until == NOON + 30


def test_news_that_came_too_late_and_channels_nobody_serves_go_to_an_operator() -> None:
    late, pigeon = a_message("M1", until=NOON - 1), replace(a_message("M2"), channel="pigeon")
    outbox, line = KeptOutbox().put(late, pigeon), Line()
    send_due(outbox, {"sms": line}, RULE, lambda: NOON)
    assert [task.why for task in outbox.tasks] == ["too late to send", "nothing sends to 'pigeon'"]
    assert not line.through


def test_a_worker_that_dies_leaves_its_message_to_the_next() -> None:
    outbox, line = KeptOutbox().put(a_message()), Line()
    outbox.claim(NOON, RULE.lease_s, AT_ONCE)  # and then nothing
    assert send_due(outbox, {"sms": line}, RULE, lambda: NOON + RULE.lease_s - 1) == 0
    assert send_due(outbox, {"sms": line}, RULE, lambda: NOON + RULE.lease_s) == 1
    assert line.through == ["M1"]


def test_a_message_on_which_every_worker_dies_goes_to_an_operator() -> None:
    outbox, line = KeptOutbox().put(a_message()), Line()
    for turn in range(RULE.tries):
        outbox.claim(NOON + turn * RULE.lease_s, RULE.lease_s, AT_ONCE)
    send_due(outbox, {"sms": line}, RULE, lambda: NOON + RULE.tries * RULE.lease_s)
    assert [task.why for task in outbox.tasks] == ["tried too often without an outcome"]


def test_a_message_of_the_night_waits_in_the_outbox() -> None:
    notice = Notice(NoticeKind.ONE_TIME_CODE, "rider-1", "ja", {"code": "123456", "life_min": 5})
    facts: dict[str, str | int] = {"date": "2026-12-02"}
    warning = Notice(NoticeKind.NO_SHOW_WARNING, "rider-1", "ja", facts)
    ten_pm = NOON + 10 * 3600
    assert message_of(notice, "M1", "sms", "+8190", QUIET, ten_pm).send_from_unix_s == ten_pm
    assert message_of(warning, "M2", "sms", "+8190", QUIET, ten_pm).send_from_unix_s == NOON + 19 * 3600


def test_a_gateway_over_http_sends_what_the_outbox_holds() -> None:
    words = {"name": "sms", "content_type": "text/plain", "body": "{message_id} {address} {text}"}
    with an_sms_town() as town:
        town.answers = [(503, {}), (503, {})]
        gateway = GatewayNotifier(GatewayWords.model_validate({**words, "url": town.url}), {}, lambda _: None)
        outbox = KeptOutbox().put(a_message())
        run(outbox, gateway)
    assert outbox.sent == ["M1"]
    assert [body.decode().split()[0] for body in town.bodies] == ["M1"] * 3  # the gateway can tell a repeat


OUTCOMES = st.sampled_from(
    [None, NotSent("down"), NotSent("busy", retry_after_s=9), NotSent("no", final=True)]
)


@given(st.integers(1, 12), st.lists(OUTCOMES, max_size=30))
def test_every_message_ends_sent_or_with_an_operator(count: int, problems: list[NotSent | None]) -> None:
    outbox, line = KeptOutbox(), Line(list(problems))
    outbox.put(*(a_message(f"M{number:02}") for number in range(count)))
    clock = Clock(until=NOON + 300)
    run(outbox, line, clock)
    assert not outbox.waiting
    told = [*outbox.sent, *(task.message.message_id for task in outbox.tasks)]
    assert sorted(told) == [f"M{number:02}" for number in range(count)]
    assert line.through == outbox.sent


@pytest.mark.parametrize("waits", [(), (1, 2)])
def test_a_town_chooses_how_often_it_tries(waits: tuple[int, ...]) -> None:
    outbox, line = KeptOutbox().put(a_message()), Line([NotSent("down")] * 9)
    clock = Clock()
    run_outbox(outbox, {"sms": line}, RetryRule(waits), clock.read, clock.wait)
    assert len(line.problems) == 9 - len(waits) - 1
