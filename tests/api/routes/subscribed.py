"""A subscriber of a stream of server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.api.served import Served


@contextmanager
def subscribed(
    served: Served, path: str, last_event_id: str | None = None, token: str = ""
) -> Iterator[Iterator[tuple[str, Any]]]:
    """The events of a stream: id and data of each, as they come."""
    headers = served.signed(token)
    if last_event_id is not None:
        headers["Last-Event-ID"] = last_event_id
    with served.client.stream("GET", served.area + path, headers=headers, timeout=10) as stream:
        assert stream.status_code == 200

        def events() -> Iterator[tuple[str, Any]]:
            event: dict[str, str] = {}
            for line in stream.iter_lines():
                name, _, value = line.partition(": ")
                if line:
                    event[name] = value
                elif "data" in event:
                    yield event.get("id", ""), json.loads(event["data"])
                    event = {}

        yield events()
