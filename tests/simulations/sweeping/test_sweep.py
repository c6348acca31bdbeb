"""A sweep: each day once, wherever it runs, however often it is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pandas as pd
import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

from gtfs.service_error import ServiceError
from noriai import app
from simulations.costs import CostModel, money_of
from simulations.sweeping import Results, fingerprint, open_results, read_grid, sweep
from simulations.sweeping.kept_days import DAYS as KEPT
from simulations.sweeping.kept_days import open_kept_days
from simulations.sweeping.results import count_other_days
from simulations.variants import ground
from simulations.variants.day import FIGURES, DayOfVariant, figures_of_day
from simulations.variants.executors import on_cluster, on_processes
from tests.architecture.source_files import ROOT
from tests.gtfs.service_folders import with_line
from tests.simulations.sweeping.grids import DAYS, GRID, a_grid_file


@pytest.fixture(scope="module")
def grid_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_grid_file(tmp_path_factory.mktemp("sweep"))


@pytest.fixture(scope="module")
def whole(grid_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    return sweep(read_grid(grid_file), tmp_path_factory.mktemp("whole"))


def table(results: Results) -> pd.DataFrame:
    return results.sql("FROM days ORDER BY number, service_date, seed")


def members_of(group: int) -> list[int]:
    """The processes of a group that are still alive."""
    alive = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, its_group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(its_group) == group and state != "Z":
            alive.append(int(folder.name))
    return alive


def keys(folder: Path) -> list[str]:
    return [json.loads(line)["key"] for line in (folder / KEPT).read_text("utf-8").splitlines()]


def test_every_variant_is_replayed_on_every_day_once(whole: Results) -> None:
    assert whole.done == whole.total == DAYS
    counted = whole.sql(
        "SELECT number, count(*) AS n, count(DISTINCT (service_date, seed)) AS m FROM days GROUP BY 1"
    )
    assert set(counted["n"]) == set(counted["m"]) == {4}
    assert len(keys(whole.folder)) == len(set(keys(whole.folder))) == DAYS


def test_a_row_is_what_the_day_gives_by_itself(whole: Results, grid_file: Path) -> None:
    grid = read_grid(grid_file)
    figures = figures_of_day(DayOfVariant(grid.variants[3], grid.dates[1], 2))
    row = table(whole).query("number == 4 and seed == 2").iloc[1]
    expected = {**figures, **money_of(figures, grid.cost)}
    for code, value in expected.items():
        assert row[code] == value if value is not None else pd.isna(row[code]), code
    assert set(FIGURES) < set(expected)


def test_begun_again_it_replays_nothing(whole: Results, grid_file: Path) -> None:
    before = (whole.folder / KEPT).read_bytes()
    told: list[tuple[int, int]] = []
    again = sweep(read_grid(grid_file), whole.folder, watch=lambda *how_far: told.append(how_far))
    assert told == [(DAYS, DAYS)]
    assert (whole.folder / KEPT).read_bytes() == before
    pd.testing.assert_frame_equal(table(again), table(whole))


@pytest.fixture(scope="module", params=["processes", "a Dask cluster"])
def elsewhere(request: pytest.FixtureRequest) -> Iterator[Executor]:
    if request.param == "processes":
        with on_processes(1) as pool:
            yield pool
        return
    with (
        LocalCluster(
            n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster,
        on_cluster(cluster.scheduler_address) as executor,
    ):
        yield executor


def test_wherever_it_runs_the_results_are_equal(
    elsewhere: Executor, whole: Results, grid_file: Path, tmp_path: Path
) -> None:
    there = sweep(read_grid(grid_file), tmp_path, executor=elsewhere)
    pd.testing.assert_frame_equal(table(there), table(whole), check_exact=True)


def test_killed_and_begun_again_it_loses_and_repeats_nothing(
    whole: Results, grid_file: Path, tmp_path: Path
) -> None:
    words = [
        sys.executable,
        "-m",
        "noriai",
        "sweep",
        str(grid_file),
        "--out",
        str(tmp_path),
        "--workers",
        "1",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + 400
    while not (tmp_path / KEPT).exists() or (tmp_path / KEPT).read_bytes().count(b"\n") < 2:
        assert run.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)  # it alone: its worker has to notice
    run.wait()
    while members_of(run.pid):
        assert time.monotonic() < until, "workers live on"
        time.sleep(0.05)
    with (tmp_path / KEPT).open("ab") as days:
        days.write(b'{"key": "half a li')  # as a killed writer may leave it
    done = (tmp_path / KEPT).read_bytes().count(b"\n")
    assert 2 <= done < DAYS
    told: list[tuple[int, int]] = []
    resumed = sweep(read_grid(grid_file), tmp_path, watch=lambda *how_far: told.append(how_far))
    assert told[0] == (done, DAYS)
    assert len(told) == DAYS - done + 1
    assert len(keys(tmp_path)) == len(set(keys(tmp_path))) == DAYS
    pd.testing.assert_frame_equal(table(resumed), table(whole), check_exact=True)


def test_changed_inputs_are_not_mixed_with_old_days(tmp_path: Path) -> None:
    small = with_line(with_line(GRID, "days = 2", "days = 1"), "seeds = 2", "seeds = 1")
    file = a_grid_file(tmp_path / "a", small)
    sweep(read_grid(file), tmp_path / "out")
    settings = file.parent / "town" / "service.toml"
    settings.write_text(
        settings.read_text("utf-8").replace("max_ride_min = 45", "max_ride_min = 40"), "utf-8"
    )
    for cached in (
        fingerprint.fingerprint_of,
        fingerprint._content,
        ground.service_of,
    ):  # as a new process has
        cached.cache_clear()
    again = sweep(read_grid(file), tmp_path / "out")
    assert again.done == 5
    assert len(keys(tmp_path / "out")) == 10
    assert count_other_days(tmp_path / "out") == 5


def test_other_prices_replay_nothing(whole: Results, grid_file: Path, tmp_path: Path) -> None:
    dear = grid_file.with_name("dear.toml")
    dear.write_text(GRID + "[cost]\nkm_yen = 100\n", encoding="utf-8")
    (tmp_path / KEPT).write_bytes((whole.folder / KEPT).read_bytes())
    again = sweep(read_grid(dear), tmp_path)
    assert len(keys(tmp_path)) == DAYS
    cost = CostModel(km_yen=100)
    for row, before in zip(table(again).to_dict("records"), table(whole).to_dict("records"), strict=True):
        assert row["operating_cost_yen"] == money_of(before, cost)["operating_cost_yen"]


def test_two_sweeps_do_not_write_to_one_folder(tmp_path: Path, grid_file: Path) -> None:
    with open_kept_days(tmp_path), pytest.raises(ServiceError, match="another sweep writes there"):
        sweep(read_grid(grid_file), tmp_path)


def test_a_spoilt_line_is_told(tmp_path: Path, grid_file: Path) -> None:
    (tmp_path / KEPT).write_text("no day\n", encoding="utf-8")
    with pytest.raises(ServiceError, match="line 1: no day of a sweep"):
        sweep(read_grid(grid_file), tmp_path)


def test_half_a_sweep_can_be_looked_at(whole: Results, grid_file: Path, tmp_path: Path) -> None:
    lines = (whole.folder / KEPT).read_bytes().splitlines(keepends=True)
    (tmp_path / KEPT).write_bytes(b"".join(lines[:7]) + lines[7][:20])
    (tmp_path / "grid.json").write_bytes((whole.folder / "grid.json").read_bytes())
    half = open_results(tmp_path)
    assert (half.done, half.total) == (7, DAYS)


def test_the_command_writes_a_report_in_both_languages(whole: Results, grid_file: Path) -> None:
    said = CliRunner().invoke(app, ["sweep", str(grid_file), "--out", str(whole.folder), "--workers", "1"])
    assert said.exit_code == 0, said.output
    written = {path.name for path in whole.folder.iterdir()}
    assert written == {
        *("days.jsonl", "grid.json", "days.parquet", "variants.parquet"),
        *("variants.csv", "frontier.csv", "report.html"),
    }
    page = (whole.folder / "report.html").read_text("utf-8")
    assert "雪の日" in page
    assert page.count('<span class="ja"') == page.count('<span class="en"') > 20
    assert page.count('<text class="ja"') == page.count('<text class="en"') >= 2
    assert "仮定です" in page
