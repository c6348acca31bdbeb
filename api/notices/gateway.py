"""Gateways for SMS, e-mail and LINE: one HTTP request each, and all that differs is configuration."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self
from urllib.parse import quote_plus

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.notices.notifier import NotSent, Receipt
from api.outgoing import Answer, NoAnswer, check_url, send

_GAP = re.compile(r"\$\{(?P<secret>\w+)\}|\{(?P<fact>\w+)\}")
_KNOWN = {"address", "text", "message_id"}
ContentType = Literal["application/json", "application/x-www-form-urlencoded", "text/plain"]


class GatewayWords(BaseModel):
    """How a gateway is called.

    `{address}`, `{text}` and `{message_id}` stand in the body, `{message_id}` in headers too; `${NAME}`
    stands anywhere for a secret that is kept elsewhere.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    name: Annotated[str, Field(min_length=1)]
    url: str
    headers: dict[str, str] = {}
    content_type: ContentType = "application/json"
    body: str
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 5.0
    tries: Annotated[int, Field(ge=1, le=5)] = 2
    back_off_s: Annotated[float, Field(ge=0, le=30)] = 0.5
    """Before the second try; twice as long before each further one."""

    @model_validator(mode="after")
    def _can_be_filled_in(self) -> Self:
        _check_facts("body", self.body, {"address", "text"}, _KNOWN)
        _check_facts("url", self.url, set(), set())
        check_url(_filled(self.url, {}, _ANY, str))
        for header, value in self.headers.items():
            _check_facts(f"headers.{header}", value, set(), {"message_id"})
        if self.content_type == "application/json":
            try:
                json.loads(_filled(self.body, dict.fromkeys(_KNOWN, "x"), _ANY, _in_json))
            except ValueError as problem:
                raise ValueError(f"body: not JSON ({problem}); put texts into quotes") from problem
        return self


@dataclass(frozen=True)
class GatewayNotifier:
    """Sends texts through a gateway. `secrets` holds what `${NAME}` stands for; `pause` waits."""

    gateway: GatewayWords
    secrets: Mapping[str, str]
    pause: Callable[[float], None]

    def __post_init__(self) -> None:
        told = (self.gateway.url, self.gateway.body, *self.gateway.headers.values())
        missing = sorted({name for text in told for name in _named("secret", text)} - self.secrets.keys())
        if missing:
            raise ValueError(f"gateway {self.gateway.name}: the secret {missing[0]} is not set; set it")
        for header, value in self.gateway.headers.items():
            filled = _filled(value, _ANY, self.secrets, str)
            if not (header + filled).isascii() or not filled.isprintable():
                raise ValueError(
                    f"gateway {self.gateway.name}: headers.{header}: plain letters on one line expected"
                )
        check_url(_filled(self.gateway.url, {}, self.secrets, str))

    def send(self, address: str, text: str, message_id: str) -> Receipt:
        """Hand a text to the gateway, with a second try where that may help."""
        for further in range(self.gateway.tries - 1):
            try:
                return self._receipt(self._call(address, text, message_id))
            except NotSent as problem:
                if problem.final or problem.retry_after_s is not None:
                    raise
            self.pause(self.gateway.back_off_s * 2**further)
        return self._receipt(self._call(address, text, message_id))

    def _call(self, address: str, text: str, message_id: str) -> Answer:
        words, facts = self.gateway, {"address": address, "text": text, "message_id": message_id}
        body = _filled(words.body, facts, self.secrets, _ESCAPES[words.content_type])
        headers = {name: _filled(told, facts, self.secrets, str) for name, told in words.headers.items()}
        headers["Content-Type"] = f"{words.content_type}; charset=utf-8"
        url = _filled(words.url, {}, self.secrets, str)
        try:
            return send("POST", url, body.encode(), headers, words.timeout_s)
        except NoAnswer as problem:
            raise NotSent(f"{words.name} did not answer ({problem})") from problem

    def _receipt(self, answer: Answer) -> Receipt:
        if answer.status < 300:
            return Receipt(self.gateway.name, f"HTTP {answer.status}")
        may_pass = answer.status >= 500 or answer.status in (408, 425, 429)
        raise NotSent(
            f"{self.gateway.name} answered {answer.status}",
            final=not may_pass,
            retry_after_s=answer.retry_after_s if may_pass else None,
        )


def _check_facts(where: str, text: str, needed: set[str], known: set[str]) -> None:
    named = _named("fact", text)
    odd, missing = sorted(named - known), sorted(needed - named)
    if odd:
        raise ValueError(
            f"{where}: {{{odd[0]}}} is unknown; {', '.join(sorted(known)) or 'nothing to fill in'} expected"
        )
    if missing:
        raise ValueError(f"{where}: {{{missing[0]}}} is missing; nobody would get anything")


def _named(what: str, text: str) -> set[str]:
    return {gap[what] for gap in _GAP.finditer(text) if gap[what]}


def _filled(
    text: str, facts: Mapping[str, str], secrets: Mapping[str, str], escape: Callable[[str], str]
) -> str:
    """All gaps filled in one go, so that nothing in a text can open a gap of its own."""
    return _GAP.sub(lambda gap: escape(secrets[gap["secret"]] if gap["secret"] else facts[gap["fact"]]), text)


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


_ESCAPES: Mapping[ContentType, Callable[[str], str]] = {
    "application/json": _in_json,
    "application/x-www-form-urlencoded": quote_plus,
    "text/plain": str,
}
_ANY: Mapping[str, str] = defaultdict(lambda: "x")
