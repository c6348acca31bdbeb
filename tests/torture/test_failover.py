"""The short form: each disaster once, on a PostgreSQL that waits for its disk."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.api.storage.private_postgres import NoPostgres, PrivatePostgres
from tests.torture.failover import DISASTERS, a_server, fail_over

pytestmark = pytest.mark.skipif(
    not hasattr(os, "pidfd_open"), reason="processes are signalled by pidfd: Linux"
)


@pytest.fixture(scope="module")
def server() -> Iterator[PrivatePostgres]:
    try:
        with a_server() as running:
            yield running
    except NoPostgres as absent:
        pytest.skip(str(absent))


@pytest.mark.parametrize("disaster", DISASTERS)
def test_the_standby_takes_over_and_the_old_leader_writes_nothing_more(
    server: PrivatePostgres, disaster: str
) -> None:
    found = fail_over(server, disaster, seed=1)
    assert found.verdict.clean, found.verdict
    assert found.late_events == 0
    assert found.taken_over_s <= 5.0
    assert found.verdict.bookings > 0
