"""Riders sign in with their telephone number and a code that is sent to it: no password to remember."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest

from sqlalchemy import Connection, insert, select, update

from api.people.code_traffic import ALWAYS_AN_HOUR, refuse_while_stopped
from api.people.phone import Phone, read_phone
from api.people.riders import RiderDirectory
from api.people.tables import SIGN_IN_CODE
from api.people.turns import take_turn
from dispatch.domain.request import RiderId

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=5)
MOST_TRIES = 5


class CodePurpose(StrEnum):
    """What a code proves the number for."""

    SIGN_IN = "sign-in"
    CHANGE = "change"
    """A new number or address: proved by a code to the number that is registered."""


@dataclass(frozen=True, slots=True)
class CodeMessage:
    """A code on its way to a rider; a landline is called and has it read aloud."""

    phone: str
    code: str
    by_voice: bool
    language: str
    expires_at: datetime


SendCode = Callable[[CodeMessage], None]
"""Sends a code now and keeps it nowhere: it is worth nothing in five minutes, and much until then."""


class TooManyCodes(RuntimeError):
    """This number, or this network address, has asked for too many codes; again after `retry_s`."""

    def __init__(self, retry_s: int) -> None:
        super().__init__(f"too many codes were asked for: try again in {retry_s} s")
        self.retry_s = retry_s


@dataclass(frozen=True, slots=True)
class CodeLimit:
    """So many codes within a while."""

    column: str
    at_most: int
    within: timedelta


LIMITS = (
    CodeLimit("phone_mark", 1, timedelta(minutes=1)),
    CodeLimit("phone_mark", 5, timedelta(days=1)),
    CodeLimit("address_mark", 10, timedelta(hours=1)),
)
"""Counted on the table of codes, and not by the package `limits`: that one asks the machine's clock, and
forgets what it counted when the service is started again, which would let codes be guessed five at a time."""


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """What is answered to everybody alike, and what to do once it is committed and answered."""

    request_id: str
    expires_at: datetime
    send: Callable[[], None]
    """Sends the code; for a number that nobody registered it does nothing."""


@dataclass(frozen=True)
class SignIn:
    """Sends codes to registered numbers and takes them back."""

    directory: RiderDirectory
    send: SendCode
    always_an_hour: int = ALWAYS_AN_HOUR
    """So many codes the whole service may send within an hour, whatever is usual."""

    def ask(
        self,
        connection: Connection,
        phone: str,
        address: str,
        now: datetime,
        purpose: CodePurpose = CodePurpose.SIGN_IN,
        language: str = "ja",
    ) -> CodeAsked:
        """Make a code for a number; raises WrongPhone, TooManyCodes, CodesStopped.

        A number that nobody registered takes the same steps and gets the same answer, and nothing is sent.
        """
        vault = self.directory.vault
        number = read_phone(phone)
        marks = {
            "phone_mark": self.directory.phone_mark(number.e164),
            "address_mark": vault.mark("address", address),
        }
        take_turn(connection, "code")  # one at a time, so that two at once are not both the first
        _refuse_too_many(connection, marks, now)
        refuse_while_stopped(connection, now, self.always_an_hour)
        request_id = vault.token_bytes(16).hex()
        code = f"{int.from_bytes(vault.token_bytes(8), 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}}"
        registered = self.directory.ids_by_phone(connection, number.e164)
        reached = bool(registered) and number.japanese
        row = {
            **marks,
            "request_id": request_id,
            "code_mark": vault.mark("code", f"{request_id} {code}"),
            "purpose": purpose.value,
            "sent": reached,
            "tries": 0,
            "asked_at": now,
            "expires_at": now + CODE_LIFE,
        }
        connection.execute(insert(SIGN_IN_CODE).values(row))
        message = CodeMessage(number.e164, code, number.landline, language, now + CODE_LIFE)
        return CodeAsked(request_id, now + CODE_LIFE, self._sending(message, reached=reached))

    def verify(
        self,
        connection: Connection,
        request_id: str,
        phone: str,
        code: str,
        now: datetime,
        purpose: CodePurpose = CodePurpose.SIGN_IN,
        *,
        undecided: bool = False,
    ) -> list[RiderId]:
        """Whom the code signs in: those the number leads to, its owner first; nobody where it is not right.

        Who is undecided can use the code once more where there are several to choose from. A wrong code
        counts as a try, so the transaction must be committed whatever came of it; five tries, a used code,
        another request and a passed time are all the same "not right". Raises WrongPhone.
        """
        vault = self.directory.vault
        number: Phone = read_phone(phone)
        tried = (
            update(SIGN_IN_CODE)
            .where(
                SIGN_IN_CODE.c.request_id == request_id,
                SIGN_IN_CODE.c.phone_mark == self.directory.phone_mark(number.e164),
                SIGN_IN_CODE.c.purpose == purpose.value,
                SIGN_IN_CODE.c.used_at.is_(None),
                SIGN_IN_CODE.c.expires_at > now,
                SIGN_IN_CODE.c.tries < MOST_TRIES,
            )
            .values(tries=SIGN_IN_CODE.c.tries + 1)
            .returning(SIGN_IN_CODE.c.code_mark, SIGN_IN_CODE.c.sent)
        )
        row = connection.execute(tried).first()
        given = vault.mark("code", f"{request_id} {code.strip()}")
        if row is None or not compare_digest(bytes(row.code_mark), given) or not row.sent:
            return []
        found = self.directory.ids_by_phone(connection, number.e164)
        if not (undecided and len(found) > 1):
            mine = SIGN_IN_CODE.c.request_id == request_id
            connection.execute(update(SIGN_IN_CODE).where(mine).values(used_at=now))
        return found

    def _sending(self, message: CodeMessage, *, reached: bool) -> Callable[[], None]:
        def send() -> None:
            if reached:
                self.send(message)

        return send


def _refuse_too_many(connection: Connection, marks: dict[str, bytes], now: datetime) -> None:
    waits = []
    for limit in LIMITS:
        within = (
            select(SIGN_IN_CODE.c.asked_at)
            .where(
                SIGN_IN_CODE.c[limit.column] == marks[limit.column],
                SIGN_IN_CODE.c.asked_at > now - limit.within,
            )
            .order_by(SIGN_IN_CODE.c.asked_at.desc())
            .limit(limit.at_most)
        )
        asked = list(connection.execute(within).scalars())
        if len(asked) == limit.at_most:
            waits.append(asked[-1] + limit.within - now)
    if waits:
        raise TooManyCodes(int(-(-max(waits).total_seconds() // 1)))
