"""Staff sign in with a password and a second factor, and open a session that stood idle.

These requests carry no Idempotency-Key: a second factor is good once, and no answer that holds a token is
kept. Signing out is the same for everybody, in `sign_in`.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response

from api.people.access import GateHere, find_token, require
from api.people.roles import Permission
from api.people.tokens import TokenKind
from api.problems import Code, Problem, documented
from api.routes.sign_in import hand_over
from api.site import SiteHere
from api.wire.signing import STAFF_EXAMPLES, StaffSignedInOut, StaffSignInIn, UnlockIn

router = APIRouter(prefix="/api/staff", tags=["sign-in"])


@router.post(
    "/sign-in",
    summary="職員のログイン / Staff sign in",
    responses=documented(Code.WRONG_SIGN_IN),
    dependencies=[require(Permission.SIGN_IN)],
)
def sign_in(
    given: Annotated[StaffSignInIn, Body(openapi_examples=STAFF_EXAMPLES)],
    site: SiteHere,
    gate: GateHere,
    response: Response,
) -> StaffSignedInOut:
    """A token, in a cookie or as Bearer; nobody is told which part was wrong, or whether it is locked."""
    entrance = site.people.staff_entrance
    token = entrance.sign_in(given.account, given.password, given.second, site.clock.now())
    if token is None:
        raise Problem(Code.WRONG_SIGN_IN)
    held = hand_over(response, gate, TokenKind.STAFF, token, given.hold)
    return StaffSignedInOut(account=given.account, token=held)


@router.post(
    "/unlock",
    status_code=204,
    summary="ロックを解除する / Open a locked session",
    responses=documented(Code.WRONG_SIGN_IN),
    dependencies=[require(Permission.SIGN_IN)],
)
def unlock(
    given: Annotated[
        UnlockIn,
        Body(
            openapi_examples={
                "ja": {"summary": "離席のあと", "value": {"password": "りんごと電車と七月の長い雨"}},
                "en": {"summary": "Back at the desk", "value": {"password": "apples by train in july"}},
            }
        ),
    ],
    request: Request,
    site: SiteHere,
    gate: GateHere,
) -> None:
    """The token that was sent, or the cookie, is good again."""
    token, _ = find_token(request, gate)
    entrance = site.people.staff_entrance
    if token is None or not entrance.unlock(token, given.password, site.clock.now()):
        raise Problem(Code.WRONG_SIGN_IN)
