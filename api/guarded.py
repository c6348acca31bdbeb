"""What a browser is told with every answer: believe its type, load nothing, keep nothing, stay on TLS."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

GUARDS = {
    b"content-security-policy": b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-store",
}
"""For answers that say nothing else themselves; pages and published feeds do."""
STAY_ON_TLS = (b"strict-transport-security", b"max-age=31536000")


class GuardedAnswers:
    """Wraps the whole application, so that faults nobody foresaw are answered under guard, too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the guards that the answer does not bring itself."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                added = [guard for guard in GUARDS.items() if guard[0] not in own]
                if scope["scheme"] == "https":
                    added.append(STAY_ON_TLS)
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, guarded)
