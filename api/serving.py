"""The HTTP server of a service: when it is stopped, event streams end whole, and nobody is cut off."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class EndedStreams:
    """Middleware under which answers that never end by themselves end once the server is stopped."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._over = asyncio.Event()

    def end(self) -> None:
        """End them; called on the event loop."""
        self._over.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; a stream is told that its reader is gone, and ends as if it had said everything."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = answered = asked = False

        async def receive_or_end() -> Message:
            nonlocal asked
            if not asked:  # the request itself; whoever listens on waits for the reader to leave
                asked = True
                return await receive()
            return await self._first(receive)

        async def noted(message: Message) -> None:
            nonlocal begun, answered
            begun = True
            answered = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        await self._app(scope, receive_or_end, noted)
        if begun and not answered and self._over.is_set():
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _first(self, receive: Receive) -> Message:
        left = asyncio.ensure_future(receive())
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait((left, over), return_when=asyncio.FIRST_COMPLETED)
            return left.result() if left.done() else {"type": "http.disconnect"}
        finally:
            left.cancel()
            over.cancel()


class StreamEndingServer(uvicorn.Server):
    """Ends the streams of its application before it waits for answers that are under way."""

    def __init__(self, app: ASGIApp, **settings: Any) -> None:
        """`settings` are uvicorn's."""
        self._streams = EndedStreams(app)
        # what is asked, and from where, is personal data: /metrics counts, and no log is written
        super().__init__(uvicorn.Config(self._streams, access_log=False, server_header=False, **settings))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop in good order."""
        self._streams.end()
        await super().shutdown(sockets)
