"""Whatever the storage does, an answer is a yes that is kept, or unknown and definite when asked again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from api.clock import ManualClock
from api.desk.desk import Desk
from api.desk.improver import Improver
from api.desk.ledger import StorageFailed
from api.desk.order import Order
from api.desk.town import Town
from api.desk.undone import DayUnread, OutcomeUnknown
from api.metrics import Metrics
from api.storage.database import Database, open_database
from api.storage.journal import DamagedJournal, DayJournal
from api.storage.receipts import Answer, RepeatKey
from api.storage.schema import migrate
from api.storage.sqlite_library import SQLITE
from api.storage.writer import take_office
from dispatch.domain.events import Asked
from tests.api.desk.test_desk import DAY, Told, a_desk, an_ask, at
from tests.api.storage.private_postgres import QUICK, NoPostgres, PrivatePostgres, private_postgres


def an_order(town: Town, request_id: str) -> Order:
    key = RepeatKey.of("rider p1", f"key of {request_id}", "POST", request_id)
    return Order(DAY, an_ask(town, request_id), "rider p1", key=key, respond=Told())


def until_definite(desk: Desk, order: Order, within_s: float = 30) -> Answer:
    """Ask again with the same key, as every client does, until the outcome is known."""
    until = time.monotonic() + within_s
    while True:
        try:
            return desk.handle(order)
        except (OutcomeUnknown, DayUnread):
            assert time.monotonic() < until, "no definite answer"
            time.sleep(0.1)


def asked_of(database: Database, town: Town) -> list[str]:
    events = DayJournal(town.area, DAY).read(database)
    return [str(event.request.request_id) for event in events if isinstance(event, Asked)]


def memory_is_what_is_kept(desk: Desk, database: Database, town: Town) -> None:
    with desk.reading(DAY) as open_day:
        assert tuple(open_day.events) == tuple(DayJournal(town.area, DAY).read(database))


def fault(*_: Any, **__: Any) -> None:
    raise OperationalError("COMMIT", {}, SQLITE.OperationalError("disk I/O error"))


def committed_fault(connection: Connection) -> None:
    connection.connection.commit()
    fault()


def on_insert(fails: Callable[..., None]) -> Callable[..., None]:
    def hear(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO journal"):
            fails()

    return hear


POINTS = {
    "before BEGIN": ("begin", fault),
    "before the insert": ("before_cursor_execute", on_insert(fault)),
    "after the insert": ("after_cursor_execute", on_insert(fault)),
    "before COMMIT": ("commit", fault),
    "after COMMIT": ("commit", committed_fault),
}


@contextmanager
def failing(database: Database, point: str, times: int) -> Iterator[list[int]]:
    """Let the storage fail at a point of so many transactions."""
    name, fails = POINTS[point]
    left = [times]

    def once(*given: Any) -> None:
        if left[0] > 0:
            try:
                fails(*given)
            except OperationalError:
                left[0] -= 1
                raise

    event.listen(database.engine, name, once)
    yield left
    event.remove(database.engine, name, once)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("times", [1, 3])
def test_an_order_that_met_a_fault_is_unknown_and_then_definite(
    town: Town, database: Database, point: str, times: int
) -> None:
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    desk.handle(an_order(town, "before"))
    order = an_order(town, "r1")
    with failing(database, point, times) as left:
        with pytest.raises(OutcomeUnknown):
            desk.handle(order)
        answer = until_definite(desk, order)
        assert left == [0] or point == "after COMMIT" or times > 1
    assert until_definite(desk, order) == answer
    desk.handle(an_order(town, "after"))
    assert asked_of(database, town) == ["before", "r1", "after"]
    memory_is_what_is_kept(desk, database, town)
    desk.stop()


def test_a_wake_up_that_met_a_fault_ends_nothing(town: Town, database: Database) -> None:
    clock = ManualClock(at(town, 7))
    desk = a_desk(town, database, clock)
    desk.handle(an_order(town, "r1"))
    with failing(database, "before COMMIT", 1):
        clock.set(at(town, 7, 4))  # the offers lapse
        until_definite(desk, an_order(town, "r2"))
    clock.set(at(town, 7, 5))
    until_definite(desk, an_order(town, "r3"))
    assert asked_of(database, town) == ["r1", "r2", "r3"]
    with desk.reading(DAY) as open_day:
        assert all(offer.request_id != "r1" for offer in open_day.day.offers.values())
    memory_is_what_is_kept(desk, database, town)
    desk.stop()


def test_a_full_disk_takes_nothing_until_there_is_room(town: Town, tmp_path: Path) -> None:
    database = open_database(tmp_path / "noriai.db")
    migrate(database)
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    full = [True]
    with database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 20

    def fill(connection: Any, _: object) -> None:
        if full[0]:
            connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(database.engine, "connect", fill)
    database.reopen()
    kept = []
    for number in range(200):
        try:
            desk.handle(an_order(town, f"r{number}"))
        except OutcomeUnknown:
            break
        kept.append(f"r{number}")
    assert 0 < len(kept) < 200
    with pytest.raises((OutcomeUnknown, DayUnread)):
        desk.handle(an_order(town, f"r{len(kept)}"))
    assert asked_of(database, town) == kept
    full[0] = False
    database.reopen()
    until_definite(desk, an_order(town, f"r{len(kept)}"))
    assert asked_of(database, town) == [*kept, f"r{len(kept)}"]
    desk.stop()
    database.close()


@pytest.fixture
def own_server() -> Iterator[PrivatePostgres]:
    """A server that a test may stop."""
    try:
        with private_postgres(QUICK) as server:
            yield server
    except NoPostgres as absent:
        pytest.skip(str(absent))


def test_a_server_that_crashes_and_comes_back(town: Town, own_server: PrivatePostgres) -> None:
    database = open_database(own_server.new_database())
    migrate(database)
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    desk.handle(an_order(town, "r1"))
    own_server.stop()
    with pytest.raises(OutcomeUnknown):
        desk.handle(an_order(town, "r2"))
    for refused in (OutcomeUnknown, DayUnread):
        with pytest.raises(refused):
            desk.handle(Order(DAY, an_ask(town, "r3"), "rider p1"))
    with desk.reading(DAY) as as_last_certain:
        assert as_last_certain.day.offers
    own_server.start()
    until_definite(desk, an_order(town, "r2"))
    assert asked_of(database, town) == ["r1", "r2"]
    memory_is_what_is_kept(desk, database, town)
    desk.stop()
    database.close()


def test_a_session_that_is_ended_costs_a_repetition(town: Town, own_server: PrivatePostgres) -> None:
    database = open_database(own_server.new_database())
    migrate(database)
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    for number in range(5):
        own_server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'town%'")
        until_definite(desk, an_order(town, f"r{number}"))
    assert asked_of(database, town) == [f"r{number}" for number in range(5)]
    desk.stop()
    database.close()


def test_a_commit_that_no_standby_has_is_unknown(town: Town, own_server: PrivatePostgres) -> None:
    """A cancelled wait for the standbys is a COMMIT with a warning: not a yes."""
    database = open_database(own_server.new_database())
    migrate(database)
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    order = an_order(town, "r1")
    own_server.run("ALTER SYSTEM SET synchronous_standby_names = 'absent'")
    own_server.run("SELECT pg_reload_conf()")
    told = desk.submit(order)
    waiting = "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname LIKE 'town%'"
    while not own_server.run(f"SELECT pg_cancel_backend(pid) {waiting}"):
        time.sleep(0.05)

    def bring_standbys_back() -> None:
        own_server.run("ALTER SYSTEM RESET synchronous_standby_names")
        own_server.run("SELECT pg_reload_conf()")

    threading.Timer(1.0, bring_standbys_back).start()
    with pytest.raises(OutcomeUnknown):
        told.result(20)
    until_definite(desk, order)
    assert asked_of(database, town) == ["r1"]
    desk.stop()
    database.close()


def test_a_changed_event_is_never_skipped(town: Town, tmp_path: Path) -> None:
    database = open_database(tmp_path / "noriai.db")
    migrate(database)
    clock = ManualClock(at(town, 7))
    desk = a_desk(town, database, clock)
    desk.handle(an_order(town, "r1"))
    desk.stop()
    with SQLITE.connect(tmp_path / "noriai.db") as by_hand:
        by_hand.execute("DROP TRIGGER journal_keeps_events")
        changed = by_hand.execute(
            "UPDATE journal SET event = replace(event, 'p1', 'p2') WHERE event LIKE '%p1%'"
        )
        assert changed.rowcount
    with pytest.raises(DamagedJournal, match=r"2026-12-02: event \d is damaged or missing; restore a backup"):
        a_desk(town, database, clock)
    database.close()


def test_a_desk_does_not_start_on_a_storage_that_fails(town: Town, database: Database) -> None:
    tenure = take_office(database, town.area, "test")
    desk = Desk(town, database, tenure, ManualClock(at(town, 7)), Improver(None), Metrics())
    with failing(database, "before COMMIT", 1), pytest.raises(StorageFailed):
        desk.start()
    assert not desk.serving
