"""The sandbox's book of payment intents: what may follow what, and each keyed call once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from api.payments.webhooks import IntentNews


class SandboxRefused(Exception):
    """What was asked cannot be done to this intent."""

    def __init__(self, code: str, message: str, status: int = 409) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class Intents:
    """All intents since the sandbox started. A change answers with the intent and whether it is new."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._lock = Lock()
        self._by_id: dict[str, IntentNews] = {}
        self._id_of_secret: dict[str, str] = {}
        self._done: dict[str, tuple[tuple[object, ...], str]] = {}

    def open(self, payment_id: str, most_yen: int, key: str) -> tuple[IntentNews, bool]:
        """A new intent over the most that may be taken."""
        with self._lock:
            known = self._find_done(key, ("open", payment_id, most_yen))
            if known is not None:
                return known, False
            intent = IntentNews(
                intent_id=self._new_id(),
                payment_id=payment_id,
                state="pending",
                most_yen=most_yen,
                captured_yen=0,
                refunded_yen=0,
            )
            self._id_of_secret[self._new_id()] = intent.intent_id
            return self._keep(intent, key, ("open", payment_id, most_yen)), True

    def secret_of(self, intent: IntentNews) -> str:
        """What lets a rider, and nobody else, confirm an intent."""
        return next(secret for secret, own in self._id_of_secret.items() if own == intent.intent_id)

    def get(self, intent_id: str) -> IntentNews:
        """An intent by its id."""
        intent = self._by_id.get(intent_id)
        if intent is None:
            raise SandboxRefused("intent_unknown", f"no intent {intent_id!r}", 404)
        return intent

    def confirm(self, secret: str, good: bool) -> tuple[IntentNews, bool]:
        """The rider pays, or the card is declined; who was declined may try another card."""
        with self._lock:
            intent = self.get(self._id_of_secret.get(secret, ""))
            if intent.state == "authorised" and good:
                return intent, False
            if intent.state not in ("pending", "declined"):
                raise SandboxRefused(
                    "intent_state", f"the intent is {intent.state}; it can no longer be paid"
                )
            changed = intent.model_copy(update={"state": "authorised" if good else "declined"})
            self._by_id[intent.intent_id] = changed
            return changed, True

    def capture(self, intent_id: str, yen: int, key: str) -> tuple[IntentNews, bool]:
        """Take at most what was authorised."""
        return self._change(intent_id, "capture", yen, key)

    def cancel(self, intent_id: str, key: str) -> tuple[IntentNews, bool]:
        """Release an intent of which nothing was taken."""
        return self._change(intent_id, "cancel", 0, key)

    def refund(self, intent_id: str, yen: int, key: str) -> tuple[IntentNews, bool]:
        """Give back at most what was taken."""
        return self._change(intent_id, "refund", yen, key)

    def _change(self, intent_id: str, what: str, yen: int, key: str) -> tuple[IntentNews, bool]:
        with self._lock:
            asked = (what, intent_id, yen)
            known = self._find_done(key, asked)
            if known is not None:
                return known, False
            intent = self.get(intent_id)
            if what == "cancel":
                return self._move(
                    intent, ("pending", "declined", "authorised"), "cancelled", key, asked
                ), True
            if what == "capture":
                self._check_sum(yen, intent.most_yen)
                moved = intent.model_copy(update={"captured_yen": yen})
                return self._move(moved, ("authorised",), "captured", key, asked), True
            self._check_sum(yen, intent.captured_yen)
            moved = intent.model_copy(update={"refunded_yen": yen})
            return self._move(moved, ("captured",), "refunded", key, asked), True

    def _move(
        self, intent: IntentNews, before: tuple[str, ...], after: str, key: str, asked: tuple[object, ...]
    ) -> IntentNews:
        if intent.state not in before:
            raise SandboxRefused(
                "intent_state", f"the intent is {intent.state}; only {' or '.join(before)} becomes {after}"
            )
        return self._keep(intent.model_copy(update={"state": after}), key, asked)

    def _check_sum(self, yen: int, most_yen: int) -> None:
        if yen > most_yen:
            raise SandboxRefused("sum_too_high", f"{yen} yen is more than {most_yen} yen", 422)

    def _find_done(self, key: str, asked: tuple[object, ...]) -> IntentNews | None:
        known = self._done.get(key)
        if known is not None and known[0] != asked:
            raise SandboxRefused("key_reused", f"key {key!r} was used for something else", 422)
        return self._by_id[known[1]] if known else None

    def _keep(self, intent: IntentNews, key: str, asked: tuple[object, ...]) -> IntentNews:
        self._by_id[intent.intent_id] = intent
        self._done[key] = (asked, intent.intent_id)
        return intent
