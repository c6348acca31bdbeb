"""What has been kept long enough goes, or loses its riders; the rest of the day stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from api.clock import ManualClock
from api.desk.tables import NO_SHOW, RIDE
from api.desk.town import Town
from api.retention import KEPT, NAMED_DAYS, apply_retention
from api.storage.database import Database
from api.storage.every_table import every_table
from api.storage.journal import DayJournal
from api.storage.receipts import Answer, RepeatKey, keep_answer
from api.storage.tables import JOURNAL, PSEUDONYMISED_DAY, RECEIPT
from dispatch.domain.events import Asked, PromiseMade
from tests.api.desk.test_desk import DAY, a_desk, at, book

AFTER = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) + timedelta(days=NAMED_DAYS)


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"nobody-{next(numbers)}"


@pytest.fixture
def booked(town: Town, database: Database) -> Database:
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    book(desk, town, "r1")
    book(desk, town, "r2", "p2")
    desk.stop()
    return database


def named(database: Database) -> str:
    with database.read() as connection:
        day = JOURNAL.c.service_date == DAY.isoformat()
        rows = connection.execute(select(JOURNAL.c.event, JOURNAL.c.actor, JOURNAL.c.reason).where(day)).all()
    return " ".join(" ".join(row) for row in rows)


def test_an_old_day_keeps_its_rides_and_loses_its_riders(town: Town, booked: Database) -> None:
    journal = DayJournal(town.area, DAY)
    before = list(journal.read(booked))
    assert "p1" in named(booked)
    gone = apply_retention(booked, AFTER + timedelta(days=1), ids())
    assert gone["service days without their riders"] == 1
    after = list(journal.read(booked))  # the chain holds
    assert len(after) == len(before)
    alias = {"p1": "nobody-1", "p2": "nobody-2"}
    for old, new in zip(before, after, strict=True):
        match new:
            case Asked(request=request):
                assert isinstance(old, Asked)
                assert request.rider_id == alias[old.request.rider_id]
                assert replace(request, rider_id=old.request.rider_id) == old.request
            case PromiseMade(promise=promise):
                assert isinstance(old, PromiseMade)
                assert promise.rider_id == alias[old.promise.rider_id], "one rider stays one"
    assert '"p1"' not in named(booked)
    assert "rider p1" not in named(booked)
    gone = apply_retention(booked, AFTER + timedelta(days=1), ids())
    assert gone["service days without their riders"] == 0, "once is enough"


def test_that_it_was_done_stays_on_record_and_the_journal_is_closed_again(booked: Database) -> None:
    with booked.read() as connection:
        latest = select(JOURNAL.c.hash).where(JOURNAL.c.service_date == DAY.isoformat())
        before = bytes(connection.execute(latest.order_by(JOURNAL.c.version.desc())).scalars().first() or b"")
    apply_retention(booked, AFTER + timedelta(days=1), ids())
    with booked.read() as connection:
        row = connection.execute(select(PSEUDONYMISED_DAY)).one()
    assert (row.service_date, row.under_way, bytes(row.hash_before)) == (DAY.isoformat(), 0, before)
    with pytest.raises(DBAPIError, match="only ever added to"), booked.write() as connection:
        connection.execute(text("UPDATE journal SET reason = 'x'"))


def test_what_was_made_of_the_day_loses_its_riders_with_it(town: Town, booked: Database) -> None:
    ride = {"area": town.area, "service_date": DAY.isoformat(), "ride_id": "r9", "rider_id": "p1"}
    fields = {column.name: 0 for column in RIDE.columns} | {"request_id": "", "status": "", "vehicle_id": ""}
    with booked.write() as connection:
        connection.execute(insert(RIDE).values(fields | {"origin": "", "destination": ""} | ride))
        connection.execute(insert(NO_SHOW).values(kind="no_show", excused=False, sealed_appeal=b"x", **ride))
    apply_retention(booked, AFTER + timedelta(days=1), ids())
    with booked.read() as connection:
        assert set(connection.execute(select(RIDE.c.rider_id)).scalars()) == {"nobody-1"}
        row = connection.execute(select(NO_SHOW)).one()
        assert (row.rider_id, row.sealed_appeal) == ("nobody-1", None)


def test_every_table_that_names_riders_on_a_day_was_thought_of() -> None:
    naming = {
        table.name
        for table in every_table().tables.values()
        if {"rider_id", "service_date"} <= set(table.columns.keys())
    }
    renamed, gone_by_age = {"ride", "no_show", "ride_fare"}, {"notice", "task"}
    assert naming == renamed | gone_by_age
    assert gone_by_age <= {rule.since.table.name for rule in KEPT}


def test_a_day_is_kept_whole_until_its_time(booked: Database) -> None:
    before = named(booked)
    apply_retention(booked, AFTER - timedelta(days=1), ids())
    assert named(booked) == before


def test_answers_go_after_thirty_days(booked: Database) -> None:
    with booked.write() as connection:
        for days in (29, 31):
            key = RepeatKey.of("p1", f"key {days}")
            keep_answer(connection, key, Answer(200, "{}"), AFTER - timedelta(days=days))
    assert apply_retention(booked, AFTER, ids())["answers under a key"] == 1
    with booked.read() as connection:
        assert connection.execute(select(RECEIPT.c.key)).scalars().all() == ["key 29"]


def test_a_dry_run_counts_and_changes_nothing(booked: Database) -> None:
    with booked.write() as connection:
        keep_answer(connection, RepeatKey.of("p1", "k"), Answer(200, "{}"), AFTER - timedelta(days=31))
    before = named(booked)
    later = AFTER + timedelta(days=1)
    counted = apply_retention(booked, later, ids(), dry_run=True)
    assert counted["answers under a key"] == counted["service days without their riders"] == 1
    assert named(booked) == before
    with booked.read() as connection:
        assert connection.execute(select(func.count()).select_from(RECEIPT)).scalar_one() == 1
    assert apply_retention(booked, later, ids()) == counted
