"""Nobody sends more than a route could want: what is longer is refused before it is read whole."""

from __future__ import annotations

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Code, Problem, answer, language_of


class LimitedBodies:
    """Middleware that answers 413 to a body of more than so many bytes, announced or not."""

    def __init__(self, app: ASGIApp, at_most: int) -> None:
        self._app = app
        self._at_most = at_most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, unless too much is sent; what was announced as too long is not read at all."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        expected = f"at most {self._at_most:,} bytes expected"
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._at_most:
            await answer(Problem(Code.TOO_LARGE, expected), language_of(request))(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._at_most:
                raise HTTPException(413, expected)  # the one fault that reading a body lets through
            return message

        await self._app(scope, counted, send)
