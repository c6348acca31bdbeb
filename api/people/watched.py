"""Streams end when whoever follows them is signed out, revoked, or may do something else than before."""

from __future__ import annotations

import asyncio
from random import random

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.people.access import Gate, find_token, gate_of
from api.people.principal import ANYBODY, Principal, principal_of
from api.people.tokens import find_session

LOOKED_AFTER_S = 30.0
"""A lost tablet that was revoked hears nothing more within a minute."""
STREAM = b"text/event-stream"


class WatchedStreams:
    """Middleware that looks again and again who follows a stream; whoever may still follow it comes back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; a stream until its follower has changed."""
        answering, watch = asyncio.current_task(), None

        async def noted(message: Message) -> None:
            nonlocal watch
            if message["type"] == "http.response.start" and _is_stream(message):
                watch = asyncio.create_task(_until_changed(Request(scope)))
                watch.add_done_callback(lambda done: None if done.cancelled() else _end(answering))
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except asyncio.CancelledError:
            if answering is None or watch is None or not watch.done():
                raise
            answering.uncancel()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if watch is not None:
                watch.cancel()


def _end(answering: asyncio.Task[None] | None) -> None:
    if answering is not None:
        answering.cancel()


def _is_stream(message: Message) -> bool:
    headers = {name.lower(): value for name, value in message["headers"]}
    return bool(headers.get(b"content-type", b"").startswith(STREAM))


async def _until_changed(request: Request) -> None:
    """Return when the token that was sent stands for somebody else, or for nobody any more."""
    gate = await gate_of(request)
    token, _ = find_token(request, gate)
    followed_by: Principal | None = getattr(request.state, "principal", None)  # as its route let them in
    await asyncio.sleep(LOOKED_AFTER_S * random())  # a thousand who came at once are not looked at at once
    while True:
        await asyncio.sleep(LOOKED_AFTER_S)
        found = await run_in_threadpool(_find_who, gate, token)
        if found is not None and followed_by is not None and found != followed_by:
            return
        followed_by = followed_by or found


def _find_who(gate: Gate, token: str | None) -> Principal | None:
    """Whom a token stands for by now; None while the database does not say."""
    if token is None:
        return ANYBODY
    now = gate.clock.now()
    try:
        with gate.database.read() as connection:
            return principal_of(connection, find_session(connection, token, now), now)
    except SQLAlchemyError:
        return None
