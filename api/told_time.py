"""The service's own time with every answer: pages show it, whatever the reader's clock says.

Where it does not run as the world's does, in a demonstration, its pace is told as well.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.clock import Clock

TIME, PACE = b"service-time", b"service-pace"


class ToldTime:
    """Middleware that puts the time of the clock port into a header of every answer."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the time at which the answer begins."""

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = [(TIME, self._clock.now().isoformat().encode())]
                pace = getattr(self._clock, "pace", None)
                if pace is not None:
                    told.append((PACE, str(pace).encode()))
                message = {**message, "headers": [*message["headers"], *told]}
            await send(message)

        await self._app(scope, receive, timed)
