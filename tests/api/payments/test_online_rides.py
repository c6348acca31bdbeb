"""Rides paid online, from request to receipt: the service, the provider and its webhooks over HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.desk.town import Town
from api.gateways_file import Gateways, GatewaysWords
from api.outgoing import send
from api.payments.sandbox import sandbox_app
from api.payments.sandbox_webhooks import WebhookSender
from api.payments.webhooks import IntentNews
from api.site import new_id
from tests.api.loopback import free_address
from tests.api.loopback import serving as on_loopback
from tests.api.routes.booked import book
from tests.api.routes.test_fares import drive, fare
from tests.api.served import DAY, Served, a_database, at, serving

SECRET, KEY = "a shared secret", "k3y"


@dataclass
class Courier:
    """Brings the provider's webhooks to a service that is not there yet when the provider starts."""

    sender: WebhookSender | None = None

    def send(self, event_id: str, intent: IntentNews) -> bool:
        return self.sender is not None and self.sender.send(event_id, intent)


@contextmanager
def selling_online(town: Town, folder: Path, *, provider: str | None = None) -> Iterator[Served]:
    """A service whose riders may pay online; at a provider that is not there, where one is named."""
    courier = Courier()
    with on_loopback(sandbox_app(KEY, courier, new_id)) as sandbox:
        payments = {"url": provider or sandbox, "api_key": KEY, "webhook_secrets": [SECRET]}
        words = {"channels": {}, "payments": payments | {"timeout_s": 2.0}}
        gateways = Gateways(GatewaysWords.model_validate(words))
        database = a_database(folder)
        with serving(town, database, at(town, 7), gateways=gateways, notifiers={}) as served:
            webhook = f"{str(served.client.base_url).rstrip('/')}/payments/webhook"
            courier.sender = WebhookSender(
                webhook, SECRET, lambda: int(served.clock.now().timestamp()), time.sleep, new_id, (0.2,)
            )
            yield served
        database.close()


def payment(served: Served, ride: dict[str, Any]) -> dict[str, Any]:
    return dict(fare(served, ride)["payments"][0])


def wait_for(served: Served, ride: dict[str, Any], fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    until = time.monotonic() + 20
    while not fits(payment(served, ride)):
        assert time.monotonic() < until, payment(served, ride)
        time.sleep(0.1)
    return payment(served, ride)


def pay(url: str) -> int:
    body = json.dumps({"card": "sandbox-good"}).encode()
    return send("POST", url, body, {"Content-Type": "application/json"}, 10).status


def test_a_ride_is_authorised_at_booking_and_captured_at_drop_off(town: Town, tmp_path: Path) -> None:
    with selling_online(town, tmp_path) as served:
        ride = book(served, pay="online")
        asked = wait_for(served, ride, lambda payment: payment["pay_url"] is not None)
        assert (asked["state"], asked["most_yen"]) == ("pending", 300)
        assert pay(asked["pay_url"]) == 200
        wait_for(served, ride, lambda payment: payment["state"] == "authorised")
        drive(served, ride)
        taken = wait_for(served, ride, lambda payment: payment["state"] == "captured")
        assert taken["captured_yen"] == 300


def test_a_ride_given_up_is_given_back(town: Town, tmp_path: Path) -> None:
    with selling_online(town, tmp_path) as served:
        ride = book(served, pay="online")
        asked = wait_for(served, ride, lambda payment: payment["pay_url"] is not None)
        assert pay(asked["pay_url"]) == 200
        wait_for(served, ride, lambda payment: payment["state"] == "authorised")
        served.post(f"/rides/{DAY}/{ride['ride_id']}/cancellation")
        wait_for(served, ride, lambda payment: payment["state"] == "cancelled")


def test_who_never_paid_is_carried_and_looked_at(town: Town, tmp_path: Path) -> None:
    with selling_online(town, tmp_path) as served:
        ride = book(served, pay="online")
        wait_for(served, ride, lambda payment: payment["pay_url"] is not None)
        drive(served, ride)
        until = time.monotonic() + 20
        while not served.get("/payments/open").json():
            assert time.monotonic() < until
            time.sleep(0.1)
        (open_payment,) = served.get("/payments/open").json()
        assert open_payment["what"] == "capture"
        assert "take the fare by other means" in open_payment["why"]


def test_a_provider_that_is_not_there_holds_up_no_booking(town: Town, tmp_path: Path) -> None:
    with selling_online(town, tmp_path, provider=free_address()) as served:
        ride = book(served, pay="online")
        assert served.get(f"/rides/{DAY}/{ride['ride_id']}").json()["status"] == "booked"
        for minute in range(1, 8):
            served.clock.set(at(served.town, 7, minute))
            time.sleep(1.2)
            found = served.get("/payments/open").json()
            if found:
                break
        assert [each["what"] for each in found] == ["authorise"]
        assert "did not answer" in found[0]["why"]
        drive(served, ride)
        assert fare(served, ride)["settled_yen"] == 300


def test_news_of_who_does_not_know_the_secret_is_not_believed(town: Town, tmp_path: Path) -> None:
    with selling_online(town, tmp_path) as served:
        ride = book(served, pay="online")
        known = wait_for(served, ride, lambda payment: payment["pay_url"] is not None)
        intent = IntentNews(
            intent_id="i-1",
            payment_id=known["payment_id"],
            state="authorised",
            most_yen=300,
            captured_yen=0,
            refunded_yen=0,
        )
        webhook = f"{str(served.client.base_url).rstrip('/')}/payments/webhook"
        unix_s = int(served.clock.now().timestamp())
        forger = WebhookSender(webhook, "another secret", lambda: unix_s, time.sleep, new_id, ())
        assert not forger.send("event-1", intent)
        assert payment(served, ride)["state"] == "pending"
