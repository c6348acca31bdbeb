"""Staff: accounts in people's own names, what each may do where, and how the accounts are kept."""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import Connection, delete, insert, select, update

from api.people.roles import STAFF_ROLES, Role
from api.people.sealed import Vault
from api.people.tables import RECOVERY_CODE, STAFF, STAFF_GRANT
from api.people.tokens import TokenKind, revoke_all

EVERYWHERE = "*"
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
ISSUER = "noriai"
_ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class WrongAccount(ValueError):
    """An account cannot be made or changed like this; the message says what was expected."""


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """A role in an area, or everywhere."""

    role: Role
    area: str


@dataclass(frozen=True, slots=True)
class StaffMember:
    """An account as administrators see it."""

    account: str
    name: str
    grants: tuple[Grant, ...]
    locked_until: datetime | None
    added_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class SecondFactor:
    """What is shown once to its owner: the address for the authenticator, and codes for paper."""

    uri: str
    recovery_codes: tuple[str, ...]


def add_staff(
    connection: Connection,
    vault: Vault,
    account: str,
    name: str,
    password_hash: str,
    grants: Iterable[Grant],
    now: datetime,
) -> SecondFactor:
    """Make a named account with a second factor; raises WrongAccount. The hash comes from `Passwords`."""
    if not _ACCOUNT.fullmatch(account):
        raise WrongAccount("account: 2 to 40 of a-z, 0-9, dot, hyphen and underscore expected")
    if not name.strip() or len(name) > 100:
        raise WrongAccount("name: the name of one person expected, at most 100 characters")
    if connection.execute(select(STAFF.c.account).where(STAFF.c.account == account)).first() is not None:
        raise WrongAccount(f"account: {account} is taken")
    secret = _secret(vault)
    row = {
        "account": account,
        "name": name,
        "password_hash": password_hash,
        "sealed_totp": vault.seal(secret.encode()),
        "totp_step": 0,
        "failures": 0,
        "added_at": now,
    }
    connection.execute(insert(STAFF).values(row))
    set_grants(connection, account, grants)
    return SecondFactor(_uri(secret, account), _new_recovery_codes(connection, vault, account))


def set_grants(connection: Connection, account: str, grants: Iterable[Grant]) -> None:
    """Say anew what an account may do and where; raises WrongAccount."""
    wanted = sorted(set(grants))
    for grant in wanted:
        if grant.role not in STAFF_ROLES:
            raise WrongAccount(f"role: one of {', '.join(sorted(STAFF_ROLES))} expected, not {grant.role}")
    connection.execute(delete(STAFF_GRANT).where(STAFF_GRANT.c.account == account))
    if wanted:
        rows = [{"account": account, "role": grant.role.value, "area": grant.area} for grant in wanted]
        connection.execute(insert(STAFF_GRANT), rows)


def list_grants(connection: Connection, account: str) -> tuple[Grant, ...]:
    """What an account may do and where; nothing once it is closed."""
    rows = connection.execute(
        select(STAFF_GRANT.c.role, STAFF_GRANT.c.area)
        .join(STAFF, STAFF.c.account == STAFF_GRANT.c.account)
        .where(STAFF.c.account == account, STAFF.c.closed_at.is_(None))
        .order_by(STAFF_GRANT.c.role, STAFF_GRANT.c.area)
    )
    return tuple(Grant(Role(row.role), row.area) for row in rows)


def list_staff(connection: Connection) -> list[StaffMember]:
    """All accounts, closed ones too."""
    rows = connection.execute(select(STAFF).order_by(STAFF.c.account)).all()
    return [
        StaffMember(
            row.account,
            row.name,
            list_grants(connection, row.account),
            row.locked_until,
            row.added_at,
            row.closed_at,
        )
        for row in rows
    ]


def close_account(connection: Connection, account: str, now: datetime) -> None:
    """Let an account do nothing more, from this moment; its past deeds keep its name. Raises WrongAccount."""
    _change(connection, account, closed_at=now)
    revoke_all(connection, TokenKind.STAFF, account, now)


def change_password(connection: Connection, account: str, password_hash: str, now: datetime) -> None:
    """Put another password in place, and sign the account out everywhere; raises WrongAccount."""
    _change(connection, account, password_hash=password_hash, failures=0, locked_until=None)
    revoke_all(connection, TokenKind.STAFF, account, now)


def renew_second_factor(connection: Connection, vault: Vault, account: str, now: datetime) -> SecondFactor:
    """A new authenticator and new codes for paper; the old ones are worth nothing. Raises WrongAccount."""
    secret = _secret(vault)
    _change(connection, account, sealed_totp=vault.seal(secret.encode()), totp_step=0)
    revoke_all(connection, TokenKind.STAFF, account, now)
    return SecondFactor(_uri(secret, account), _new_recovery_codes(connection, vault, account))


def recovery_mark(vault: Vault, account: str, code: str) -> bytes:
    """The mark under which a code for paper is kept; hyphens, spaces and letter case do not matter."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return vault.mark("recovery", f"{account} {plain}")


def _new_recovery_codes(connection: Connection, vault: Vault, account: str) -> tuple[str, ...]:
    connection.execute(delete(RECOVERY_CODE).where(RECOVERY_CODE.c.account == account))
    codes = tuple(_code(vault.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES))
    rows = [{"account": account, "code_mark": recovery_mark(vault, account, code)} for code in codes]
    connection.execute(insert(RECOVERY_CODE), rows)
    return codes


def _secret(vault: Vault) -> str:
    return b32encode(vault.token_bytes(20)).decode()


def _uri(secret: str, account: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def _code(secret: bytes) -> str:
    letters = b32encode(secret).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _change(connection: Connection, account: str, **values: object) -> None:
    done = connection.execute(update(STAFF).where(STAFF.c.account == account).values(values))
    if not done.rowcount:
        raise WrongAccount(f"account: there is no {account}")
