"""Staff look at riders, and every look is written down: who, whom, when, how and what for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, insert, select

from api.people.glimpse import Glimpse, glimpse
from api.people.riders import NoSuchRider, Rider, RiderDirectory
from api.people.tables import LOOK_UP
from dispatch.domain.request import RiderId

MOST_PROFILES_AN_HOUR = 60
HOUR = timedelta(hours=1)
HALF_A_DAY = timedelta(hours=12)


class Purpose(StrEnum):
    """What staff look at a rider for; a choice and no free text, so that the log holds no personal data."""

    CALL = "call"
    BOOKING = "booking"
    REGISTRATION = "registration"
    CALL_BACK = "call-back"
    INCIDENT = "incident"
    DISCLOSURE = "disclosure"
    RIDE = "ride"
    BREAK_GLASS = "break-glass"


class How(StrEnum):
    """In which way a rider was seen."""

    OPENED = "opened"
    LISTED = "listed"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the account and role, what for, and from which network address."""

    account: str
    role: str
    purpose: Purpose
    address: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """One look at one rider."""

    at: datetime
    account: str
    role: str
    how: How
    rider_id: RiderId
    purpose: Purpose
    address: str


@dataclass(frozen=True, slots=True)
class Curiosity:
    """An account that opened more profiles within an hour than its bookings explain."""

    account: str
    opened: int
    from_at: datetime
    to_at: datetime


def open_profile(
    connection: Connection,
    directory: RiderDirectory,
    area: str,
    rider_id: RiderId,
    viewer: Viewer,
    now: datetime,
) -> Rider:
    """A rider of this area, as staff open them; raises NoSuchRider, for another area's rider too."""
    rider = directory.get(connection, rider_id)
    if rider.area != area:
        raise NoSuchRider
    _write(connection, [rider_id], How.OPENED, viewer, now)
    return rider


def list_seen(
    connection: Connection,
    directory: RiderDirectory,
    area: str,
    rider_ids: Iterable[RiderId],
    viewer: Viewer,
    now: datetime,
) -> list[Glimpse]:
    """Riders of this area as a list of findings shows them, by number or by name."""
    found = [each for each in directory.list_riders(connection, rider_ids) if each.area == area]
    _write(connection, [each.rider_id for each in found], How.LISTED, viewer, now)
    return [glimpse(each) for each in found]


def note_booking(connection: Connection, rider_id: RiderId, viewer: Viewer, now: datetime) -> None:
    """Staff booked for a rider they had opened: this look explains itself."""
    _write(connection, [rider_id], How.BOOKED, viewer, now)


def note_shown(connection: Connection, rider_ids: Iterable[RiderId], viewer: Viewer, now: datetime) -> None:
    """Riders stood on a screen that shows itself anew all the time: one entry in half a day for each."""
    lately = select(LOOK_UP.c.rider_id).where(
        LOOK_UP.c.account == viewer.account,
        LOOK_UP.c.how == How.LISTED.value,
        LOOK_UP.c.at > now - HALF_A_DAY,
    )
    noted = {row.rider_id for row in connection.execute(lately)}
    _write(connection, [each for each in rider_ids if each not in noted], How.LISTED, viewer, now)


def list_who_saw(connection: Connection, rider_id: RiderId, begin: datetime, end: datetime) -> list[LookUp]:
    """Who saw a rider between two moments, earliest first."""
    return _list(connection, LOOK_UP.c.rider_id == rider_id, begin, end)


def list_seen_by(connection: Connection, account: str, begin: datetime, end: datetime) -> list[LookUp]:
    """Whom an account saw between two moments, earliest first."""
    return _list(connection, LOOK_UP.c.account == account, begin, end)


def list_looks(connection: Connection, begin: datetime, end: datetime) -> list[LookUp]:
    """All looks between two moments, earliest first."""
    return _list(connection, LOOK_UP.c.at >= begin, begin, end)


def list_curious(connection: Connection, begin: datetime, end: datetime) -> list[Curiosity]:
    """Accounts that opened more than 60 profiles within some hour of a period, without a booking for them.

    A profile counts once; the booking may come up to an hour after it was opened.
    """
    looks = list_looks(connection, begin, end + HOUR)
    booked: dict[tuple[str, RiderId], list[datetime]] = defaultdict(list)
    for look in looks:
        if look.how is How.BOOKED:
            booked[look.account, look.rider_id].append(look.at)
    unexplained: dict[str, list[LookUp]] = defaultdict(list)
    for look in looks:
        bookings = booked[look.account, look.rider_id]
        explained = any(look.at <= at <= look.at + HOUR for at in bookings)
        if look.how is How.OPENED and look.at <= end and not explained:
            unexplained[look.account].append(look)
    found = (_worst_hour(account, looks) for account, looks in sorted(unexplained.items()))
    return [each for each in found if each.opened > MOST_PROFILES_AN_HOUR]


def _worst_hour(account: str, opened: Sequence[LookUp]) -> Curiosity:
    """The hour in which most different riders were opened; looks are in the order of time."""
    worst = Curiosity(account, 0, opened[0].at, opened[0].at)
    within: dict[RiderId, int] = defaultdict(int)
    first = 0
    for look in opened:
        within[look.rider_id] += 1
        while opened[first].at <= look.at - HOUR:
            left = opened[first].rider_id
            within[left] -= 1
            if not within[left]:
                del within[left]
            first += 1
        if len(within) > worst.opened:
            worst = Curiosity(account, len(within), opened[first].at, look.at)
    return worst


def _write(
    connection: Connection, rider_ids: Iterable[RiderId], how: How, viewer: Viewer, now: datetime
) -> None:
    rows = [
        {
            "at": now,
            "account": viewer.account,
            "role": viewer.role,
            "how": how.value,
            "rider_id": rider_id,
            "purpose": viewer.purpose.value,
            "address": viewer.address,
        }
        for rider_id in rider_ids
    ]
    if rows:
        connection.execute(insert(LOOK_UP), rows)


def _list(connection: Connection, which: ColumnElement[bool], begin: datetime, end: datetime) -> list[LookUp]:
    rows = connection.execute(
        select(LOOK_UP).where(which, LOOK_UP.c.at >= begin, LOOK_UP.c.at <= end).order_by(LOOK_UP.c.number)
    )
    return [
        LookUp(
            row.at,
            row.account,
            row.role,
            How(row.how),
            RiderId(row.rider_id),
            Purpose(row.purpose),
            row.address,
        )
        for row in rows
    ]
