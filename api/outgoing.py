"""One request sent to another machine: gateways that carry notices, and payment providers."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_ANSWER = 1_000_000
"""Bytes read of an answer; more is cut off."""


class NoAnswer(Exception):
    """Nothing came back in time, so what was asked may have happened or not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other machine said."""

    status: int
    body: bytes
    retry_after_s: int | None
    """How long it asks us to wait, where it says so in seconds."""


def check_url(url: str) -> None:
    """Raise ValueError unless the text is an address that requests can be sent to."""
    readable = url.isascii() and url.isprintable() and " " not in url
    parts = urlsplit(url if readable else "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f'an address "https://HOST/PATH" expected, not {url!r}')
    _ = parts.port  # a port that is none raises here


def send(method: str, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Answer:
    """Send a request and wait for its answer; redirects are not followed. Raises NoAnswer."""
    check_url(url)
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout_s)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, target, body, dict(headers))
        response = connection.getresponse()
        wait = response.headers.get("Retry-After", "")
        return Answer(response.status, response.read(LONGEST_ANSWER), int(wait) if wait.isdecimal() else None)
    except (OSError, http.client.HTTPException) as problem:
        raise NoAnswer(f"{parts.hostname}: {problem or type(problem).__name__}") from problem
    finally:
        connection.close()
