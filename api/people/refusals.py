"""Why somebody is turned away at the door, before anything is done."""

from __future__ import annotations


class NotSignedIn(RuntimeError):
    """No token, or one that is worth nothing (any more): sign in. HTTP 401."""

    def __init__(self) -> None:
        super().__init__("sign in first: the token is missing, revoked or has run out")


class SessionLocked(RuntimeError):
    """Fifteen minutes without a sign of life: the password opens the session again. HTTP 401."""

    def __init__(self) -> None:
        super().__init__("the session is locked: unlock it with your password")


class NotAllowed(RuntimeError):
    """None of the roles of whoever asks may do this. HTTP 403."""

    def __init__(self, needed: str) -> None:
        super().__init__(f"you may not do this: it needs the permission {needed}")
        self.needed = needed


class ForgedRequest(RuntimeError):
    """A page's cookie without the header that only our own pages can send. HTTP 403."""

    def __init__(self) -> None:
        super().__init__(
            "X-CSRF-Token: the value of the page's cookie noriai_rider_csrf or noriai_staff_csrf expected"
        )


class NoSuchThing(LookupError):
    """It is not there, or belongs to another area or another rider: the two look the same. HTTP 404."""

    def __init__(self) -> None:
        super().__init__("there is no such thing here")


class TooManyRequests(RuntimeError):
    """An account, a telephone number or a network address asked too often. HTTP 429 with Retry-After."""

    def __init__(self, retry_s: int) -> None:
        super().__init__(f"too many requests: try again in {retry_s} s")
        self.retry_s = retry_s
