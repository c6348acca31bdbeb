"""Whose accounts an administrator may touch: those of their own areas, and never their own."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from api.people.principal import Principal
from api.people.refusals import NoSuchThing
from api.people.roles import Permission
from api.people.sealed import Vault
from api.people.staff import EVERYWHERE, Grant, StaffMember, WrongAccount, list_staff
from api.people.tables import STAFF, STAFF_GRANT


def first_password(vault: Vault) -> str:
    """A password that nobody chose and nobody can guess, in groups of four letters."""
    letters = vault.token_bytes(10).hex()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def demand_grants(principal: Principal, grants: Iterable[Grant]) -> None:
    """Raise WrongAccount where a role would be given in an area that is not the administrator's."""
    for grant in grants:
        if not principal.may(Permission.MANAGE_STAFF, grant.area):
            raise WrongAccount(f"grants: {grant.area} is not an area that you administer")


def demand_account(connection: Connection, principal: Principal, account: str) -> None:
    """Raise NoSuchThing unless every role that an account ever had is in the administrator's areas.

    An administrator cannot close or disarm the account they are signed in with: WrongAccount.
    """
    if account == principal.subject:
        raise WrongAccount("account: your own is for another administrator to change")
    if connection.execute(select(STAFF.c.account).where(STAFF.c.account == account)).first() is None:
        raise NoSuchThing
    areas = connection.execute(select(STAFF_GRANT.c.area).where(STAFF_GRANT.c.account == account)).scalars()
    if not all(principal.may(Permission.MANAGE_STAFF, area) for area in areas):
        raise NoSuchThing


def list_administered(connection: Connection, principal: Principal) -> list[StaffMember]:
    """The accounts with a role in some area of the administrator's; all, for one of every area."""
    everywhere = principal.may(Permission.MANAGE_STAFF, EVERYWHERE)
    return [
        member
        for member in list_staff(connection)
        if everywhere or any(principal.may(Permission.MANAGE_STAFF, each.area) for each in member.grants)
    ]
