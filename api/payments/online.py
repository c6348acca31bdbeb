"""Online payments: an intent at a provider, authorised by the rider, captured at drop-off."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from api.outgoing import NoAnswer, send
from api.payments.payment import (
    Means,
    Payment,
    PaymentRefused,
    PaymentState,
    PaymentUnknown,
    check_settlement,
)
from api.payments.webhooks import IntentNews, told
from dispatch.policy.fares import Quote, Settlement


@dataclass(frozen=True)
class OnlinePayments:
    """A provider that speaks as the sandbox does; every call carries a key, so a repeat has no effect."""

    url: str
    api_key: str
    timeout_s: float = 10.0

    def authorise(self, payment_id: str, ride_id: str, quoted: Quote) -> Payment:
        """Open an intent over the most; it waits for the rider, and a webhook tells how that went."""
        payment = Payment(payment_id, ride_id, Means.ONLINE, PaymentState.PENDING, quoted.most_yen)
        if not quoted.most_yen:
            return replace(payment, state=PaymentState.AUTHORISED)
        intent = {"payment_id": payment_id, "most_yen": quoted.most_yen}
        answer = self._post("/v1/intents", intent, f"{payment_id}:authorise")
        return replace(_as_told(payment, answer.get("intent")), pay_url=str(answer.get("pay_url")))

    def capture(self, payment: Payment, settled: Settlement) -> Payment:
        """Take what the ride cost; the rest of what was authorised is free again."""
        check_settlement(payment, settled)
        if payment.state is PaymentState.CAPTURED and payment.captured_yen == settled.yen:
            return payment
        if payment.state is PaymentState.PENDING:
            payment = self.look_up(payment)
        if payment.state is not PaymentState.AUTHORISED:
            raise PaymentRefused(
                "not_authorised",
                f"payment {payment.payment_id} is {payment.state.value}, only an authorised one is captured; "
                "take the fare by other means",
            )
        if payment.provider_id is None:
            return replace(payment, state=PaymentState.CAPTURED)
        return self._change(payment, "capture", {"yen": settled.yen})

    def refund(self, payment: Payment) -> Payment:
        """Release what was authorised, or pay back all that was taken."""
        if payment.provider_id is None:
            taken = payment.state is PaymentState.CAPTURED
            return replace(payment, state=PaymentState.REFUNDED if taken else PaymentState.CANCELLED)
        if payment.state is PaymentState.CAPTURED:
            return self._change(payment, "refund", {"yen": payment.captured_yen})
        if payment.state in (PaymentState.PENDING, PaymentState.AUTHORISED):
            return self._change(payment, "cancel", {})
        return payment

    def look_up(self, payment: Payment) -> Payment:
        """The payment as the provider knows it, for when its webhook went astray."""
        if payment.provider_id is None:
            return payment
        answer = self._call("GET", f"/v1/intents/{payment.provider_id}", b"", {})
        return _as_told(payment, answer.get("intent"))

    def _change(self, payment: Payment, what: str, body: dict[str, int]) -> Payment:
        answer = self._post(f"/v1/intents/{payment.provider_id}/{what}", body, f"{payment.payment_id}:{what}")
        return _as_told(payment, answer.get("intent"))

    def _post(self, path: str, body: Mapping[str, object], key: str) -> dict[str, object]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return self._call("POST", path, json.dumps(body).encode(), headers)

    def _call(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> dict[str, object]:
        with_key = {**headers, "Authorization": f"Bearer {self.api_key}"}
        try:
            answer = send(method, self.url + path, body, with_key, self.timeout_s)
        except NoAnswer as problem:
            raise PaymentUnknown(f"the payment provider did not answer ({problem}); ask again") from problem
        if answer.status >= 500 or answer.status == 429:
            raise PaymentUnknown(f"the payment provider answered {answer.status}; ask again")
        try:
            content = json.loads(answer.body)
        except ValueError as problem:
            raise PaymentUnknown("the payment provider's answer is no JSON; ask again") from problem
        if not isinstance(content, dict):
            raise PaymentUnknown("the payment provider's answer is no table of keys; ask again")
        if answer.status >= 400:
            raise PaymentRefused(str(content.get("code", "refused")), str(content.get("title", "refused")))
        return content


def _as_told(payment: Payment, intent: object) -> Payment:
    try:
        return told(payment, IntentNews.model_validate(intent))
    except ValidationError as problem:
        raise PaymentUnknown("the payment provider's answer lacks the intent; ask again") from problem
