"""Every table becomes a file that others can read, and nothing that is sealed is opened."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import func, select

from api.clock import ManualClock
from api.desk.town import Town
from api.people.riders import RiderDirectory
from api.storage.database import Database
from api.storage.database_error import DatabaseError
from api.storage.every_table import every_table
from api.storage.export import Form, export
from tests.api.desk.test_desk import a_desk, at, book
from tests.api.people.people import TANAKA

NOON = datetime(2026, 12, 2, 3, tzinfo=UTC)


@pytest.fixture
def filled(town: Town, database: Database, directory: RiderDirectory) -> Database:
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    book(desk, town, "r1")
    desk.stop()
    with database.write() as connection:
        directory.register(connection, town.area, TANAKA, NOON)
    return database


@pytest.mark.parametrize("form", Form)
def test_every_table_has_its_file_and_its_rows(filled: Database, tmp_path: Path, form: Form) -> None:
    written = export(filled, tmp_path / "out", form)
    assert set(written) == set(every_table().tables)
    with filled.read() as connection:
        for each in every_table().sorted_tables:
            kept = connection.execute(select(func.count()).select_from(each)).scalar_one()
            read = f"read_csv('{tmp_path}/out/{each.name}.csv', header = true, all_varchar = true)"
            if form is Form.PARQUET:
                read = f"'{tmp_path}/out/{each.name}.parquet'"
            found = duckdb.sql(f"SELECT count(*) FROM {read}").fetchall()
            assert found == [(kept,)]
            assert written[each.name] == kept
            assert list(duckdb.sql(f"SELECT * FROM {read}").columns) == each.columns.keys()


def test_values_are_those_that_are_kept(filled: Database, tmp_path: Path) -> None:
    export(filled, tmp_path / "csv")
    export(filled, tmp_path / "parquet", Form.PARQUET)
    with (tmp_path / "csv" / "journal.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    (found,) = duckdb.sql(
        f"SELECT area, version, event, hash FROM '{tmp_path}/parquet/journal.parquet'"
        " ORDER BY area, service_date, version LIMIT 1"
    ).fetchall()
    assert (first["area"], int(first["version"]), first["event"]) == found[:3]
    assert bytes.fromhex(first["hash"]) == found[3]


def test_what_is_sealed_stays_sealed(filled: Database, tmp_path: Path) -> None:
    export(filled, tmp_path / "csv")
    words = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "csv").iterdir())
    profile = TANAKA
    for known in (profile.name, profile.kana, profile.phone):
        assert known not in words


def test_tables_of_the_caller_are_written_beside(filled: Database, tmp_path: Path) -> None:
    written = export(filled, tmp_path / "csv", beside={"opened_rider": [{"rider_id": "r1", "name": "田中"}]})
    assert written["opened_rider"] == 1
    assert "r1,田中" in (tmp_path / "csv" / "opened_rider.csv").read_text(encoding="utf-8")


def test_nothing_is_written_over(filled: Database, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DatabaseError, match="not empty"):
        export(filled, tmp_path)
