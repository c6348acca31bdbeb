"""One process leads an area; it is replaced when it dies, falls silent or is cut off."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from api.clock import SystemClock
from api.storage.database import Database, open_database
from api.storage.database_error import DatabaseError
from api.storage.leadership import Leadership, Pace
from api.storage.schema import migrate
from api.storage.writer import NotTheWriter, Tenure, take_office
from tests.api.storage.private_postgres import PrivatePostgres

QUICK = Pace(beat_s=0.05, deadline_s=0.4, stale_s=0.5, poll_s=0.05)


class Candidate:
    """Stands for the area, and says what became of it."""

    def __init__(self, address: URL | Path, holder: str, pace: Pace = QUICK) -> None:
        self.database = open_database(address)
        self.leadership = Leadership(self.database, "namioka", holder, SystemClock(), pace)
        self.elected: queue.Queue[Tenure] = queue.Queue()
        self.deposed = threading.Event()
        self._thread = threading.Thread(
            target=self.leadership.run, args=(self.elected.put, self.deposed.set), daemon=True
        )
        self._thread.start()

    def leave(self) -> None:
        self.leadership.stop()
        self._thread.join(5)
        assert not self._thread.is_alive()


@pytest.fixture
def server_url(postgres: PrivatePostgres) -> URL:
    url = postgres.new_database()
    database = open_database(url)
    migrate(database)
    database.close()
    return url


@contextmanager
def candidates(*candidates: Candidate) -> Iterator[None]:
    try:
        yield
    finally:
        for candidate in candidates:
            candidate.leave()
            candidate.database.close()


def test_one_is_elected_and_the_other_follows_when_it_leaves(server_url: URL) -> None:
    first = Candidate(server_url, "first")
    assert first.elected.get(timeout=5) == Tenure("namioka", 1)
    second = Candidate(server_url, "second")
    with candidates(first, second):
        with pytest.raises(queue.Empty):
            second.elected.get(timeout=1.0)  # twice what makes a writer silent: it beats
        first.leave()
        assert second.elected.get(timeout=5) == Tenure("namioka", 2)
        assert not first.deposed.is_set()
        assert not second.deposed.is_set()


def test_a_silent_holder_is_replaced_and_learns_it(server_url: URL) -> None:
    silent = Candidate(server_url, "silent", Pace(beat_s=60))
    old = silent.elected.get(timeout=5)
    begun = monotonic()
    second = Candidate(server_url, "second")
    with candidates(silent, second):
        new = second.elected.get(timeout=5)
        assert monotonic() - begun > QUICK.stale_s
        assert new.epoch == old.epoch + 1
        with pytest.raises(NotTheWriter), silent.database.write() as connection:
            old.check(connection)


def test_an_ended_session_deposes_at_once(server_url: URL, postgres: PrivatePostgres) -> None:
    first = Candidate(server_url, "first")
    first.elected.get(timeout=5)
    with candidates(first):
        postgres.run(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database"
            f" WHERE locktype = 'advisory' AND datname = '{server_url.database}'"
        )
        assert first.deposed.wait(5)


def test_who_cannot_serve_leaves_office(server_url: URL) -> None:
    database = open_database(server_url)
    deposed = threading.Event()

    def fails(_: Tenure) -> None:
        raise DatabaseError("a day is damaged")

    with pytest.raises(DatabaseError, match="damaged"):
        Leadership(database, "namioka", "first", SystemClock(), QUICK).run(fails, deposed.set)
    assert deposed.is_set()
    database.close()
    second = Candidate(server_url, "second")
    with candidates(second):
        assert second.elected.get(timeout=5).epoch == 2


def test_an_append_left_open_does_not_keep_the_next_writer_out(server_url: URL) -> None:
    first = Candidate(server_url, "first")
    tenure = first.elected.get(timeout=5)
    second = Candidate(server_url, "second")
    with candidates(first, second):
        half_done = first.database.own_connection()
        tenure.check(half_done)  # holds the area's row, and stands still
        begun = monotonic()
        first.leave()
        assert second.elected.get(timeout=5).epoch == 2
        assert monotonic() - begun < 1.5  # sooner than the server ends an idle transaction
        half_done.invalidate()
        half_done.close()


def test_an_append_that_stopped_in_the_midst_of_its_rows_does_not_either(server_url: URL) -> None:
    """To the server such a session is not idle: it waits for the rest of the rows for ever."""
    first = Candidate(server_url, "first")
    tenure = first.elected.get(timeout=5)
    second = Candidate(server_url, "second")
    with candidates(first, second):
        half_done = first.database.own_connection()
        tenure.check(half_done)
        driver = half_done.connection.dbapi_connection
        driver.pipeline().__enter__()
        driver.execute("SELECT 1")
        driver.pgconn.send_flush_request()
        driver.pgconn.flush()
        first.leave()
        assert second.elected.get(timeout=8).epoch == 2
        half_done.invalidate()
        half_done.close()


def test_two_areas_of_one_server_have_writers_of_their_own(server_url: URL) -> None:
    first = Candidate(server_url, "first")
    first.elected.get(timeout=5)
    database = open_database(server_url)
    elected: queue.Queue[Tenure] = queue.Queue()
    other = Leadership(database, "goshogawara", "second", SystemClock(), QUICK)
    thread = threading.Thread(target=other.run, args=(elected.put, lambda: None), daemon=True)
    thread.start()
    with candidates(first):
        assert elected.get(timeout=5) == Tenure("goshogawara", 1)
        other.stop()
        thread.join(5)
    database.close()


def test_a_file_is_led_by_the_process_that_holds_it(tmp_path: Path) -> None:
    made = open_database(tmp_path / "noriai.db")
    migrate(made)
    made.close()
    first = Candidate(tmp_path / "noriai.db", "first")
    with candidates(first):
        assert first.elected.get(timeout=5).epoch == 1
        second = open_database(tmp_path / "noriai.db")
        with pytest.raises(DatabaseError, match="another process writes to it"):
            Leadership(second, "namioka", "second", SystemClock()).run(lambda _: None, lambda: None)
        second.close()


def test_to_settle_waits_for_an_append_under_way(database: Database) -> None:
    tenure = take_office(database, "namioka", "test")
    tenure.settle(database)
    if database.is_sqlite:
        return
    with database.own_connection() as under_way:
        tenure.check(under_way)
        threading.Timer(0.3, under_way.commit).start()
        begun = monotonic()
        tenure.settle(database)
        assert monotonic() - begun > 0.25
    take_office(database, "namioka", "other")
    with pytest.raises(NotTheWriter):
        tenure.settle(database)


def test_a_server_that_could_lose_commits_is_refused(server_url: URL, postgres: PrivatePostgres) -> None:
    database = open_database(server_url)
    with pytest.raises(DatabaseError, match="fsync is off, on expected"):
        database.require_safe()  # the tests' own server waits for no disk
    with database.write() as connection:
        assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "2s"
    database.close()
