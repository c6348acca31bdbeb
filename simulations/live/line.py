"""A line to a running service: one connection, requests one after the other, and a stream of events."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

PATIENCE_S = 30
TRIES = 3
ASK_AGAIN_S = 0.5


@dataclass(frozen=True, slots=True)
class Heard:
    """What the service answered; `said` is its JSON, None for an empty answer."""

    status: int
    said: Any


@dataclass
class Line:
    """Speaks with a service at an address such as `http://127.0.0.1:8000`."""

    address: str
    _connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is sent yet."""
        parts = urlsplit(self.address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)

    def ask(self, path: str, token: str) -> Heard:
        """GET."""
        return self._send("GET", path, None, {"Authorization": f"Bearer {token}"})

    def say(self, path: str, body: object, token: str, method: str = "POST") -> Heard:
        """Say something once, however often the connection breaks; raises OSError where it stays broken."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
        return self._send(method, path, body, headers)

    def follow(self, path: str, token: str) -> Iterator[tuple[int, str]]:
        """Events of a stream as they come, each with its id, until the service ends the stream."""
        parts = urlsplit(self.address)
        stream = http.client.HTTPConnection(parts.hostname or "", parts.port)
        stream.request("GET", quote(path), headers={"Authorization": f"Bearer {token}"})
        number, data = 0, list[str]()
        with stream.getresponse() as answer:
            if answer.status != http.client.OK:
                raise ConnectionError(f"{path}: {answer.status} {answer.read(500).decode()}")
            for line in answer:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "id":
                    number = int(value)
                elif name == "data":
                    data.append(value)
                elif not name and data:
                    yield number, "\n".join(data)
                    data.clear()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _send(self, method: str, path: str, body: object, headers: dict[str, str]) -> Heard:
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        if sent is not None:
            headers["Content-Type"] = "application/json"
        for left in reversed(range(TRIES)):
            try:
                self._connection.request(method, quote(path, safe="/?=&"), sent, headers)
                answer = self._connection.getresponse()
                words = answer.read()
                if answer.status == http.client.SERVICE_UNAVAILABLE and left:
                    time.sleep(ASK_AGAIN_S)  # what came of it is not known: the same key gets one answer
                    continue
                return Heard(answer.status, json.loads(words) if words else None)
            except (TimeoutError, http.client.HTTPException, ConnectionError):
                self._connection.close()  # it is opened again by the next request
                if not left:
                    raise
        raise AssertionError("the last try returned or raised")
