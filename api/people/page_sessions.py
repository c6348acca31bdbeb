"""Sessions of pages, in cookies: one for each kind of account, for pages that are open side by side."""

from __future__ import annotations

from typing import Protocol

from fastapi import Request, Response

from api.people.tokens import TokenKind, csrf_of

SESSION_HEADER = "Session-Kind"
"""By which a page says whose session it means: `rider` or `staff`."""
KINDS = (TokenKind.STAFF, TokenKind.RIDER)
"""Whose sessions cookies hold; of two that come without the header, as with a link, the first goes."""
DAYS_180_S = 180 * 24 * 3600


class Door(Protocol):
    """What is known of the connection."""

    @property
    def over_tls(self) -> bool:
        """Whether cookies go over TLS only."""


def session_cookie(kind: TokenKind, door: Door) -> str:
    """The cookie that holds a page's token; the prefix binds it to this host (RFC 6265bis, 4.1.3.2)."""
    return f"{'__Host-' if door.over_tls else ''}noriai_{kind.value}"


def csrf_cookie(kind: TokenKind) -> str:
    """The cookie beside it, which scripts of the page read for their header."""
    return f"noriai_{kind.value}_csrf"


def kinds_meant(request: Request) -> list[TokenKind]:
    """Whose session the page means; where it says nothing, all of them."""
    meant = request.headers.get(SESSION_HEADER, "")
    return [kind for kind in KINDS if meant in ("", kind.value)]


def find_cookie(request: Request, door: Door) -> str | None:
    """The token of the session that the page means; where it says nothing, of the first there is."""
    held = (request.cookies.get(session_cookie(kind, door)) for kind in kinds_meant(request))
    return next((token for token in held if token), None)


def set_session(
    response: Response, door: Door, kind: TokenKind, token: str, max_age_s: int = DAYS_180_S
) -> None:
    """Give a page its token in a cookie out of scripts' reach, and beside it what its header must say."""
    response.set_cookie(
        session_cookie(kind, door),
        token,
        max_age=max_age_s,
        path="/",
        secure=door.over_tls,
        httponly=True,
        samesite="strict",
    )
    response.set_cookie(
        csrf_cookie(kind),
        csrf_of(token),
        max_age=max_age_s,
        path="/",
        secure=door.over_tls,
        samesite="strict",
    )


def clear_session(response: Response, door: Door, kind: TokenKind) -> None:
    """Take the cookies of a session back."""
    names = {session_cookie(kind, door): True, csrf_cookie(kind): False}
    for name, httponly in names.items():
        response.delete_cookie(name, path="/", secure=door.over_tls, httponly=httponly, samesite="strict")
