"""A backup holds everything, from either database into either; what is not whole is never taken for one."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import insert, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from api.clock import ManualClock
from api.desk.town import Town
from api.people.riders import RiderDirectory
from api.people.tables import LOOK_UP
from api.storage.backup import back_up, read_contents, restore
from api.storage.database import Database, open_database
from api.storage.database_error import DatabaseError
from api.storage.every_table import every_table
from api.storage.journal import DamagedJournal
from api.storage.schema import SchemaState, migrate, migration_config, schema_state
from api.storage.sqlite_library import SQLITE
from tests.api.desk.test_desk import DAY, a_desk, at, book
from tests.api.people.people import TANAKA
from tests.api.storage.private_postgres import PrivatePostgres

NOON = datetime(2026, 12, 2, 3, tzinfo=UTC)


@pytest.fixture
def filled(town: Town, database: Database, directory: RiderDirectory) -> Database:
    """A morning's booking, and a rider whom somebody looked at."""
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    book(desk, town, "r1")
    desk.stop()
    with database.write() as connection:
        rider_id = directory.register(connection, town.area, TANAKA, NOON)
        looked = {"at": NOON, "account": "staff:a", "role": "operator", "how": "id", "rider_id": rider_id}
        connection.execute(insert(LOOK_UP).values(purpose="booking", address="", **looked))
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    address: str | URL = str(tmp_path / "restored.db")
    if request.param == "postgresql":
        server: PrivatePostgres = request.getfixturevalue("postgres")
        address = server.new_database()
    database = open_database(address)
    yield database
    database.close()


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as connection:
        return {
            each.name: sorted(map(tuple, connection.execute(select(each)).all()), key=repr)
            for each in every_table().sorted_tables
        }


def test_what_was_backed_up_is_restored_into_either_database(
    town: Town, filled: Database, empty: Database, tmp_path: Path
) -> None:
    told = back_up(filled, tmp_path / "backup.db")
    assert told.days == len(list(town.list_dates(at(town, 7))))
    assert told.rows["journal"] == told.events > told.days
    assert restore(tmp_path / "backup.db", empty) == told
    assert everything(empty) == everything(filled)
    again = a_desk(town, empty, ManualClock(at(town, 8)))
    book(again, town, "r2", "p2")  # and the service goes on from it
    again.stop()
    with empty.write() as connection:  # numbers go on after those that were restored
        looked = {"at": NOON, "account": "staff:a", "role": "operator", "how": "id", "rider_id": "r"}
        connection.execute(insert(LOOK_UP).values(purpose="booking", address="", **looked))
        assert connection.execute(select(LOOK_UP.c.number)).scalars().all() == [1, 2]
    with pytest.raises(DBAPIError, match="only ever added to"), empty.write() as connection:
        connection.execute(text("DELETE FROM journal"))


def test_a_backup_is_one_file_for_its_owner_alone(filled: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    back_up(filled, folder / "backup.db")
    assert [path.name for path in folder.iterdir()] == ["backup.db"]
    assert stat.S_IMODE((folder / "backup.db").stat().st_mode) == 0o600
    with pytest.raises(DatabaseError, match="is there already"):
        back_up(filled, folder / "backup.db")
    with pytest.raises(DatabaseError, match="folder does not exist"):
        back_up(filled, tmp_path / "nowhere" / "backup.db")


def test_a_backup_is_taken_while_bookings_go_on(town: Town, database: Database, tmp_path: Path) -> None:
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    for number in range(3):
        book(desk, town, f"r{number}", f"p{number}")
        back_up(database, tmp_path / f"backup{number}.db")
    desk.stop()
    for number in range(3):
        copy = open_database(tmp_path / f"backup{number}.db")
        with copy.read() as connection:
            made = text('SELECT count(*) FROM journal WHERE event LIKE \'{"event":"PromiseMade"%\'')
            assert connection.execute(made).scalar_one() == number + 1
        copy.close()


def test_an_older_version_is_backed_up_as_it_is_before_it_is_brought_up_to_date(
    address: str | URL, empty: Database, tmp_path: Path
) -> None:
    older = open_database(address)
    looked = {"at": NOON, "account": "staff:a", "role": "operator", "how": "id"}
    with older.write(within_s=None) as connection:
        command.upgrade(migration_config(connection), "0007")  # before there were payments
        look = insert(LOOK_UP).values(rider_id="r", purpose="booking", address="", **looked)
        connection.execute(look)
    told = back_up(older, tmp_path / "older.db")
    older.close()
    assert (told.rows["look_up"], told.rows["payment"]) == (1, 0)
    kept = open_database(tmp_path / "older.db")
    assert schema_state(kept) is SchemaState.OLDER
    kept.close()
    assert restore(tmp_path / "older.db", empty) == told
    assert schema_state(empty) is SchemaState.CURRENT


def test_a_damaged_journal_makes_no_backup(town: Town, tmp_path: Path) -> None:
    database = open_database(tmp_path / "noriai.db")
    migrate(database)
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    book(desk, town, "r1")
    desk.stop()
    _change_by_hand(tmp_path / "noriai.db")
    with pytest.raises(DamagedJournal, match=str(DAY)):
        back_up(database, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()
    assert not list(tmp_path.glob(".backup*"))
    database.close()


def test_nothing_is_restored_over_anything(filled: Database, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup.db")
    before = everything(filled)
    with pytest.raises(DatabaseError, match="not empty"):
        restore(tmp_path / "backup.db", filled)
    assert everything(filled) == before


def test_a_database_that_was_only_made_counts_as_empty(filled: Database, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup.db")
    made = open_database(tmp_path / "made.db")
    migrate(made)
    assert restore(tmp_path / "backup.db", made) == read_contents(filled)
    made.close()


@pytest.mark.parametrize("kind", ["absent", "text", "library", "newer", "damaged"])
def test_what_is_no_backup_leaves_the_database_empty(
    town: Town, tmp_path: Path, kind: str, directory: RiderDirectory
) -> None:
    database = open_database(tmp_path / "noriai.db")
    migrate(database)
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    desk.stop()
    file = tmp_path / "backup.db"
    if kind == "text":
        file.write_text("a list of bookings", encoding="utf-8")
    elif kind != "absent":
        back_up(database, file)
        with SQLITE.connect(file) as by_hand:
            if kind == "library":
                file.unlink()
                with SQLITE.connect(file) as library:
                    library.execute("CREATE TABLE book (title TEXT)")
            elif kind == "newer":
                by_hand.execute("UPDATE alembic_version SET version_num = '9999'")
        if kind == "damaged":
            _change_by_hand(file)
    database.close()
    empty = open_database(tmp_path / "empty.db")
    with pytest.raises((DatabaseError, DamagedJournal)) as refused:
        restore(file, empty)
    assert str(file) in str(refused.value) or "damaged" in str(refused.value)
    with empty.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one() == 0
    empty.close()


def _change_by_hand(file: Path) -> None:
    with SQLITE.connect(file) as by_hand:
        by_hand.execute("DROP TRIGGER journal_keeps_events")
        where = f"service_date = '{DAY}' AND version = 1"
        assert by_hand.execute(f"UPDATE journal SET event = event || ' ' WHERE {where}").rowcount == 1
