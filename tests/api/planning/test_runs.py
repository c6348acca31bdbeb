"""Runs: each in a process of its own, one after the other, cancelled at once, never lost from sight."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from api.desk.town import Town
from api.planning.apart import Work
from api.planning.ordering import order_of
from api.planning.run import Run, RunState
from api.planning.runs import MOST_WAITING, NoSuchRun, Runs, TooManyRuns
from api.wire.planned import DayIn
from tests.api.planning.told_replays import ENDLESS_SEED, NEVER, NEVER_SEED, replay_as_told
from tests.api.served import DAY

AREA = "namioka"
ORDERED = datetime(2026, 12, 2, 7, tzinfo=UTC)
ASKED = DayIn(
    service_date=DAY,
    seed=1,
    riders=20,
    vehicles=2,
    pickup_window_min=10,
    max_wait_min=30,
    max_ride_min=45,
    detour_factor=1.5,
    booking_cutoff_min=0,
)


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    made = Runs(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def order(town: Town) -> Callable[[int], Work]:
    plain = order_of(ASKED, town.service)
    return lambda seed: partial(replay_as_told, replace(plain, seed=seed))


def a_run(run_id: str) -> Run:
    return Run(
        run_id=run_id,
        name="test",
        asked=ASKED,
        state=RunState.WAITING,
        ordered_at=ORDERED,
        ordered_by="staff ito",
    )


def wait_for(runs: Runs, run_id: str, *states: RunState) -> Run:
    """The run once it has come so far."""
    until = time.monotonic() + 60
    while (run := runs.get(AREA, run_id)).state not in states:
        assert time.monotonic() < until, run
        time.sleep(0.02)
    return run


def test_a_day_that_can_be_replayed_is_done_and_one_that_cannot_says_why(
    runs: Runs, order: Callable[[int], Work]
) -> None:
    runs.order(AREA, a_run("good"), order(1))
    runs.order(AREA, a_run("bad"), order(NEVER_SEED))
    assert wait_for(runs, "good", RunState.DONE).because == ""
    progress = runs.folder_of(AREA, "good").find_progress()
    assert progress is not None
    assert progress.total == ASKED.riders
    assert wait_for(runs, "bad", RunState.FAILED).because == NEVER
    assert {run.run_id for run in runs.list_of(AREA)} == {"good", "bad"}
    runs.remove(AREA, "bad")
    assert [run.run_id for run in runs.list_of(AREA)] == ["good"]


def test_one_is_replayed_at_once_and_whoever_waits_goes_on_when_it_is_cancelled(
    runs: Runs, order: Callable[[int], Work]
) -> None:
    runs.order(AREA, a_run("long"), order(ENDLESS_SEED))
    runs.order(AREA, a_run("givenup"), order(1))
    runs.order(AREA, a_run("next"), order(1))
    wait_for(runs, "long", RunState.RUNNING)
    assert runs.get(AREA, "next").state is RunState.WAITING
    assert runs.cancel(AREA, "givenup").state is RunState.CANCELLED
    assert runs.cancel(AREA, "long").state is RunState.CANCELLED
    assert wait_for(runs, "next", RunState.DONE)
    assert [runs.get(AREA, each).state for each in ("long", "givenup")] == [RunState.CANCELLED] * 2
    assert runs.cancel(AREA, "next").state is RunState.DONE  # what is over stays as it is


def test_only_so_many_wait(runs: Runs, order: Callable[[int], Work]) -> None:
    for number in range(MOST_WAITING):
        runs.order(AREA, a_run(f"r{number}"), order(ENDLESS_SEED))
    with pytest.raises(TooManyRuns, match="wait"):
        runs.order(AREA, a_run("last"), order(1))


def test_a_run_that_its_service_did_not_outlive_has_failed(
    runs: Runs, order: Callable[[int], Work], tmp_path: Path
) -> None:
    runs.order(AREA, a_run("long"), order(ENDLESS_SEED))
    wait_for(runs, "long", RunState.RUNNING)
    (process,) = [each for each in runs._under_way.values() if each is not None]
    runs.stop()
    process.join(10)
    assert not process.is_alive()
    again = Runs(tmp_path)
    found = again.get(AREA, "long")
    assert (found.state, "stopped" in found.because) == (RunState.FAILED, True)


@pytest.mark.parametrize("run_id", ["nothing", "../namioka", "a" * 20 + os.sep])
def test_what_is_no_run_is_not_found(runs: Runs, run_id: str) -> None:
    with pytest.raises(NoSuchRun):
        runs.get(AREA, run_id)
