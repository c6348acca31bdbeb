"""The demo town, both databases (a test that asks for `database` runs on each), and a service of the town."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import structlog
from sqlalchemy.engine import URL

from api.desk.town import Town, town_of
from api.people.keys import new_keys
from api.people.riders import RiderDirectory
from api.people.sealed import Vault
from api.storage.database import Database, open_database
from api.storage.schema import migrate
from dispatch.kernel.warm import warm_up
from dispatch.search.warm import warm_up_search
from gtfs.service import read_service
from tests.api.people.people import counting_bytes
from tests.api.served import Served, a_database, at, serving
from tests.api.storage.private_postgres import QUICK, NoPostgres, PrivatePostgres, private_postgres

NAMIOKA = Path(__file__).parents[2] / "examples" / "namioka"


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """As `noriai serve` does before it takes orders: nobody waits for kernels to be compiled."""
    warm_up()
    warm_up_search(np.random.default_rng(0))


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """A command that serves has the log go to where its test looks, and that is closed with the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def town() -> Town:
    return town_of(read_service(NAMIOKA))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """A private server for all tests of this process; they skip where PostgreSQL cannot be had."""
    try:
        with private_postgres(QUICK) as server:
            yield server
    except NoPostgres as absent:
        pytest.skip(str(absent))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | URL]:
    """Where an empty database is: a file that is not there yet, or a new database of the private server."""
    if request.param == "sqlite":
        yield str(tmp_path / "noriai.db")
        return
    server: PrivatePostgres = request.getfixturevalue("postgres")
    made = server.new_database()
    yield made
    server.drop(made)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PrivatePostgres) -> str:
    """The name of a database with all tables, to be copied."""
    made = postgres.new_database()
    kept = open_database(made)
    migrate(kept)
    kept.close()
    return str(made.database)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with all tables and nothing in them."""
    if request.param == "sqlite":
        kept = a_database(tmp_path)
        yield kept
        kept.close()
        return
    server: PrivatePostgres = request.getfixturevalue("postgres")
    made = server.new_database(like=request.getfixturevalue("migrated_postgres"))
    kept = open_database(made)
    yield kept
    kept.close()
    server.drop(made)


@pytest.fixture
def served(town: Town, tmp_path: Path) -> Iterator[Served]:
    database = a_database(tmp_path)
    with serving(town, database, at(town, 7)) as running:
        yield running
    database.close()


@pytest.fixture
def vault() -> Vault:
    """A vault whose secrets are pinned."""
    source = counting_bytes()
    return Vault(new_keys(source), source)


@pytest.fixture
def directory(vault: Vault) -> RiderDirectory:
    """A directory that seals with it."""
    return RiderDirectory(vault)
