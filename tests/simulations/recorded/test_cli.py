"""The command `replay`: recorded days in, a comparison out; one line for wrong input."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dispatch.engine.journal import MemoryJournal
from simulations.recorded.cli import command
from simulations.recorded.recorded_day import RecordedDay
from simulations.recorded.written import write_day
from simulations.runner import replay
from simulations.variants.ground import scenario_of
from tests.simulations.recorded.days import NAMIOKA, namioka


def no_database(
    database: str, service: Path, area: str | None, first: date | None, last: date | None
) -> Iterator[RecordedDay]:
    raise ValueError(f"{database}: no database here")


def run(*words: object) -> Result:
    return CliRunner().invoke(command(no_database), [str(word) for word in words])


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days of December, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("recorded")
    for on in (date(2026, 12, 2), date(2026, 12, 3)):
        write_day(replay(scenario_of(namioka(), on, 1), MemoryJournal()), folder / on.isoformat())
    return folder


def test_days_are_set_against_each_other_line_by_line(recorded: Path, tmp_path: Path) -> None:
    done = run(recorded, "--service", NAMIOKA, "--change", "fleet.vehicles=2", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "2 days, 2 of them decided again event for event" in done.output
    with (tmp_path / "out" / "comparison.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = {row["code"]: row for row in csv.DictReader(file)}
    of_days = [
        json.loads((recorded / day / "kpis.json").read_text("utf-8"))["kpis"]
        for day in ("2026-12-02", "2026-12-03")
    ]
    passengers = sum(kpis["passengers"]["value"] for kpis in of_days)
    assert float(lines["passengers"]["recorded"]) == passengers == float(lines["passengers"]["unchanged"])
    assert float(lines["shift_min_mean"]["difference"]) > 0, "with one van less people wait longer"
    page = (tmp_path / "out" / "comparison.html").read_text("utf-8")
    assert "fleet.vehicles=2" in page
    assert "どこまで信じてよいか" in page
    assert (tmp_path / "out" / "2026-12-03" / "report.html").exists()


def test_one_day_unchanged_is_that_very_day(recorded: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(recorded, "--service", NAMIOKA, "--date", "2026-12-03", "--out", out)
    assert done.exit_code == 0, done.output
    then, now = recorded / "2026-12-03", out / "2026-12-03"
    assert (now / "events.jsonl").read_bytes() == (then / "events.jsonl").read_bytes()
    told = json.loads((out / "reproduced.json").read_text("utf-8"))
    assert told["2026-12-03"]["reproduced"] == told["2026-12-03"]["events"]


def test_on_another_network_the_page_says_how_many_places_were_found_and_how_far_people_walk(
    recorded: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(NAMIOKA, other)
    doors = (NAMIOKA / "places.csv").read_text("utf-8-sig").splitlines(keepends=True)
    (other / "places.csv").write_text("".join(row for row in doors if ",home," not in row), encoding="utf-8")
    out = tmp_path / "out"
    done = run(recorded / "2026-12-02", "--service", NAMIOKA, "--instead", other, "--out", out)
    assert done.exit_code == 0, done.output
    told = re.search(r"places: (\d+) there still, (\d+) walked from, (\d+) none near", done.output)
    assert told is not None
    with (out / "places.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    gone = {row["recorded_place_id"] for row in rows if not row["place_id"]}
    assert len({row["recorded_place_id"] for row in rows}) == sum(map(int, told.groups()))
    assert len(gone) == int(told[3]) > 0
    assert max(int(row["walk_m"] or 0) for row in rows) <= 250
    page = (out / "comparison.html").read_text("utf-8")
    assert f"{told[3]}か所は(少なくとも一部の人に)近くの場所がありません" in page
    assert "歩く人は、乗る前と降りた後を合わせて平均" in page
    assert page.count("<svg") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{absent}"], "cannot be read"),
        (["{recorded}", "--date", "2027-01-05"], "no recorded day of the dates that are asked for"),
        (["{recorded}", "--change", "fleet.vehicles"], "KEY=VALUE expected"),
        (["{recorded}", "--change", "demand.growth=2"], "who asks is recorded"),
        (["{recorded}", "{recorded}"], "give each date once"),
        (["{recorded}", "--from", "soon"], "--from 'soon'"),
        (["{recorded}", "--instead", "{absent}"], "no such service folder"),
        (["{recorded}", "--osm", "{absent}"], "no such file; give a .osm.pbf"),
        (["postgresql+psycopg://nobody@127.0.0.1:1/town"], "no database here"),
    ],
)
def test_wrong_input_is_said_in_a_line(words: list[str], said: str, recorded: Path, tmp_path: Path) -> None:
    given = [word.format(absent=tmp_path / "absent", recorded=recorded) for word in words]
    refused = run(*given, "--service", NAMIOKA, "--out", tmp_path / "out")
    assert refused.exit_code == 2
    assert said in refused.output
    assert not (tmp_path / "out").exists()
