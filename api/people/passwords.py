"""Passwords of staff: argon2id, few at a time, so that a flood of sign-ins cannot take the memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST = 12
LONGEST = 128


class WeakPassword(ValueError):
    """Not a password for an account that sees every home; the message says what was expected."""


class PasswordsBusy(RuntimeError):
    """Too many sign in at once; again after `retry_s`."""

    def __init__(self, retry_s: int) -> None:
        super().__init__(f"too many sign in at once: try again in {retry_s} s")
        self.retry_s = retry_s


class Passwords:
    """Hashes and checks passwords, at most so many at once (64 MiB each); never within a transaction."""

    def __init__(self, hasher: Argon2Hasher | None = None, at_once: int = 2, patience_s: float = 2.0) -> None:
        self._hashes = PasswordHash((hasher or Argon2Hasher(),))
        self._turns = BoundedSemaphore(at_once)
        self._patience_s = patience_s
        self._decoy = self._hashes.hash("nobody's password")

    def hash(self, account: str, password: str) -> str:
        """A password as it is kept; raises WeakPassword, PasswordsBusy."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise WeakPassword(f"password: {SHORTEST} to {LONGEST} characters expected")
        if account.lower() in password.lower():
            raise WeakPassword("password: the account's name in it is guessed first; choose another")
        with self._turn():
            return self._hashes.hash(password)

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether it is the password; for an account that is not there it takes as long and is not.

        Raises PasswordsBusy.
        """
        with self._turn():
            right = self._hashes.verify(password[: LONGEST + 1], self._decoy if kept is None else kept)
        return right and kept is not None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._patience_s):
            raise PasswordsBusy(retry_s=2)
        try:
            yield
        finally:
            self._turns.release()
