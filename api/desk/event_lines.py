"""The events of a day as they go out to all who follow it: each is put into words once, whoever follows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from fastapi.sse import format_sse_event

from dispatch.domain.events import Event
from dispatch.engine.event_codec import event_to_json

LATEST = 2000
"""So many are kept in words: who follows from long ago has the older ones made anew."""


class EventLines:
    """Server-sent events of a day; the id of each is the version it brought the day to."""

    def __init__(self, events: Sequence[Event]) -> None:
        """Follow a day's events, which only grow in number."""
        self._events = events
        self._line = lru_cache(LATEST)(self._make)

    def after(self, version: int, at_most: int) -> list[bytes]:
        """The first lines after a version."""
        until = min(len(self._events), version + at_most)
        return [self._line(number) for number in range(version, until)]

    def _make(self, number: int) -> bytes:
        event = self._events[number]
        told = json.dumps(event_to_json(event), ensure_ascii=False, separators=(",", ":"))
        return format_sse_event(data_str=told, event=type(event).__name__, id=str(number + 1))
