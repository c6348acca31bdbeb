"""The door of every route: who asks, how often, and whether they may. `require` says what a route needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.params import Depends as Dependency
from fastapi.routing import APIRoute

from api.clock import Clock
from api.people.page_sessions import find_cookie
from api.people.principal import ANYBODY, Principal, principal_of
from api.people.rate_limits import Asker, RateLimits, network_of
from api.people.refusals import ForgedRequest
from api.people.roles import Permission
from api.people.tokens import csrf_fits, find_session, note_seen
from api.storage.database import Database

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"


@dataclass(frozen=True)
class Gate:
    """What the door needs; the application keeps it as `app.state.gate`."""

    database: Database
    clock: Clock
    limits: RateLimits
    over_tls: bool = True
    """Cookies go over TLS only; off for a service on this machine alone, unless a proxy speaks TLS for it."""


async def gate_of(request: Request) -> Gate:
    """The door of the application that answers this request."""
    found = request.app.state.gate
    assert isinstance(found, Gate)
    return replace(found, over_tls=True) if request.url.scheme == "https" else found


GateHere = Annotated[Gate, Depends(gate_of)]


def current(request: Request, gate: GateHere) -> Principal:
    """Who asks: anybody, where the token is worth nothing. Raises TooManyRequests, ForgedRequest.

    Machines and tablets send their token as Bearer; pages have it in a cookie that scripts cannot read, and
    must prove by a header that the request is theirs whenever it may change something.
    """
    now = gate.clock.now()
    gate.limits.take(Asker.ADDRESS, network_of(address_of(request)), now)
    token, by_cookie = find_token(request, gate)
    if token is None:
        return ANYBODY
    with gate.database.read() as connection:
        session = find_session(connection, token, now)
        principal = principal_of(connection, session, now)
    if not principal.signed_in:
        return principal
    forgeable = by_cookie and request.method not in SAFE_METHODS
    if forgeable and not csrf_fits(token, request.headers.get(CSRF_HEADER, "")):
        raise ForgedRequest
    gate.limits.take(Asker.ACCOUNT, principal.account, now)
    if session is not None and session.note_due:
        with gate.database.write() as connection:
            note_seen(connection, token, now)
    return principal


PrincipalHere = Annotated[Principal, Depends(current)]


@dataclass(frozen=True, slots=True)
class Require:
    """Lets through who has a permission, in the area that the path names; found again by `permissions_of`."""

    permission: Permission

    async def __call__(self, request: Request, principal: PrincipalHere) -> Principal:
        """Whoever asks; raises NotSignedIn, SessionLocked, NotAllowed, NoSuchThing."""
        request.state.principal = principal  # whom a stream is watched for from here on
        principal.demand(self.permission, request.path_params.get("area"))
        return principal


def require(permission: Permission) -> Dependency:
    """What a route needs: `dependencies=[require(Permission.ASK)]`, or as a parameter's default."""
    found = Depends(Require(permission))
    assert isinstance(found, Dependency)
    return found


def permissions_of(route: APIRoute) -> frozenset[Permission]:
    """The permissions a route needs, wherever it declares them."""
    calls = [dependant.call for dependant in list_reached(route.dependant)]
    return frozenset(call.permission for call in calls if isinstance(call, Require))


def list_reached(dependant: Dependant) -> Iterator[Dependant]:
    """What a route depends on, itself first, and what that depends on."""
    yield dependant
    for deeper in dependant.dependencies:
        yield from list_reached(deeper)


def address_of(request: Request) -> str:
    """The network address of whoever asks; behind a proxy uvicorn puts it in, where that proxy is trusted."""
    return request.client.host if request.client is not None else ""


def find_token(request: Request, gate: Gate) -> tuple[str | None, bool]:
    """The token that was sent, and whether a cookie brought it; Bearer goes first."""
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and sent.strip():
        return sent.strip(), False
    return find_cookie(request, gate), True
