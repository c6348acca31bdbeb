"""Accounts of staff for tests, each with the grants it is given."""

from __future__ import annotations

from api.people.roles import Role
from api.people.staff import EVERYWHERE, Grant, add_staff
from api.people.tokens import TokenKind, issue
from tests.api.served import Served


def as_member(served: Served, account: str, role: Role, area: str = EVERYWHERE) -> str:
    """The token of a new account with one role."""
    now, vault = served.clock.now(), served.people.vault
    with served.site.database.write() as connection:
        add_staff(connection, vault, account, account, "no password", [Grant(role, area)], now)
        return issue(connection, TokenKind.STAFF, account, now)


def as_administrator(served: Served, area: str = EVERYWHERE) -> str:
    """An administrator of one area, or of all."""
    return as_member(served, f"admin-{'all' if area == EVERYWHERE else area}", Role.ADMINISTRATOR, area)
