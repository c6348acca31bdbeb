"""A service's database, empty, and a vault whose secrets are pinned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.people.keys import new_keys
from api.people.riders import RiderDirectory
from api.people.sealed import Vault
from api.people.tables import RIDER
from api.storage.database import Database, open_database
from tests.api.people.people import counting_bytes


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    kept = open_database(tmp_path / "noriai.db")
    RIDER.metadata.create_all(kept.engine)
    yield kept
    kept.close()


@pytest.fixture
def vault() -> Vault:
    source = counting_bytes()
    return Vault(new_keys(source), source)


@pytest.fixture
def directory(vault: Vault) -> RiderDirectory:
    return RiderDirectory(vault)
