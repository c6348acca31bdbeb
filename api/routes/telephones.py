"""Telephone systems as administrators keep them: let in to announce callers, and shut out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api.once import once
from api.people.access import require
from api.people.audit import write_down
from api.people.principal import Principal
from api.people.refusals import NoSuchThing
from api.people.roles import Permission
from api.people.tokens import TokenKind, issue, list_good, revoke_all
from api.routes.viewing import audited
from api.site import KeyHere, SiteHere, TownHere
from api.wire.administered import TelephoneOut, TelephoneTokenOut

TOKEN_ONLY = frozenset({"token"})

router = APIRouter(prefix="/api/areas/{area}/telephones", tags=["administration"])
Administrator = Annotated[Principal, require(Permission.MANAGE_DEVICES)]


@router.get("", summary="電話システムの一覧 / The telephone systems of an area")
def list_telephones(town: TownHere, site: SiteHere, principal: Administrator) -> list[TelephoneOut]:
    """One for each token that is good."""
    with site.database.read() as connection:
        held = list_good(connection, TokenKind.MACHINE, town.area)
    return [TelephoneOut(added_at=each.issued_at, seen_at=each.seen_at) for each in held]


@router.post(
    "",
    status_code=201,
    summary="電話システムを追加する / Let a telephone system announce callers",
    response_model=TelephoneTokenOut,
)
def add(town: TownHere, site: SiteHere, key: KeyHere, request: Request, principal: Administrator) -> Response:
    """Its token, shown once, good for `POST /callers` of this area alone; those given before stay good."""

    def effect(connection: Connection) -> TelephoneTokenOut:
        now, token_bytes = site.clock.now(), site.people.vault.token_bytes
        token = issue(connection, TokenKind.MACHINE, town.area, now, token_bytes)
        write_down(connection, audited(request, principal, site, "add-telephone", f"telephone {town.area}"))
        return TelephoneTokenOut(token=token)

    return once(site, key, effect, 201, shown_once=TOKEN_ONLY)


@router.post(
    "/revocation",
    status_code=204,
    summary="電話システムをすべて失効させる / Shut out every telephone system of an area",
)
def revoke(
    town: TownHere, site: SiteHere, key: KeyHere, request: Request, principal: Administrator
) -> Response:
    """None of them announces anybody from this moment on; 404 where there is none."""

    def effect(connection: Connection) -> None:
        if not revoke_all(connection, TokenKind.MACHINE, town.area, site.clock.now()):
            raise NoSuchThing
        entry = audited(request, principal, site, "revoke-telephone", f"telephone {town.area}")
        write_down(connection, entry)

    return once(site, key, effect)
