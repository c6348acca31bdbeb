"""The command `simulate`: a day on disk, the same day again for the same seed, one line for wrong input."""

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from simulations.cli import simulate
from tests.gtfs.feeds import a_feed_zip
from tests.gtfs.service_folders import SETTINGS, a_service_folder, with_line

app = typer.Typer()
app.command()(simulate)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORIAI_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_day_of_a_service_is_written_with_its_report(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(a_service_folder(tmp_path / "s"), "--seed", 1, "--out", out)
    assert done.exit_code == 0, done.output
    written = {path.name for path in out.iterdir()}
    assert written >= {"events.jsonl", "kpis.json", "requests.csv", "visits.csv", "report.html"}
    events = [json.loads(line) for line in (out / "events.jsonl").read_text("utf-8").splitlines()]
    assert events[0]["event"] == "DayOpened"
    asked = [event["request"]["request_id"] for event in events if event["event"] == "Asked"]
    with (out / "requests.csv").open(encoding="utf-8", newline="") as rows:
        assert [row["request_id"] for row in csv.DictReader(rows)] == asked
    assert "実際の運行とは異なります" in (out / "report.html").read_text("utf-8")
    assert "report.html" in done.output


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    folder = a_service_folder(tmp_path / "s")
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert run(folder, "--seed", seed, "--riders", 40, "--out", tmp_path / name).exit_code == 0
    first, again, other = ((tmp_path / name / "events.jsonl").read_bytes() for name in "abc")
    assert first == again
    assert first != other


def test_a_day_straight_from_a_feed(tmp_path: Path) -> None:
    feed, out = a_feed_zip(tmp_path), tmp_path / "out"
    words = ["--vehicles", 2, "--riders", 12, "--hours", "7:00-19:00", "--date", "2019-06-05", "--out", out]
    done = run("--feed", feed, *words)
    assert done.exit_code == 0, done.output
    with (out / "requests.csv").open(encoding="utf-8", newline="") as rows:
        assert len([row for row in csv.DictReader(rows) if "~" not in row["request_id"]]) == 12


def test_the_requests_of_one_day_can_be_asked_again(tmp_path: Path) -> None:
    folder = a_service_folder(tmp_path / "s")
    assert run(folder, "--out", tmp_path / "a").exit_code == 0
    done = run(folder, "--requests", tmp_path / "a" / "requests.csv", "--out", tmp_path / "b")
    assert done.exit_code == 0, done.output


def test_a_day_without_riders_is_a_day(tmp_path: Path) -> None:
    done = run(a_service_folder(tmp_path / "s"), "--riders", 0, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output


WRONG = {
    "no such folder": (["{nowhere}"], "no such service folder"),
    "nothing": ([], "give a service folder, or --feed FEED"),
    "both": (["{service}", "--feed", "{feed}"], "one of the two"),
    "no date at all": (["{service}", "--date", "June"], "--date 'June': a date"),
    "day of rest": (["{service}", "--date", "2020-01-01"], "no service on that day"),
    "outside the calendar": (["{service}", "--date", "2031-01-01"], "outside the calendar"),
    "negative riders": (["{service}", "--riders", "-3"], "--riders -3: a number of at least 0"),
    "vehicles of a service": (["{service}", "--vehicles", "3"], "--vehicles goes with --feed"),
    "no requests there": (["{service}", "--requests", "{nowhere}"], "cannot be read"),
    "feed without a date": (
        ["--feed", "{feed}", "--vehicles", "1", "--riders", "1"],
        "--feed needs a --date",
    ),
    "feed without vehicles": (["--feed", "{feed}", "--date", "2019-06-05"], "--feed needs --vehicles"),
    "no vehicles": (["--feed", "{feed}", "--date", "2019-06-05", "--vehicles", "0"], "from 1 to"),
    "hours reversed": (
        [
            "--feed",
            "{feed}",
            "--date",
            "2019-06-05",
            "--vehicles",
            "1",
            "--riders",
            "1",
            "--hours",
            "19:00-7:00",
        ],
        "--hours '19:00-7:00': hours that begin before they end",
    ),
    "a day without trips": (
        ["--feed", "{feed}", "--date", "2019-06-08", "--vehicles", "1", "--riders", "1"],
        "no trip of",
    ),
    "no feed": (
        ["--feed", "{nowhere}", "--date", "2019-06-05", "--vehicles", "1", "--riders", "1"],
        "nowhere",
    ),
}


@pytest.mark.parametrize("slip", WRONG)
def test_wrong_input_is_told_in_one_line_with_exit_code_2(slip: str, tmp_path: Path) -> None:
    words, expected = WRONG[slip]
    paths = {
        "nowhere": tmp_path / "nowhere",
        "service": a_service_folder(tmp_path / "s"),
        "feed": a_feed_zip(tmp_path),
    }
    done = run(*(word.format(**paths) for word in words), "--out", tmp_path / "out")
    assert done.exit_code == 2, done.output
    assert expected in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.output


def test_a_slip_in_the_service_and_a_folder_that_cannot_be_written_exit_with_2(tmp_path: Path) -> None:
    wrong = a_service_folder(tmp_path / "w", with_line(SETTINGS, "seats = 9", "seats = -9"))
    assert run(wrong, "--out", tmp_path / "out").exit_code == 2
    blocked = tmp_path / "a file"
    blocked.write_text("")
    done = run(a_service_folder(tmp_path / "s"), "--out", blocked / "below")
    assert done.exit_code == 2
    assert "give another folder with --out" in done.stderr
