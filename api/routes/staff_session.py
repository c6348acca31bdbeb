"""A member of staff's own session: who they are here, and leaving the desk without signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request

from api.people.access import GateHere, find_token, require
from api.people.principal import Principal
from api.people.roles import Permission
from api.people.tokens import lock
from api.site import SiteHere
from api.wire.signing import StaffSessionOut

router = APIRouter(prefix="/api/staff", tags=["sign-in"])
Member = Annotated[Principal, require(Permission.OWN_SESSION)]


@router.get(
    "/session",
    summary="ログイン中の職員 / Who is signed in",
)
def get_session(site: SiteHere, principal: Member) -> StaffSessionOut:
    """The account, and for each area of this process what they may do there."""
    may = {area: sorted(each.wire for each in Permission if principal.may(each, area)) for area in site.towns}
    own = Permission.OWN_SESSION.wire
    return StaffSessionOut(
        account=principal.subject, may={area: named for area, named in may.items() if own in named}
    )


@router.post(
    "/lock",
    status_code=204,
    summary="画面をロックする / Lock the session",
)
def lock_session(request: Request, site: SiteHere, gate: GateHere, _: Member) -> None:
    """As after an idle quarter of an hour: nobody, until the password opens it again."""
    token, _by_cookie = find_token(request, gate)
    with site.database.write() as connection:
        lock(connection, token or "", site.clock.now())
