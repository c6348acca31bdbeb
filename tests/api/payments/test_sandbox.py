"""A ride paid online, over real HTTP: authorised at booking, captured at drop-off, told by webhooks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import pytest
from fastapi import FastAPI

from api.outgoing import send
from api.payments.online import OnlinePayments
from api.payments.payment import Means, Payment, PaymentRefused, PaymentState, PaymentUnknown
from api.payments.sandbox import sandbox_app
from api.payments.sandbox_webhooks import WebhookSender
from api.payments.signatures import HEADER, sign
from api.payments.webhook_route import payment_webhook
from api.payments.webhooks import IntentNews
from dispatch.policy.fare_table import bought
from tests.api.loopback import free_address, serving
from tests.api.payments.kept import KeptPayments, a_quote, a_settlement
from tests.dispatch.policy.fare_tables import MONTHLY

SECRET, KEY, NOW = "s3cret", "k3y", 1_796_000_000


@dataclass
class Shop:
    """Our side: the payments, the webhook's address, and the provider."""

    records: KeptPayments
    webhook: str
    online: OnlinePayments
    pauses: list[float] = field(default_factory=list)

    def book(self, payment_id: str = "P1") -> Payment:
        payment = self.online.authorise(payment_id, "ride-1", a_quote())
        self.records.payments[payment_id] = payment
        return payment

    def wait_for(self, state: PaymentState, payment_id: str = "P1") -> Payment:
        until = time.monotonic() + 10
        while self.records.payments[payment_id].state is not state:
            assert time.monotonic() < until, f"no webhook made {payment_id} {state}"
            time.sleep(0.01)
        return self.records.payments[payment_id]


def numbered(prefix: str) -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers)}"


@contextmanager
def a_shop(secret: str = SECRET) -> Iterator[Shop]:
    records, app = KeptPayments(), FastAPI()
    app.include_router(payment_webhook([SECRET], records, lambda: NOW))
    pauses: list[float] = []
    with serving(app) as ours:
        webhook = f"{ours}/payments/webhook"
        sender = WebhookSender(webhook, secret, lambda: NOW, pauses.append, numbered("D"), (1.0, 5.0))
        with serving(sandbox_app(KEY, sender, numbered("id-"))) as provider:
            yield Shop(records, webhook, OnlinePayments(provider, KEY), pauses)


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with a_shop() as open_shop:
        yield open_shop


def pay(payment: Payment, card: str = "sandbox-good") -> int:
    assert payment.pay_url is not None
    headers = {"Content-Type": "application/json"}
    return send("POST", payment.pay_url, json.dumps({"card": card}).encode(), headers, 10).status


def test_a_rider_who_follows_the_address_for_paying_finds_a_page(shop: Shop) -> None:
    booked = shop.book("P0")
    assert booked.pay_url is not None
    answer = send("GET", booked.pay_url, b"", {}, 10)
    assert answer.status == 200
    assert 'value="sandbox-good"' in answer.body.decode()


def test_a_ride_is_authorised_at_booking_and_captured_lower_when_it_was_shared(shop: Shop) -> None:
    booked = shop.book("P1")
    assert booked.state is PaymentState.PENDING
    assert pay(booked) == 200
    authorised = shop.wait_for(PaymentState.AUTHORISED, "P1")
    captured = shop.online.capture(authorised, a_settlement(a_quote(), pooled=True))
    assert (captured.state, captured.captured_yen) == (PaymentState.CAPTURED, 300)
    assert shop.wait_for(PaymentState.CAPTURED, "P1") == captured
    refunded = shop.online.refund(captured)
    assert (refunded.state, refunded.refunded_yen) == (PaymentState.REFUNDED, 300)
    assert shop.wait_for(PaymentState.REFUNDED, "P1") == refunded


def test_a_ride_given_up_frees_what_was_authorised(shop: Shop) -> None:
    pay(shop.book("P2"))
    cancelled = shop.online.refund(shop.wait_for(PaymentState.AUTHORISED, "P2"))
    assert (cancelled.state, cancelled.captured_yen) == (PaymentState.CANCELLED, 0)
    shop.wait_for(PaymentState.CANCELLED, "P2")
    with pytest.raises(PaymentRefused, match="is cancelled, only an authorised one is captured"):
        shop.online.capture(cancelled, a_settlement(a_quote()))


def test_a_declined_card_can_be_replaced_by_a_good_one(shop: Shop) -> None:
    booked = shop.book("P3")
    assert pay(booked, "sandbox-declined") == 200
    shop.wait_for(PaymentState.DECLINED, "P3")
    assert pay(booked) == 200
    shop.wait_for(PaymentState.AUTHORISED, "P3")
    assert pay(booked, "stolen") == 422


def test_a_call_made_twice_has_its_effect_once(shop: Shop) -> None:
    booked = shop.book("P4")
    assert shop.online.authorise("P4", "ride-1", a_quote()) == booked
    pay(booked)
    authorised = shop.wait_for(PaymentState.AUTHORISED, "P4")
    once = shop.online.capture(authorised, a_settlement(a_quote(), pooled=True))
    assert shop.online.capture(authorised, a_settlement(a_quote(), pooled=True)) == once
    assert shop.online.capture(once, a_settlement(a_quote(), pooled=True)) == once
    with pytest.raises(PaymentRefused) as told:
        shop.online.capture(authorised, a_settlement(a_quote()))
    assert told.value.code == "key_reused"


def test_a_ride_on_a_pass_needs_no_provider() -> None:
    nobody = OnlinePayments(free_address(), KEY, timeout_s=1)
    month = bought(MONTHLY, "M1", "2026-11-15")
    free = a_quote(passes=[month])
    payment = nobody.authorise("P1", "ride-1", free)
    assert payment.state is PaymentState.AUTHORISED
    assert nobody.capture(payment, a_settlement(free)).state is PaymentState.CAPTURED
    assert nobody.refund(payment).state is PaymentState.CANCELLED


def test_a_provider_who_does_not_answer_leaves_the_outcome_open() -> None:
    with pytest.raises(PaymentUnknown, match="did not answer"):
        OnlinePayments(free_address(), KEY, timeout_s=1).authorise("P1", "ride-1", a_quote())


def test_a_wrong_key_opens_nothing(shop: Shop) -> None:
    with pytest.raises(PaymentRefused, match="the API key is wrong") as told:
        OnlinePayments(shop.online.url, "guess").authorise("P5", "ride-1", a_quote())
    assert told.value.code == "api_key_wrong"


def test_what_the_sandbox_does_not_allow_it_says(shop: Shop) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}

    def ask(path: str, body: dict[str, object], key: str) -> tuple[int, object]:
        address = f"{shop.online.url}/v1/intents{path}"
        answer = send("POST", address, json.dumps(body).encode(), headers | {"Idempotency-Key": key}, 10)
        return answer.status, json.loads(answer.body).get("code")

    booked = shop.book("P6")
    pay(booked)
    own = f"/{booked.provider_id}"
    assert ask(f"{own}/capture", {"yen": 501}, "a") == (422, "sum_too_high")
    assert ask(f"{own}/refund", {"yen": 0}, "b") == (409, "intent_state")
    assert ask("/unknown/capture", {"yen": 1}, "c") == (404, "intent_unknown")
    assert ask("", {"payment_id": "P7", "most_yen": 0}, "d")[0] == 422
    assert ask("", {"payment_id": "P7", "most_yen": 1, "tip": 1}, "e")[0] == 422
    looked_up = send("GET", f"{shop.online.url}/v1/intents{own}", b"", headers, 10)
    assert json.loads(looked_up.body)["intent"]["state"] == "authorised"


def test_our_door_refuses_what_it_cannot_believe(shop: Shop) -> None:
    body = b"{}"

    def knock(header: dict[str, str], content: bytes = body) -> tuple[int, object]:
        answer = send("POST", shop.webhook, content, header, 10)
        return answer.status, json.loads(answer.body)["code"]

    assert knock({}) == (401, "signature_missing")
    assert knock({HEADER: sign("guess", body, NOW, "X1")}) == (401, "signature_wrong")
    assert knock({HEADER: sign(SECRET, body, NOW - 301, "X1")}) == (401, "signature_late")
    assert knock({HEADER: sign(SECRET, body, NOW, "X1")}) == (422, "webhook_unreadable")
    assert knock({}, b"x" * 70_000) == (413, "webhook_too_long")


def test_a_sender_with_a_wrong_secret_tries_and_is_never_heard() -> None:
    with a_shop(secret="guess") as shop:
        booked = shop.book("P1")
        assert pay(booked) == 200
        until = time.monotonic() + 10
        while len(shop.pauses) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        assert shop.pauses == [1.0, 5.0]
        unheard = shop.records.payments["P1"]
        assert unheard.state is PaymentState.PENDING
        assert shop.online.look_up(unheard).state is PaymentState.AUTHORISED
        assert shop.online.capture(unheard, a_settlement(a_quote())).captured_yen == 500


def test_a_rider_who_never_confirmed_is_not_charged(shop: Shop) -> None:
    booked = shop.book("P8")
    with pytest.raises(PaymentRefused, match="is pending, only an authorised one is captured"):
        shop.online.capture(booked, a_settlement(a_quote()))


def test_a_webhook_missed_at_first_is_sent_again_and_taken_in_once() -> None:
    records, tries = KeptPayments(), list[float]()
    app = FastAPI()
    app.include_router(payment_webhook([SECRET], records, lambda: NOW))
    with serving(app) as ours:
        sender = WebhookSender(f"{ours}/payments/webhook", SECRET, lambda: NOW, tries.append, numbered("D"))
        intent = IntentNews(
            intent_id="I1", payment_id="P1", state="authorised", most_yen=500, captured_yen=0, refunded_yen=0
        )
        assert not sender.send("E1", intent)  # the booking is not committed yet
        assert tries == [1.0, 5.0, 30.0]
        records.payments["P1"] = Payment("P1", "ride-1", Means.ONLINE, PaymentState.PENDING, 500)
        assert sender.send("E1", intent)
        assert sender.send("E1", intent)
        assert records.payments["P1"].state is PaymentState.AUTHORISED
        assert list(records.events) == ["E1"]
