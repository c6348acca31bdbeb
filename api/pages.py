"""The pages people use, as they were built into `api/static`; nothing in them comes from elsewhere."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGES = ("rider", "operator", "driver", "planner")
STATIC = Path(__file__).parent / "static"
NOT_BUILT = """画面はまだ作られていません。make pages のあと、もう一度起動してください。
The pages are not built yet: run `make pages`, then start the service again.
"""
STAFF_PAGES = ("operator", "planner")
GSI = "https://cyberjapandata.gsi.go.jp"
"""Where tiles of the Geospatial Information Authority of Japan (国土地理院) come from."""
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""A browser loads nothing for these pages but what this service serves."""
POLICY_WITH_TILES = POLICY.replace("img-src 'self'", f"img-src 'self' {GSI}").replace(
    "connect-src 'self'", f"connect-src 'self' {GSI}"
)
"""For pages of staff where a town allows these tiles; they are asked for once somebody switches them on."""
_GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FOREVER = "public, max-age=31536000, immutable"
"""Files in assets/ are named after their content."""


class Pages:
    """Answers /rider, /operator, /driver and /planner, and what they load; everything else is not found."""

    def __init__(self, folder: Path = STATIC, gsi_tiles: bool = False) -> None:
        self._with_tiles = frozenset(STAFF_PAGES) if gsi_tiles else frozenset[str]()
        self._files: ASGIApp = StaticFiles(directory=folder, check_dir=False)
        self._there = folder.is_dir()
        self._built = all((folder / f"{page}.html").is_file() for page in PAGES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        path = str(scope["path"]).rstrip("/")
        policy = POLICY_WITH_TILES if path[1:] in self._with_tiles else POLICY
        if path == "":
            await RedirectResponse("/rider")(scope, receive, send)
            return
        if path[1:] in PAGES:
            if not self._built:
                await PlainTextResponse(NOT_BUILT, 503)(scope, receive, send)
                return
            scope = {**scope, "path": f"{path}.html"}
        if not self._there:
            raise HTTPException(404)
        caching = _FOREVER if path.startswith("/assets/") else "no-cache"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = {**_GUARDED, "Content-Security-Policy": policy, "Cache-Control": caching}
                added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._files(scope, receive, guarded)
