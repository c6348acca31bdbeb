"""Riders sign in with their telephone number and a code that is sent to it: no password to remember."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from api.people.phone import Phone, read_phone
from api.people.riders import RiderDirectory
from api.people.tables import SIGN_IN_CODE
from api.people.turns import take_turn
from dispatch.domain.request import RiderId

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=5)
MOST_TRIES = 5
TRAFFIC_CODES = 50
LEAST_VERIFIED = 0.4


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


@dataclass(frozen=True, slots=True)
class CodeTraffic:
    """How codes are asked for and used: what an attack on the sign-in looks like."""

    sent_last_hour: int
    usual_an_hour: float
    verified_share: float | None
    """Of the last 50 sent whose time has passed; None while there are fewer."""

    @property
    def alarming(self) -> bool:
        """More than three times the usual and more than ten, or too few of them used."""
        flood = self.sent_last_hour > max(10.0, 3 * self.usual_an_hour)
        return flood or (self.verified_share is not None and self.verified_share < LEAST_VERIFIED)


@dataclass(frozen=True)
class SignIn:
    """Sends codes to registered numbers and takes them back."""

    directory: RiderDirectory
    send: SendCode

    def ask(
        self,
        connection: Connection,
        phone: str,
        address: str,
        now: datetime,
        purpose: CodePurpose = CodePurpose.SIGN_IN,
        language: str = "ja",
    ) -> CodeAsked:
        """Make a code for a number; raises WrongPhone, TooManyCodes.

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


def code_traffic(connection: Connection, now: datetime) -> CodeTraffic:
    """How many codes were sent in the last hour, how many are usual, and how many of the last were used."""
    sent = SIGN_IN_CODE.c.sent.is_(True)
    hour, day = now - timedelta(hours=1), now - timedelta(days=1)
    last_hour = _count(connection, sent, SIGN_IN_CODE.c.asked_at > hour)
    before = _count(connection, sent, SIGN_IN_CODE.c.asked_at > day, SIGN_IN_CODE.c.asked_at <= hour)
    settled = (
        select(SIGN_IN_CODE.c.used_at)
        .where(sent, SIGN_IN_CODE.c.expires_at <= now)
        .order_by(SIGN_IN_CODE.c.asked_at.desc())
        .limit(TRAFFIC_CODES)
    )
    used = [row.used_at is not None for row in connection.execute(settled)]
    share = sum(used) / TRAFFIC_CODES if len(used) == TRAFFIC_CODES else None
    return CodeTraffic(last_hour, before / 23, share)


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


def _count(connection: Connection, *which: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(SIGN_IN_CODE).where(*which)).scalar_one())
