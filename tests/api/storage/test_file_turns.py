"""Threads take turns at the embedded file: nobody is turned away, and nobody waits for no reason."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from api.storage import database as databases
from api.storage import file_turns, sqlite_file
from api.storage.database import open_database
from api.storage.file_turns import FileTurns


def begun(threads: ThreadPoolExecutor, turns: FileTurns) -> Future[None]:
    def commit() -> None:
        with turns.to_commit():
            pass

    return threads.submit(commit)


def test_readers_read_together_and_a_commit_waits_for_the_last_of_them() -> None:
    turns = FileTurns()
    with ThreadPoolExecutor(2) as threads:
        with turns.to_read():
            with turns.to_read():
                committed = begun(threads, turns)
                assert not committed.done()
            with pytest.raises(TimeoutError):
                committed.result(0.05)
        committed.result(2)


def test_nobody_begins_to_read_before_a_commit_that_waits() -> None:
    turns, order, reading = FileTurns(), list[str](), threading.Event()

    def read() -> None:
        with turns.to_read():
            order.append("read")

    def commit() -> None:
        reading.wait()
        with turns.to_commit():
            order.append("commit")

    with ThreadPoolExecutor(2) as threads:
        with turns.to_read():
            committed = threads.submit(commit)
            reading.set()
            while not turns.commit_waits:
                pass
            later = threads.submit(read)
            with turns.to_read():
                order.append("read by who reads already")
        committed.result(2)
        later.result(2)
    assert order == ["read by who reads already", "commit", "read"]


def test_a_reader_who_never_ends_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_turns, "PATIENCE_S", 0.01)
    turns = FileTurns()
    with ThreadPoolExecutor(1) as threads, turns.to_read():
        begun(threads, turns).result(2)


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 53, 4)])
def test_many_read_while_one_writes(
    tmp_path: Path, version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the journal that either version of SQLite is safe with."""
    monkeypatch.setattr(sqlite_file, "library_version", lambda: version)
    database = open_database(tmp_path / "noriai.db")
    with database.write() as connection:
        connection.execute(text("CREATE TABLE number (n INTEGER)"))

    def read(_: int) -> int:
        with database.read() as connection:
            return int(connection.execute(text("SELECT count(*) FROM number")).scalar_one())

    def write(n: int) -> None:
        with database.write() as connection:
            connection.execute(text("INSERT INTO number VALUES (:n)"), {"n": n})

    with ThreadPoolExecutor(8) as threads:
        done = [threads.submit(write if n % 5 == 0 else read, n) for n in range(200)]
        for each in done:
            each.result()
    assert read(0) == 40
    assert databases.readers_hold_up_commits() is (version < (3, 51, 3))
    database.close()
