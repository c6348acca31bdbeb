"""The demo town, made ready once, and a service of it for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from api.desk.town import Town, town_of
from dispatch.kernel.warm import warm_up
from dispatch.search.warm import warm_up_search
from gtfs.service import read_service
from tests.api.served import Served, a_database, at, serving

NAMIOKA = Path(__file__).parents[2] / "examples" / "namioka"


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """As `noriai serve` does before it takes orders: nobody waits for kernels to be compiled."""
    warm_up()
    warm_up_search(np.random.default_rng(0))


@pytest.fixture(scope="session")
def town() -> Town:
    return town_of(read_service(NAMIOKA))


@pytest.fixture
def served(town: Town, tmp_path: Path) -> Iterator[Served]:
    database = a_database(tmp_path)
    with serving(town, database, at(town, 7)) as running:
        yield running
    database.close()
