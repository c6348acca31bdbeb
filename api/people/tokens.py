"""Tokens: random, opaque, kept as hashes, and worth nothing the moment they are revoked."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import Connection, insert, select, update

from api.people.keys import TokenBytes
from api.people.tables import TOKEN


class TokenKind(StrEnum):
    """Who holds a token: its kind decides how long it lives."""

    RIDER = "rider"
    STAFF = "staff"
    DEVICE = "device"
    MACHINE = "machine"
    """A telephone system that announces callers; its subject is the area."""


class TokenState(StrEnum):
    """What a token is worth now."""

    GOOD = "good"
    LOCKED = "locked"
    """Too long without a sign of life: the password alone opens it again."""
    GONE = "gone"
    """Revoked, run out, or never issued."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a token lives: since it was issued, since it was last seen, and how exactly that is noted."""

    at_most: timedelta | None
    idle: timedelta | None
    idle_locks: bool
    noted_every: timedelta


LIFETIMES = {
    TokenKind.RIDER: Lifetime(None, timedelta(days=180), False, timedelta(days=1)),
    TokenKind.STAFF: Lifetime(timedelta(hours=12), timedelta(minutes=15), True, timedelta(seconds=30)),
    TokenKind.DEVICE: Lifetime(None, None, False, timedelta(hours=1)),
    TokenKind.MACHINE: Lifetime(None, None, False, timedelta(days=1)),
}


@dataclass(frozen=True, slots=True)
class Session:
    """What a token stands for."""

    kind: TokenKind
    subject: str
    state: TokenState
    note_due: bool
    """Whether it is time to note that the holder is still there."""


@dataclass(frozen=True, slots=True)
class Held:
    """A token that somebody holds: since when, and when it was last noted."""

    issued_at: datetime
    seen_at: datetime


def issue(
    connection: Connection,
    kind: TokenKind,
    subject: str,
    now: datetime,
    token_bytes: TokenBytes = secrets.token_bytes,
) -> str:
    """A new token for a rider, an account or a device: shown once, kept as a hash."""
    token = urlsafe_b64encode(token_bytes(32)).decode().rstrip("=")
    row = {
        "token_hash": _hash(token),
        "kind": kind.value,
        "subject": subject,
        "issued_at": now,
        "seen_at": now,
    }
    connection.execute(insert(TOKEN).values(row))
    return token


def find_session(connection: Connection, token: str, now: datetime) -> Session | None:
    """What a token stands for; None for one that was never issued. Nothing is written."""
    row = connection.execute(select(TOKEN).where(TOKEN.c.token_hash == _hash(token))).first()
    if row is None:
        return None
    kind = TokenKind(row.kind)
    life = LIFETIMES[kind]
    unseen = now - row.seen_at
    state = TokenState.GOOD
    if row.revoked_at is not None or (life.at_most is not None and now - row.issued_at >= life.at_most):
        state = TokenState.GONE
    elif life.idle is not None and unseen >= life.idle:
        state = TokenState.LOCKED if life.idle_locks else TokenState.GONE
    return Session(kind, row.subject, state, state is TokenState.GOOD and unseen >= life.noted_every)


def list_good(connection: Connection, kind: TokenKind, subject: str) -> list[Held]:
    """The tokens of a machine that were not revoked, oldest first."""
    held = (
        select(TOKEN.c.issued_at, TOKEN.c.seen_at)
        .where(TOKEN.c.kind == kind.value, TOKEN.c.subject == subject, TOKEN.c.revoked_at.is_(None))
        .order_by(TOKEN.c.issued_at, TOKEN.c.token_hash)
    )
    return [Held(row.issued_at, row.seen_at) for row in connection.execute(held)]


def note_seen(connection: Connection, token: str, now: datetime) -> None:
    """The holder is still there, or has opened a locked token again."""
    connection.execute(
        update(TOKEN)
        .where(TOKEN.c.token_hash == _hash(token), TOKEN.c.revoked_at.is_(None))
        .values(seen_at=now)
    )


def lock(connection: Connection, token: str, now: datetime) -> None:
    """Have a token of staff wait for the password, as after an idle quarter of an hour."""
    idle = LIFETIMES[TokenKind.STAFF].idle
    assert idle is not None
    connection.execute(update(TOKEN).where(TOKEN.c.token_hash == _hash(token)).values(seen_at=now - idle))


def revoke(connection: Connection, token: str, now: datetime) -> None:
    """Sign out."""
    _revoke(connection, now, token_hash=_hash(token))


def revoke_all(connection: Connection, kind: TokenKind, subject: str, now: datetime) -> int:
    """Sign a rider, an account or a machine out wherever they are signed in; how many tokens that were."""
    return _revoke(connection, now, kind=kind.value, subject=subject)


def csrf_of(token: str) -> str:
    """What a page must send in a header beside its cookie, and another site cannot know.

    Made from the token, which scripts cannot read, so it is good for this session alone; a second cookie
    that scripts can read hands it to our pages.
    """
    return urlsafe_b64encode(sha256(b"csrf\0" + token.encode()).digest()).decode().rstrip("=")


def csrf_fits(token: str, sent: str) -> bool:
    """Whether the header belongs to the cookie."""
    return compare_digest(csrf_of(token).encode(), sent.encode())


def _revoke(connection: Connection, now: datetime, **which: object) -> int:
    matches = [TOKEN.c[name] == value for name, value in which.items()]
    good = update(TOKEN).where(*matches, TOKEN.c.revoked_at.is_(None))
    return connection.execute(good.values(revoked_at=now)).rowcount


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
