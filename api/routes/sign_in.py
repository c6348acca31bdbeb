"""Riders sign in with a code that is sent to their telephone, and everybody signs out.

These requests carry no Idempotency-Key: the code is good once, and no answer that holds a token is kept.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Body, Request, Response
from sqlalchemy import Connection

from api.people.access import (
    Gate,
    GateHere,
    address_of,
    find_token,
    require,
)
from api.people.page_sessions import KINDS, clear_session, kinds_meant, set_session
from api.people.phone import read_phone
from api.people.rate_limits import Asker, network_of
from api.people.riders import Rider
from api.people.roles import Permission
from api.people.tokens import TokenKind, find_session, issue, revoke
from api.problems import Code, Problem, documented
from api.site import Site, SiteHere
from api.wire.signing import (
    CODE_EXAMPLES,
    SIGN_IN_EXAMPLES,
    CodeIn,
    CodeOut,
    Hold,
    HouseholdMember,
    SignedInOut,
    SignInIn,
)

router = APIRouter(prefix="/api", tags=["sign-in"])


@router.post(
    "/sign-in/codes",
    status_code=202,
    summary="確認コードを送ってもらう / Have a code sent",
    responses=documented(Code.CODES_STOPPED),
    dependencies=[require(Permission.SIGN_IN)],
)
def ask_code(
    asked: Annotated[CodeIn, Body(openapi_examples=CODE_EXAMPLES)],
    request: Request,
    site: SiteHere,
    gate: GateHere,
    after: BackgroundTasks,
) -> CodeOut:
    """The same answer for every number; a code is on its way only where somebody registered it."""
    now = site.clock.now()
    gate.limits.take(Asker.PHONE, read_phone(asked.phone).e164, now)
    address = network_of(address_of(request))
    with site.database.write() as connection:
        entrance = site.people.riders_entrance
        sent = entrance.ask(connection, asked.phone, address, now, language=asked.language)
    after.add_task(sent.send)
    return CodeOut(request_id=sent.request_id, expires=sent.expires_at)


@router.post(
    "/sign-in",
    summary="確認コードでログインする / Sign in with the code",
    responses=documented(Code.WRONG_SIGN_IN),
    dependencies=[require(Permission.SIGN_IN)],
)
def sign_in(
    given: Annotated[SignInIn, Body(openapi_examples=SIGN_IN_EXAMPLES)],
    site: SiteHere,
    gate: GateHere,
    response: Response,
) -> SignedInOut:
    """A token, as Bearer or in a cookie; where the number leads to several riders, first the choice."""
    gate.limits.take(Asker.PHONE, read_phone(given.phone).e164, site.clock.now())
    with site.database.write() as connection:
        signed_in, token = _signed_in(connection, given, site)
    if signed_in is None:
        raise Problem(Code.WRONG_SIGN_IN)
    if token is not None:
        signed_in.token = hand_over(response, gate, TokenKind.RIDER, token, given.hold)
    return signed_in


@router.post(
    "/sign-out",
    status_code=204,
    summary="ログアウトする / Sign out",
    dependencies=[require(Permission.SIGN_IN)],
)
def sign_out(request: Request, site: SiteHere, gate: GateHere, response: Response) -> None:
    """The token is worth nothing from now on, also where it was locked; a page's cookies are taken back.

    A tablet and a telephone system are signed out by an administrator alone.
    """
    token, _ = find_token(request, gate)
    kinds, now = kinds_meant(request), site.clock.now()
    with site.database.write() as connection:
        session = None if token is None else find_session(connection, token, now)
        if token is not None and session is not None:
            kinds = [kind for kind in KINDS if kind is session.kind]
            if kinds:
                revoke(connection, token, now)
    for kind in kinds:
        clear_session(response, gate, kind)


def hand_over(response: Response, gate: Gate, kind: TokenKind, token: str, hold: Hold) -> str | None:
    """The token for the answer's body, unless it goes into a page's cookie."""
    response.headers["Cache-Control"] = "no-store"
    if hold is Hold.BEARER:
        return token
    set_session(response, gate, kind, token)
    return None


def _signed_in(connection: Connection, given: SignInIn, site: Site) -> tuple[SignedInOut | None, str | None]:
    """Who is signed in and their token, whom there is to choose from, or nobody."""
    people, now = site.people, site.clock.now()
    found = people.riders_entrance.verify(
        connection, given.request_id, given.phone, given.code, now, undecided=given.rider_id is None
    )
    riders = people.directory.list_riders(connection, found)
    if given.rider_id is None and len(riders) > 1:
        return SignedInOut(choose=[_member(each) for each in riders]), None
    for rider in riders:
        if given.rider_id in (None, rider.rider_id):
            token = issue(connection, TokenKind.RIDER, rider.rider_id, now, people.vault.token_bytes)
            return SignedInOut(rider_id=rider.rider_id, area=rider.area), token
    return None, None


def _member(rider: Rider) -> HouseholdMember:
    return HouseholdMember(rider_id=rider.rider_id, name=rider.profile.name)
