"""Signed webhooks: who sent a body, when, and in which delivery.

The header is "t=SECONDS,d=DELIVERY,v1=HEX", where HEX is the HMAC-SHA256 of "SECONDS.DELIVERY." and the body.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

HEADER = "Noriai-Signature"
WINDOW_S = 300
"""How far the sender's clock and ours may differ, and how long a webhook may be under way."""


class WebhookRefused(ValueError):
    """A webhook is not believed or not understood; nothing was changed."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature header says."""

    at_unix_s: int
    delivery_id: str
    digest: str


def sign(secret: str, body: bytes, at_unix_s: int, delivery_id: str) -> str:
    """The header for a body; each delivery of the same event has an id of its own."""
    return f"t={at_unix_s},d={delivery_id},v1={_digest(secret, body, at_unix_s, delivery_id)}"


def check_signature(header: str | None, body: bytes, secrets: Sequence[str], now_unix_s: int) -> Signature:
    """The signature, once proved genuine and fresh; several secrets let an old one be replaced in peace."""
    if not header:
        raise WebhookRefused("signature_missing", f"the header {HEADER} is missing; sign the webhook", 401)
    signature = _parse(header)
    expected = (_digest(secret, body, signature.at_unix_s, signature.delivery_id) for secret in secrets)
    if not any(hmac.compare_digest(digest, signature.digest) for digest in expected):
        raise WebhookRefused(
            "signature_wrong", "the signature does not fit this body; check the shared secret", 401
        )
    late_s = now_unix_s - signature.at_unix_s
    if abs(late_s) > WINDOW_S:
        told = f"signed {late_s} s ago" if late_s > 0 else f"signed {-late_s} s in the future"
        raise WebhookRefused(
            "signature_late", f"{told}, at most {WINDOW_S} s accepted; sign each delivery anew", 401
        )
    return signature


def _parse(header: str) -> Signature:
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    at, delivery_id, digest = parts.get("t", ""), parts.get("d", ""), parts.get("v1", "")
    readable = (
        at.isascii() and at.isdecimal() and len(at) <= 12 and delivery_id and digest.isascii() and digest
    )
    if not readable:
        raise WebhookRefused("signature_unreadable", f'{HEADER}: "t=SECONDS,d=DELIVERY,v1=HEX" expected', 401)
    return Signature(int(at), delivery_id, digest)


def _digest(secret: str, body: bytes, at_unix_s: int, delivery_id: str) -> str:
    signed = f"{at_unix_s}.{delivery_id}.".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
