"""Backup, restore, export and retention from the command line, as a town's technician does it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.clock import ManualClock
from api.desk.town import Town
from api.people.erasure import erase
from api.people.keys import read_key_file
from api.people.riders import RiderDirectory
from api.people.sealed import Vault
from api.people.tables import RIDER
from api.storage.database import open_database
from tests.api.desk.test_desk import a_desk, at, book
from tests.api.people.people import TANAKA
from tests.api.test_cli import said

NOON = datetime(2026, 12, 2, 3, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path, town: Town) -> Path:
    """A town's database with a booking and a rider."""
    file, keys = tmp_path / "town.db", tmp_path / "town.keys"
    assert said("init", "--database", str(file), "--keys", str(keys))[0] == 0
    database = open_database(file)
    desk = a_desk(town, database, ManualClock(at(town, 7)))
    book(desk, town, "r1")
    desk.stop()
    with database.write() as connection:
        RiderDirectory(Vault(read_key_file(keys))).register(connection, town.area, TANAKA, NOON)
    database.close()
    return file


def test_a_backup_is_restored_and_who_was_erased_since_is_erased_again(kept: Path, tmp_path: Path) -> None:
    old, new, restored = tmp_path / "monday.db", tmp_path / "tuesday.db", tmp_path / "restored.db"
    code, text = said("backup", str(old), "--database", str(kept))
    assert (code, "read back without a fault" in text) == (0, True)
    database = open_database(kept)
    directory = RiderDirectory(Vault(read_key_file(tmp_path / "town.keys")))
    with database.write() as connection:
        rider_id = connection.execute(RIDER.select()).one().rider_id
        erase(connection, directory, rider_id, NOON)
    database.close()
    assert said("backup", str(new), "--database", str(kept))[0] == 0
    erased = ("--erased", str(new.with_name("tuesday.db.erased")))
    code, text = said("restore", str(old), "--database", str(restored), *erased)
    assert (code, "1 riders erased again" in text) == (0, True)
    database = open_database(restored)
    with database.read() as connection:
        assert connection.execute(RIDER.select()).first() is None
    database.close()


def test_an_export_opens_riders_only_with_the_keys(kept: Path, tmp_path: Path) -> None:
    where = ("--database", str(kept))
    assert said("export", str(tmp_path / "sealed"), *where)[0] == 0
    assert not (tmp_path / "sealed" / "opened_rider.csv").exists()
    keys = ("--keys", str(tmp_path / "town.keys"), "--form", "parquet")
    assert said("export", str(tmp_path / "opened"), *where, *keys)[0] == 0
    assert (tmp_path / "opened" / "opened_rider.parquet").exists()


def test_retention_says_what_goes(kept: Path) -> None:
    code, text = said("retention", "--dry-run", "--database", str(kept))
    assert (code, "would go" in text) == (0, True)
    assert said("retention", "--database", str(kept))[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("backup", "{tmp}/backup.db", "--database", "{tmp}/absent.db"),
        ("backup", "{tmp}/nowhere/backup.db", "--database", "{kept}"),
        ("restore", "{tmp}/absent.db", "--database", "{tmp}/new.db"),
        ("restore", "{kept}", "--database", "{kept}"),
        ("restore", "{kept}", "--database", "{tmp}/new.db", "--erased", "{tmp}/absent.txt"),
        ("export", "{tmp}", "--database", "{kept}"),
        ("export", "{tmp}/out", "--database", "{kept}", "--keys", "{tmp}/absent.keys"),
        ("retention", "--database", "mysql://host/name"),
        ("retention", "--database", "postgresql+psycopg://nobody@127.0.0.1:1/nothing"),
    ],
)
def test_wrong_input_is_one_clear_line(kept: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    code, text = said(*(word.format(tmp=tmp_path, kept=kept) for word in words))
    assert (code, text.strip().count("\n")) == (2, 0), text
