"""Accounts of staff: added, given roles, closed, and handed new secrets, each step in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api.once import once
from api.people.access import require
from api.people.administering import demand_account, demand_grants, first_password, list_administered
from api.people.audit import write_down
from api.people.principal import Principal
from api.people.roles import Permission
from api.people.staff import (
    EVERYWHERE,
    Grant,
    WrongAccount,
    add_staff,
    change_password,
    close_account,
    renew_second_factor,
    set_grants,
)
from api.routes.viewing import audited
from api.site import KeyHere, Site, SiteHere
from api.wire.administered import SECRETS, GrantWire, SecretsOut, StaffOut
from api.wire.administered_bodies import GrantsBody, StaffBody

router = APIRouter(prefix="/api/staff", tags=["administration"])
Administrator = Annotated[Principal, require(Permission.MANAGE_STAFF)]


@router.get("", summary="職員の一覧 / The accounts of staff")
def list_members(site: SiteHere, principal: Administrator) -> list[StaffOut]:
    """Those of the administrator's areas, closed ones too for an administrator of every area."""
    with site.database.read() as connection:
        return [StaffOut.of(member) for member in list_administered(connection, principal)]


@router.post(
    "",
    status_code=201,
    summary="職員を追加する / Add a member of staff",
    response_model=SecretsOut,
)
def add(
    given: StaffBody, site: SiteHere, key: KeyHere, request: Request, principal: Administrator
) -> Response:
    """A password and a second factor to hand to that person, shown once."""
    grants = _grants(given.grants, site, principal)
    password = first_password(site.people.vault)
    kept = site.people.passwords.hash(given.account, password)

    def effect(connection: Connection) -> SecretsOut:
        now, vault = site.clock.now(), site.people.vault
        factor = add_staff(connection, vault, given.account, given.name, kept, grants, now)
        entry = audited(request, principal, site, "add-staff", f"staff {given.account}", _said(grants))
        write_down(connection, entry)
        return SecretsOut.of(given.account, password, factor)

    return once(site, key, effect, 201, shown_once=SECRETS)


@router.put(
    "/{account}/grants",
    status_code=204,
    summary="役割を定める / Set what an account may do",
)
def grant(
    account: str,
    given: GrantsBody,
    site: SiteHere,
    key: KeyHere,
    request: Request,
    principal: Administrator,
) -> Response:
    """From the next request on."""
    grants = _grants(given.grants, site, principal)

    def effect(connection: Connection) -> None:
        demand_account(connection, principal, account)
        set_grants(connection, account, grants)
        write_down(
            connection,
            audited(request, principal, site, "grant-staff", f"staff {account}", _said(grants)),
        )

    return once(site, key, effect)


@router.post(
    "/{account}/closing",
    status_code=204,
    summary="職員のアカウントを閉じる / Close an account",
)
def close(account: str, site: SiteHere, key: KeyHere, request: Request, principal: Administrator) -> Response:
    """Signed out everywhere at once; what the account did keeps its name."""

    def effect(connection: Connection) -> None:
        demand_account(connection, principal, account)
        close_account(connection, account, site.clock.now())
        write_down(connection, audited(request, principal, site, "close-staff", f"staff {account}"))

    return once(site, key, effect)


@router.post(
    "/{account}/password",
    summary="パスワードを再設定する / Put a new password in place",
    response_model=SecretsOut,
)
def reset_password(
    account: str, site: SiteHere, key: KeyHere, request: Request, principal: Administrator
) -> Response:
    """The new password, shown once; the account is signed out everywhere."""
    password = first_password(site.people.vault)
    kept = site.people.passwords.hash(account, password)

    def effect(connection: Connection) -> SecretsOut:
        demand_account(connection, principal, account)
        change_password(connection, account, kept, site.clock.now())
        write_down(connection, audited(request, principal, site, "reset-password", f"staff {account}"))
        return SecretsOut.of(account, password)

    return once(site, key, effect, shown_once=SECRETS)


@router.post(
    "/{account}/second-factor",
    summary="二段階認証を作り直す / Renew the second factor",
    response_model=SecretsOut,
)
def renew(account: str, site: SiteHere, key: KeyHere, request: Request, principal: Administrator) -> Response:
    """The address for the authenticator and codes for paper, shown once; the old ones are worth nothing."""

    def effect(connection: Connection) -> SecretsOut:
        demand_account(connection, principal, account)
        factor = renew_second_factor(connection, site.people.vault, account, site.clock.now())
        write_down(connection, audited(request, principal, site, "renew-second-factor", f"staff {account}"))
        return SecretsOut.of(account, factor=factor)

    return once(site, key, effect, shown_once=SECRETS)


def _grants(given: Sequence[GrantWire], site: Site, principal: Principal) -> list[Grant]:
    grants = [each.grant() for each in given]
    known = {EVERYWHERE, *site.towns}
    for each in grants:
        if each.area not in known:
            raise WrongAccount(f"grants: {each.area}: one of {', '.join(sorted(known))} expected")
    demand_grants(principal, grants)
    return grants


def _said(grants: list[Grant]) -> str:
    return ", ".join(f"{each.role}@{each.area}" for each in grants)[:200]
