"""How the sandbox tells a shop: signed anew for each try, again and again until it is heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from api.outgoing import NoAnswer, send
from api.payments.signatures import HEADER, sign
from api.payments.webhooks import IntentNews, PaymentNews


@dataclass(frozen=True)
class WebhookSender:
    """Where webhooks go, and how they are signed; the clock, the pause between tries and ids are given."""

    url: str
    secret: str
    unix_s: Callable[[], int]
    pause: Callable[[float], None]
    new_id: Callable[[], str]
    waits_s: tuple[float, ...] = (1.0, 5.0, 30.0)
    timeout_s: float = 5.0

    def send(self, event_id: str, intent: IntentNews) -> bool:
        """Tell of a change, with one try more than there are waits; whether it was heard."""
        body = PaymentNews(event_id=event_id, intent=intent).model_dump_json().encode()
        for wait_s in (*self.waits_s, None):
            if self._try(body):
                return True
            if wait_s is not None:
                self.pause(wait_s)
        return False

    def _try(self, body: bytes) -> bool:
        signature = sign(self.secret, body, self.unix_s(), self.new_id())
        headers = {HEADER: signature, "Content-Type": "application/json"}
        try:
            return send("POST", self.url, body, headers, self.timeout_s).status < 300
        except NoAnswer:
            return False
