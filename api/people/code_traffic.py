"""How one-time codes are sent and used across the whole service, and how many may go out within an hour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, select

from api.people.tables import SIGN_IN_CODE

ALWAYS_AN_HOUR = 60
"""A service may send so many whatever is usual: its first day, or an afternoon class for new riders."""
ALARM_ABOVE = 10
LAST_CODES = 50
LEAST_VERIFIED = 0.4
HOUR = timedelta(hours=1)


class CodesStopped(RuntimeError):
    """The service has sent as many codes within an hour as it may; again after `retry_s`."""

    def __init__(self, retry_s: int) -> None:
        super().__init__(f"no more codes are sent for now: try again in {retry_s} s, or call the office")
        self.retry_s = retry_s


@dataclass(frozen=True, slots=True)
class CodeTraffic:
    """How codes are sent and used: what an attack on the sign-in looks like."""

    sent_last_hour: int
    usual_an_hour: float
    """Of the 23 hours before the last."""
    verified_share: float | None
    """Of the last 50 sent whose time has passed; None while there are fewer."""
    always_an_hour: int = ALWAYS_AN_HOUR

    @property
    def unused(self) -> bool:
        """Too few of the last codes were used for people to have asked for them."""
        return self.verified_share is not None and self.verified_share < LEAST_VERIFIED

    @property
    def alarming(self) -> bool:
        """More than three times the usual and more than ten, or too few of them used."""
        return self.unused or self.sent_last_hour > max(ALARM_ABOVE, 3 * self.usual_an_hour)

    @property
    def most_an_hour(self) -> int:
        """So many may go out within an hour; a usual hour's while they are left unused, so that some can be.

        >>> CodeTraffic(0, 4.0, None).most_an_hour, CodeTraffic(0, 40.0, 0.8).most_an_hour
        (60, 120)
        >>> CodeTraffic(0, 4.0, 0.2).most_an_hour, CodeTraffic(0, 40.0, 0.2).most_an_hour
        (10, 40)
        """
        usual = math.ceil(self.usual_an_hour)
        return max(ALARM_ABOVE, usual) if self.unused else max(self.always_an_hour, 3 * usual)

    @property
    def stopped(self) -> bool:
        """Whether the next one would be one too many."""
        return self.sent_last_hour >= self.most_an_hour


def code_traffic(connection: Connection, now: datetime, always_an_hour: int = ALWAYS_AN_HOUR) -> CodeTraffic:
    """How many codes were sent in the last hour, how many are usual, and how many of the last were used."""
    last_hour = _count(connection, SIGN_IN_CODE.c.asked_at > now - HOUR)
    before = _count(
        connection, SIGN_IN_CODE.c.asked_at > now - 24 * HOUR, SIGN_IN_CODE.c.asked_at <= now - HOUR
    )
    settled = (
        select(SIGN_IN_CODE.c.used_at)
        .where(SIGN_IN_CODE.c.sent.is_(True), SIGN_IN_CODE.c.expires_at <= now)
        .order_by(SIGN_IN_CODE.c.asked_at.desc())
        .limit(LAST_CODES)
    )
    used = [row.used_at is not None for row in connection.execute(settled)]
    share = sum(used) / LAST_CODES if len(used) == LAST_CODES else None
    return CodeTraffic(last_hour, before / 23, share, always_an_hour)


def refuse_while_stopped(connection: Connection, now: datetime, always_an_hour: int) -> None:
    """Raises CodesStopped where the service has sent all it may, whoever asks and whatever the number."""
    traffic = code_traffic(connection, now, always_an_hour)
    if not traffic.stopped:
        return
    in_the_way = (
        select(SIGN_IN_CODE.c.asked_at)
        .where(SIGN_IN_CODE.c.sent.is_(True))
        .order_by(SIGN_IN_CODE.c.asked_at.desc())
        .offset(traffic.most_an_hour - 1)
        .limit(1)
    )
    wait = connection.execute(in_the_way).scalar_one() + HOUR - now
    raise CodesStopped(math.ceil(wait.total_seconds()))


def _count(connection: Connection, *which: ColumnElement[bool]) -> int:
    sent = select(func.count()).select_from(SIGN_IN_CODE).where(SIGN_IN_CODE.c.sent.is_(True), *which)
    return int(connection.execute(sent).scalar_one())
