"""Server-sent events: what is seen of a day, each time it changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Annotated

from fastapi import Depends, Header
from fastapi.sse import KEEPALIVE_COMMENT, ServerSentEvent
from pydantic import BaseModel
from starlette.responses import StreamingResponse

from api.desk.desk import Desk
from api.desk.hub import DAY
from api.desk.open_day import OpenDay
from api.problems import wrong
from api.site import DeskHere
from api.wire.fields import ServiceDate

AT_ONCE = 200
"""So many events of a backlog go out together."""
SIGN_OF_LIFE_S = 15.0
"""Proxies cut off who says nothing for long."""
UNBUFFERED = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
"""Neither caches nor proxies hold a stream back."""
View = Callable[[OpenDay], BaseModel]


class EventStream(StreamingResponse):
    """Server-sent events that are in words already, as bytes."""

    media_type = "text/event-stream"


async def read_last_event_id(
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=20)] = None,
) -> str | None:
    """The version that a subscriber has seen; what is no version is refused before the stream begins."""
    _version(last_event_id)
    return last_event_id


async def open_date(service_date: ServiceDate, desk: DeskHere) -> date:
    """The date, where it is open for bookings."""
    with desk.reading(service_date):
        return service_date


LastEventId = Annotated[str | None, Depends(read_last_event_id)]
OpenDate = Annotated[date, Depends(open_date)]
"""Whatever may be refused about a stream must be refused in a dependency: once it runs, 200 was said."""


async def follow(
    desk: Desk, service_date: date, topic: str, name: str, view: View, last_event_id: str | None
) -> AsyncIterator[ServerSentEvent]:
    """What a view shows: now, unless the subscriber has seen this version, and whenever it changes.

    The id of an event is the version of the day, so that a subscriber who comes back says what it has seen.
    """
    seen, shown = _version(last_event_id), None
    while True:
        pulse = desk.hub.pulse(service_date, topic)
        with desk.reading(service_date) as open_day:
            version, shows = open_day.day.version, view(open_day)
        if shows != shown and (shown is not None or version != seen):
            yield ServerSentEvent(data=shows, event=name, id=str(version))
        shown = shows
        await pulse.wait()


async def events_of(desk: Desk, service_date: date, last_event_id: str | None) -> AsyncIterator[bytes]:
    """Every event of a day after the one a subscriber has seen, in order, none twice.

    Where many follow, each is told in a turn of their own, and of all that has happened by then: riders who
    ask are not kept waiting by those who watch.
    """
    seen = _version(last_event_id)
    with desk.hub.following() as turn:
        while True:
            pulse = desk.hub.pulse(service_date, DAY)
            with desk.reading(service_date) as open_day:
                if seen > open_day.day.version:
                    seen = 0  # of a day as it was before a backup was restored
                lines = open_day.lines.after(seen, AT_ONCE)
            if lines:
                seen += len(lines)
                yield b"".join(lines)
                await asyncio.sleep(turn.next_s())
                continue
            try:
                async with asyncio.timeout(SIGN_OF_LIFE_S):
                    await pulse.wait()
            except TimeoutError:
                yield KEEPALIVE_COMMENT
            await asyncio.sleep(turn.first_s())


def _version(last_event_id: str | None) -> int:
    if last_event_id is None:
        return 0
    if not last_event_id.isdecimal():
        expected = f"a version expected, not {last_event_id!r}"
        raise wrong("Last-Event-ID", expected, "最後に受け取った番号を指定してください。")
    return int(last_event_id)
