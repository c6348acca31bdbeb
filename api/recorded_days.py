"""The days that a service has recorded, for whoever replays them or learns from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from api.desk.town import Town, town_of
from api.rules.in_force import town_on
from api.storage.database import Database, open_kept
from api.storage.database_error import DatabaseError
from api.storage.journal import DamagedJournal, DayJournal
from api.storage.schema import require_current
from api.storage.tables import JOURNAL
from dispatch.domain.events import DayOpened, Event
from dispatch.domain.rules import ServiceRules
from gtfs.service import read_service


class NotRecorded(ValueError):
    """What is asked for is not in the database, or it cannot be read; the message says why."""


@dataclass(frozen=True)
class KeptDay:
    """One service date of one area as it is kept, and the rules in force on it."""

    service_date: date
    events: tuple[Event, ...]
    source: str
    rules: ServiceRules


def read_recorded_days(
    address: str, service: Path, area: str | None, first: date | None, last: date | None
) -> Iterator[KeptDay]:
    """The days of an area in the order of their dates; the only area there is, where none is named.

    Raises NotRecorded, and ServiceError where the folder cannot be read.
    """
    town = town_of(read_service(service))
    with reading(address) as database:
        yield from _days(database, town, area, first, last)


@contextmanager
def reading(address: str) -> Iterator[Database]:
    """A database of this version; raises NotRecorded for whatever is wrong with it."""
    try:
        database = open_kept(address)
        try:
            require_current(database)
            yield database
        finally:
            database.close()
    except (DatabaseError, DamagedJournal) as fault:
        raise NotRecorded(str(fault)) from fault
    except SQLAlchemyError as fault:
        cause = str(getattr(fault, "orig", fault)).strip().splitlines()
        what = cause[0] if cause else type(fault).__name__
        raise NotRecorded(f"{address}: the database does not do as it is asked: {what}") from fault


def area_named(database: Database, area: str | None) -> str:
    """An area with recorded days, the only one where none is named; raises NotRecorded."""
    areas = sorted({each for each, _ in _list_days(database)})
    if area is None and len(areas) == 1:
        return areas[0]
    if area not in areas or area is None:
        named = ", ".join(areas) or "none"
        asked = "--area is missing" if area is None else f"--area {area!r}: no day of it is kept"
        raise NotRecorded(f"{database.name}: {asked}; areas with recorded days: {named}")
    return area


def _days(
    database: Database, town: Town, area: str | None, first: date | None, last: date | None
) -> Iterator[KeptDay]:
    named = area_named(database, area)
    for kept_area, service_date in _list_days(database):
        wanted = (first is None or first <= service_date) and (last is None or service_date <= last)
        if kept_area == named and wanted:
            yield _read(database, town, named, service_date)


def _list_days(database: Database) -> list[tuple[str, date]]:
    days = select(JOURNAL.c.area, JOURNAL.c.service_date).distinct().order_by(JOURNAL.c.service_date)
    with database.read(within_s=None) as connection:
        return [(area, date.fromisoformat(day)) for area, day in connection.execute(days)]


def _read(database: Database, town: Town, area: str, service_date: date) -> KeptDay:
    events = tuple(DayJournal(area, service_date).read(database))
    if not isinstance(events[0], DayOpened):
        raise NotRecorded(f"{database.name}: {area} {service_date} does not begin with its opening")
    with database.read() as connection:
        rules = town_on(connection, town, service_date).service.rules
    return KeptDay(service_date, events, f"{database.name}, {area} {service_date}", rules)
