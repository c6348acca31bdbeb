"""Staff sign in with a password and a second factor, each code once, and few wrong tries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

import pyotp
from sqlalchemy import Connection, Row, select, update

from api.people.passwords import Passwords
from api.people.sealed import Vault
from api.people.staff import recovery_mark
from api.people.tables import RECOVERY_CODE, STAFF
from api.people.tokens import TokenKind, TokenState, find_session, issue, note_seen, revoke
from api.storage.database import Database

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
STEPS_AROUND = (-1, 0, 1)
"""Half minutes before and after in which a code counts: clocks differ, and people type slowly."""


@dataclass(frozen=True)
class StaffSignIn:
    """The staff entrance. Takes the database, not a transaction: argon2 must not hold one open."""

    database: Database
    vault: Vault
    passwords: Passwords

    def sign_in(self, account: str, password: str, second: str, now: datetime) -> str | None:
        """A token; None where account, password or code is not right, or the account is locked or closed.

        `second` is a code of the authenticator or one for paper. Five wrong tries lock the account for 15
        minutes, and nobody is told which part was wrong. Raises PasswordsBusy.
        """
        kept = self._password_hash(account)
        right = self.passwords.fits(password, kept)
        with self.database.write() as connection:
            row = _open_account(connection, account, kept, now)
            if row is None:
                return None
            if not right or not self._second_fits(connection, row, second, now):
                _note_failure(connection, row, now)
                return None
            _note_success(connection, account)
            return issue(connection, TokenKind.STAFF, account, now, self.vault.token_bytes)

    def unlock(self, token: str, password: str, now: datetime) -> bool:
        """Open a token again that was locked by an idle quarter of an hour: the password alone will do.

        When the account gets locked over it, the token is revoked. Raises PasswordsBusy.
        """
        with self.database.read() as connection:
            session = find_session(connection, token, now)
        if session is None or session.kind is not TokenKind.STAFF or session.state is TokenState.GONE:
            return False
        kept = self._password_hash(session.subject)
        right = self.passwords.fits(password, kept)
        with self.database.write() as connection:
            row = _open_account(connection, session.subject, kept, now)
            if row is None:
                return False
            if not right:
                if _note_failure(connection, row, now):
                    revoke(connection, token, now)
                return False
            _note_success(connection, session.subject)
            note_seen(connection, token, now)
            return True

    def _password_hash(self, account: str) -> str | None:
        with self.database.read() as connection:
            wanted = select(STAFF.c.password_hash).where(STAFF.c.account == account)
            found = connection.execute(wanted).scalar_one_or_none()
        return None if found is None else str(found)

    def _second_fits(
        self, connection: Connection, row: Row[*tuple[Any, ...]], second: str, now: datetime
    ) -> bool:
        given = second.strip()
        step = self._step_of(row, given, now)
        if step is not None:
            later = update(STAFF).where(STAFF.c.account == row.account, STAFF.c.totp_step < step)
            return connection.execute(later.values(totp_step=step)).rowcount == 1
        spend = (
            update(RECOVERY_CODE)
            .where(
                RECOVERY_CODE.c.account == row.account,
                RECOVERY_CODE.c.code_mark == recovery_mark(self.vault, row.account, given),
                RECOVERY_CODE.c.used_at.is_(None),
            )
            .values(used_at=now)
        )
        return connection.execute(spend).rowcount == 1

    def _step_of(self, row: Row[*tuple[Any, ...]], given: str, now: datetime) -> int | None:
        totp = pyotp.TOTP(self.vault.unseal(bytes(row.sealed_totp)).decode())
        present = totp.timecode(now)
        for around in STEPS_AROUND:
            if compare_digest(totp.generate_otp(present + around).encode(), given.encode()):
                return present + around
        return None


def _open_account(
    connection: Connection, account: str, kept: str | None, now: datetime
) -> Row[*tuple[Any, ...]] | None:
    """The account, held until the transaction ends; None where it is closed or locked, or has changed."""
    row = connection.execute(select(STAFF).where(STAFF.c.account == account).with_for_update()).first()
    if row is None or row.closed_at is not None or row.password_hash != kept:
        return None
    return None if row.locked_until is not None and now < row.locked_until else row


def _note_failure(connection: Connection, row: Row[*tuple[Any, ...]], now: datetime) -> bool:
    """Count a wrong try; whether the account is locked now."""
    failures = row.failures + 1
    locked = bool(failures >= MOST_FAILURES)
    values = {"failures": 0, "locked_until": now + LOCKED_FOR} if locked else {"failures": failures}
    connection.execute(update(STAFF).where(STAFF.c.account == row.account).values(values))
    return locked


def _note_success(connection: Connection, account: str) -> None:
    cleared = {"failures": 0, "locked_until": None}
    connection.execute(update(STAFF).where(STAFF.c.account == account).values(cleared))
