"""The no-show record: it follows the events of every day, and is open to appeal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from api.desk.open_day import OpenDay
from api.desk.order import Outcome
from api.desk.ride_book import RideRecord, RideStatus
from api.desk.tables import NO_SHOW
from api.desk.town import Town
from api.people.refusals import NoSuchThing
from dispatch.domain.events import PromiseMade, RideCancelled, RiderNoShow
from dispatch.domain.request import RideId, RiderId
from dispatch.domain.time import MINUTE_S
from dispatch.policy.no_shows import EntryKind, NoShowEntry, Standing, standing_on

LATE_CANCEL_S = 30 * MINUTE_S
"""Given up later than this before the promised window, the seat is lost to others."""
SECOND_THOUGHTS_S = 5 * MINUTE_S
"""Whoever gives a ride up again so soon after booking took it from nobody."""


@dataclass(frozen=True, slots=True)
class RideRef:
    """A ride of an area, by its service date and id."""

    area: str
    service_date: date
    ride_id: str


@dataclass(frozen=True, slots=True)
class NoShowRow:
    """One entry of a rider's record."""

    ride: RideRef
    rider_id: RiderId
    kind: EntryKind
    excused: bool
    sealed_appeal: bytes | None
    appealed_at: datetime | None
    judged_at: datetime | None


class AppealClosed(RuntimeError):
    """The appeal was made before, or was decided on."""


def keep_no_shows(town: Town, connection: Connection, open_day: OpenDay, outcome: Outcome) -> None:
    """Write the entries that follow from an outcome; a projection of the ledger, once the town is given."""
    for ride_id, kind in _list_entries(open_day, outcome):
        row = {
            "area": town.area,
            "service_date": outcome.service_date.isoformat(),
            "ride_id": str(ride_id),
            "rider_id": str(open_day.book.rides[ride_id].promise.rider_id),
            "kind": kind.value,
            "excused": False,
        }
        connection.execute(insert(NO_SHOW).values(row))


def list_record(connection: Connection, rider_id: RiderId) -> list[NoShowRow]:
    """A rider's record, the earliest entry first."""
    return _list(connection, NO_SHOW.c.rider_id == rider_id)


def list_appeals(connection: Connection, area: str) -> list[NoShowRow]:
    """Appeals of an area that nobody has decided on, the earliest entry first."""
    waiting = NO_SHOW.c.appealed_at.is_not(None) & NO_SHOW.c.judged_at.is_(None)
    return _list(connection, (NO_SHOW.c.area == area) & waiting)


def standing_of(connection: Connection, town: Town, rider_id: RiderId, today: date) -> Standing | None:
    """What a rider's record means today; None where the town never pauses bookings."""
    rule = town.service.no_shows
    if rule is None:
        return None
    record = [
        NoShowEntry(row.ride.service_date.isoformat(), row.kind, row.excused)
        for row in list_record(connection, rider_id)
    ]
    return standing_on(today.isoformat(), record, rule)


def get_entry(connection: Connection, ride: RideRef) -> NoShowRow:
    """One entry; raises NoSuchThing."""
    found = _list(connection, _is(ride))
    if not found:
        raise NoSuchThing
    return found[0]


def appeal(connection: Connection, ride: RideRef, sealed: bytes, now: datetime) -> None:
    """Keep a rider's reason for staff to hear, once; raises AppealClosed."""
    open_still = _is(ride) & NO_SHOW.c.appealed_at.is_(None) & NO_SHOW.c.judged_at.is_(None)
    kept = update(NO_SHOW).where(open_still).values(sealed_appeal=sealed, appealed_at=now.isoformat())
    if connection.execute(kept).rowcount == 0:
        raise AppealClosed("an appeal was made before, or the entry was decided on")


def judge(connection: Connection, ride: RideRef, by: str, now: datetime, *, excused: bool) -> None:
    """Excuse an entry, or let it stand; also without an appeal, and again where staff think again."""
    decided = {"excused": excused, "judged_at": now.isoformat(), "judged_by": by}
    if connection.execute(update(NO_SHOW).where(_is(ride)).values(decided)).rowcount == 0:
        raise NoSuchThing


def _list_entries(open_day: OpenDay, outcome: Outcome) -> Iterator[tuple[RideId, EntryKind]]:
    for event in outcome.events:
        match event:
            case RiderNoShow(ride_id=ride_id) if ride_id in open_day.book.rides:
                yield ride_id, EntryKind.NO_SHOW
            case RideCancelled(ride_id=ride_id) if ride_id in open_day.book.rides:
                if _is_late(open_day, open_day.book.rides[ride_id], event.at_s):
                    yield ride_id, EntryKind.LATE_CANCEL


def _is_late(open_day: OpenDay, record: RideRecord, at_s: int) -> bool:
    """Whether the rider left the seat empty, and not a service that was late or had to move the ride."""
    promise, made = record.promise, _made(open_day, record.promise.ride_id)
    if record.status is not RideStatus.BOOKED or record.late_s > 0 or promise != made.promise:
        return False
    if at_s < promise.limits.pickup.from_s - LATE_CANCEL_S:
        return False
    return at_s - made.at_s > SECOND_THOUGHTS_S


def _made(open_day: OpenDay, ride_id: RideId) -> PromiseMade:
    made = (each for each in reversed(open_day.events) if isinstance(each, PromiseMade))
    return next(event for event in made if event.promise.ride_id == ride_id)


def _is(ride: RideRef) -> ColumnElement[bool]:
    return (
        (NO_SHOW.c.area == ride.area)
        & (NO_SHOW.c.service_date == ride.service_date.isoformat())
        & (NO_SHOW.c.ride_id == ride.ride_id)
    )


def _list(connection: Connection, which: ColumnElement[bool]) -> list[NoShowRow]:
    ordered = select(NO_SHOW).where(which).order_by(NO_SHOW.c.service_date, NO_SHOW.c.ride_id)
    return [_row(row) for row in connection.execute(ordered)]


def _row(row: Row[*tuple[Any, ...]]) -> NoShowRow:
    return NoShowRow(
        RideRef(row.area, date.fromisoformat(row.service_date), row.ride_id),
        RiderId(row.rider_id),
        EntryKind(row.kind),
        row.excused,
        None if row.sealed_appeal is None else bytes(row.sealed_appeal),
        _moment(row.appealed_at),
        _moment(row.judged_at),
    )


def _moment(kept: str | None) -> datetime | None:
    return None if kept is None else datetime.fromisoformat(kept)
