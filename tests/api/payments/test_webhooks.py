"""A webhook is believed when it is signed and fresh, and its news is taken in once."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.payments.payment import Means, Payment, PaymentRefused, PaymentState
from api.payments.signatures import WINDOW_S, WebhookRefused, check_signature, sign
from api.payments.webhooks import IntentNews, Received, receive_webhook, told
from tests.api.payments.kept import KeptPayments

SECRET, NOW = "s3cret", 1_796_000_000
PENDING = Payment("P1", "ride-1", Means.ONLINE, PaymentState.PENDING, 500, provider_id="I1")


def body(event_id: str = "E1", **changes: object) -> bytes:
    intent: dict[str, object] = {
        "intent_id": "I1",
        "payment_id": "P1",
        "state": "authorised",
        "most_yen": 500,
        "captured_yen": 0,
        "refunded_yen": 0,
    }
    return json.dumps({"event_id": event_id, "intent": intent | changes}).encode()


def deliver(
    records: KeptPayments, content: bytes, delivery: str = "D1", *, sent: int = NOW, secret: str = SECRET
) -> Received:
    header = sign(secret, content, sent, delivery)
    return receive_webhook(header, content, [SECRET], NOW, records)


def some_records() -> KeptPayments:
    return KeptPayments({"P1": PENDING})


def refused(records: KeptPayments, content: bytes, **how: Any) -> WebhookRefused:
    before = (dict(records.payments), dict(records.events))
    with pytest.raises(WebhookRefused) as refusal:
        deliver(records, content, **how)
    assert (records.payments, records.events) == before
    return refusal.value


def test_news_is_taken_in_once_and_a_second_delivery_is_acknowledged() -> None:
    records = some_records()
    assert deliver(records, body()) is Received.TAKEN_IN
    assert records.payments["P1"].state is PaymentState.AUTHORISED
    assert deliver(records, body(), "D2", sent=NOW + 5) is Received.REPEATED


def test_the_same_delivery_again_is_a_replay() -> None:
    records = some_records()
    deliver(records, body())
    replay = refused(records, body())
    assert (replay.code, replay.status) == ("webhook_replayed", 409)


def test_an_event_id_never_stands_for_two_things() -> None:
    records = some_records()
    deliver(records, body())
    assert refused(records, body(state="cancelled"), delivery="D2").code == "event_differs"


def test_a_wrong_secret_and_a_changed_body_are_not_believed() -> None:
    assert refused(some_records(), body(), secret="guess").code == "signature_wrong"
    header = sign(SECRET, body(), NOW, "D1")
    with pytest.raises(WebhookRefused, match="does not fit this body"):
        receive_webhook(header, body(state="captured"), [SECRET], NOW, some_records())
    with pytest.raises(WebhookRefused, match="does not fit this body"):
        receive_webhook(header.replace("D1", "D2"), body(), [SECRET], NOW, some_records())
    with pytest.raises(WebhookRefused, match="does not fit"):
        check_signature(header, body(), [], NOW)


def test_an_old_secret_holds_until_it_is_taken_away() -> None:
    header = sign("old", b"x", NOW, "D1")
    assert check_signature(header, b"x", ["new", "old"], NOW).delivery_id == "D1"
    with pytest.raises(WebhookRefused, match="does not fit"):
        check_signature(header, b"x", ["new"], NOW)


@pytest.mark.parametrize("late_s", [-WINDOW_S, 0, WINDOW_S])
def test_a_webhook_within_the_window_is_fresh(late_s: int) -> None:
    assert deliver(some_records(), body(), sent=NOW - late_s) is Received.TAKEN_IN


@pytest.mark.parametrize(
    ("late_s", "said"), [(WINDOW_S + 1, "signed 301 s ago"), (-WINDOW_S - 1, "signed 301 s in the future")]
)
def test_a_webhook_outside_the_window_is_late(late_s: int, said: str) -> None:
    refusal = refused(some_records(), body(), sent=NOW - late_s)
    assert refusal.code == "signature_late"
    assert said in str(refusal)


@pytest.mark.parametrize(
    ("header", "code"),
    [(None, "signature_missing"), ("", "signature_missing"), ("v1=ff", "signature_unreadable")]
    + [(text, "signature_unreadable") for text in ("t=x,d=1,v1=ff", "t=1,v1=ff", "t=1,d=1", "t=1,d=1,v1=é")],
)
def test_a_header_that_says_too_little_is_refused(header: str | None, code: str) -> None:
    with pytest.raises(WebhookRefused) as refusal:
        receive_webhook(header, body(), [SECRET], NOW, some_records())
    assert (refusal.value.code, refusal.value.status) == (code, 401)


@given(st.text(max_size=60), st.binary(max_size=60))
def test_no_header_however_odd_is_believed_or_breaks_anything(header: str, content: bytes) -> None:
    with pytest.raises(WebhookRefused):
        receive_webhook(header, content, [SECRET], NOW, some_records())


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"{", "webhook_unreadable", "the body"),
        (body(state="paid"), "webhook_unreadable", "intent.state"),
        (body(most_yen=-1), "webhook_unreadable", "intent.most_yen"),
        (body(tip_yen=1), "webhook_unreadable", "intent.tip_yen"),
        (body(payment_id="P9"), "payment_unknown", "no payment 'P9' here"),
        (body(intent_id="I9"), "intent_differs", "belongs to intent I1, not I9"),
        (body(most_yen=400), "amount_differs", "500 yen were quoted"),
        (body(state="captured", captured_yen=501), "amount_differs", "500 yen were quoted"),
        (body(state="refunded", refunded_yen=1), "amount_differs", "no more given back than taken"),
    ],
)
def test_news_that_cannot_be_true_is_refused(content: bytes, code: str, said: str) -> None:
    refusal = refused(some_records(), content)
    assert refusal.code == code
    assert said in str(refusal)


@dataclass
class BusyPayments:
    """Records in which somebody else keeps changing the payment just before we keep it."""

    kept: KeptPayments
    changes: list[Payment]

    def find_payment(self, payment_id: str) -> Payment | None:
        return self.kept.find_payment(payment_id)

    def has_delivery(self, delivery_id: str) -> bool:
        return self.kept.has_delivery(delivery_id)

    def find_event(self, event_id: str) -> str | None:
        return self.kept.find_event(event_id)

    def record(self, before: Payment, after: Payment, event_id: str, digest: str, delivery_id: str) -> bool:
        if self.changes:
            self.kept.payments["P1"] = self.changes.pop(0)
        return self.kept.record(before, after, event_id, digest, delivery_id)


def test_news_meets_a_payment_that_was_changed_meanwhile() -> None:
    captured = replace(PENDING, state=PaymentState.CAPTURED, captured_yen=300)
    busy = BusyPayments(some_records(), [captured])
    header = sign(SECRET, body(), NOW, "D1")
    assert receive_webhook(header, body(), [SECRET], NOW, busy) is Received.TAKEN_IN
    assert busy.kept.payments["P1"] == captured  # the capture is not undone by older news


def test_a_payment_that_never_rests_is_told_to_be_tried_later() -> None:
    restless = [replace(PENDING, pay_url=str(number)) for number in range(9)]
    header = sign(SECRET, body(), NOW, "D1")
    with pytest.raises(WebhookRefused, match="keeps changing") as told_later:
        receive_webhook(header, body(), [SECRET], NOW, BusyPayments(some_records(), restless))
    assert (told_later.value.code, told_later.value.status) == ("payment_busy", 503)


STATES = st.sampled_from(["pending", "declined", "authorised", "captured", "cancelled", "refunded"])


@given(st.lists(STATES, min_size=1, max_size=6))
def test_news_in_any_order_ends_at_the_latest_state(states: list[Any]) -> None:
    payment, order = PENDING, ["pending", "declined", "authorised", "captured", "cancelled", "refunded"]
    for state in states:
        intent = IntentNews(
            intent_id="I1",
            payment_id="P1",
            state=state,
            most_yen=500,
            captured_yen=300 if state in ("captured", "refunded") else 0,
            refunded_yen=300 if state == "refunded" else 0,
        )
        payment = told(payment, intent)
    assert payment.state.value == max(states, key=order.index)


def test_an_intent_of_another_payment_changes_nothing() -> None:
    with pytest.raises(PaymentRefused, match="belongs to intent I1"):
        told(PENDING, IntentNews.model_validate(json.loads(body(intent_id="I2"))["intent"]))
