"""Rules and fares with effective dates: kept before any day that they change is open for bookings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert, select

from api.desk.town import Town
from api.people.turns import take_turn
from api.rules.tables import AMENDMENT
from gtfs.service_amendment import Amendment, amended, read_amendment


class TooLate(ValueError):
    """Bookings are taken for that date already: what was promised under the rules of then must stand."""


@dataclass(frozen=True, slots=True)
class KeptAmendment:
    """A version of an area's rules, as somebody wrote it."""

    number: int
    effective_from: date
    approved_on: date | None
    words: str
    added_at: datetime
    added_by: str

    def read(self) -> Amendment:
        """What it changes; raises ServiceError."""
        return read_amendment(self.words, self.effective_from, self.approved_on)


def add_amendment(
    connection: Connection,
    town: Town,
    words: str,
    effective_from: date,
    approved_on: date | None,
    added_by: str,
    now: datetime,
) -> int:
    """Keep a version and return its number; raises ServiceError, TooLate. Nothing is kept then."""
    number = take_turn(connection, f"amendment {town.area}")
    kept = list_amendments(connection, town.area)
    fresh = KeptAmendment(number, effective_from, approved_on, words, now, added_by)
    amendments = [each.read() for each in (*kept, fresh)]
    last = _last_open(town, amendments[:-1], town.today(now))
    if effective_from <= last:
        raise TooLate(
            f"effective_from: a date after {last} expected; until then bookings follow the rules of now"
        )
    amended(town.service, amendments, effective_from)
    row = {
        "area": town.area,
        "number": number,
        "effective_from": effective_from.isoformat(),
        "approved_on": None if approved_on is None else approved_on.isoformat(),
        "words": words,
        "added_at": now,
        "added_by": added_by,
    }
    connection.execute(insert(AMENDMENT).values(row))
    return number


def list_amendments(connection: Connection, area: str) -> list[KeptAmendment]:
    """All versions of an area, in the order in which they were added."""
    rows = connection.execute(select(AMENDMENT).where(AMENDMENT.c.area == area).order_by(AMENDMENT.c.number))
    return [
        KeptAmendment(
            row.number,
            date.fromisoformat(row.effective_from),
            None if row.approved_on is None else date.fromisoformat(row.approved_on),
            row.words,
            row.added_at,
            row.added_by,
        )
        for row in rows
    ]


def _last_open(town: Town, amendments: Sequence[Amendment], today: date) -> date:
    """No later date than this can be open for bookings by now, whichever rules opened it."""
    ahead = [each.booking.open_days for each in amendments if each.booking and each.effective_from <= today]
    return today + timedelta(days=max(town.service.rules.booking_open_days, *ahead, 0))
