"""The short form of `make torture`: a few kills and cuts on each database."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from api.storage.database import open_database
from tests.api.storage.private_postgres import NoPostgres
from tests.torture.calls import Told
from tests.torture.desk_process import POINTS
from tests.torture.judge import judge
from tests.torture.kills import BACKENDS, crash_each_append, fresh_database, kill_at_random
from tests.torture.planted import PLANTED
from tests.torture.riders import History

pytestmark = pytest.mark.skipif(
    not hasattr(os, "pidfd_open"), reason="processes are signalled by pidfd: Linux"
)

ANYTHING = 1


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    try:
        with fresh_database(request.param):
            return str(request.param)
    except NoPostgres as absent:
        pytest.skip(str(absent))


def test_no_confirmed_booking_is_lost_when_the_process_is_killed(backend: str) -> None:
    with fresh_database(backend) as address:
        verdict, history, ready_s = kill_at_random(address, kills=6, seed=2)
    assert verdict.clean, verdict
    assert verdict.bookings >= ANYTHING
    assert history.unknown >= ANYTHING, "no kill came between a question and its answer"
    assert max(ready_s) < 3.0


@pytest.mark.parametrize("seed", [0, 1])
def test_an_append_cut_at_any_point_is_kept_whole_or_not_at_all(backend: str, seed: int) -> None:
    with fresh_database(backend) as address:
        verdict, _, cuts = crash_each_append(address, appends=4, seed=seed)
    assert verdict.clean, verdict
    assert cuts >= 4 * len(POINTS[:4])
    assert verdict.bookings >= ANYTHING


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str) -> None:
    for seed in range(5):
        with fresh_database("sqlite") as address:
            verdict, _, _ = kill_at_random(address, kills=6, seed=seed, planted=fault)
        if not verdict.clean:
            return
    raise AssertionError(f"nobody saw: {fault}")


def test_the_judge_sees_a_lost_and_a_changed_booking() -> None:
    """A history that claims more than was kept is caught: the checker is checked."""
    with fresh_database("sqlite") as address:
        _, history, _ = crash_each_append(address, appends=3, seed=0)
        call, told = next((call, told) for call, told in history.told if "PromiseMade" in told.body)
        forged_booking = (replace(call, key="forged"), Told(told.body.replace('"q0"', '"q99"')))
        forged = History(told=[*history.told, forged_booking])
        database = open_database(address)
        assert judge(history, database).clean
        verdict = judge(forged, database)
        assert verdict.lost
        assert verdict.changed
        database.close()
