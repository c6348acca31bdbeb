"""Booking days made from dial-a-ride files: every promise kept, and nobody beats hindsight."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer import Typer
from typer.testing import CliRunner

from benchmarks.darp.booking_day import BookingPolicy, book, booking_day, with_hindsight
from benchmarks.darp.instance import Instance
from benchmarks.online_days import main
from dispatch.search.stopping import after_rounds
from tests.benchmarks.darp.small_files import TWO_REQUESTS, read_text

APP = Typer()
APP.command()(main)
PLAIN = BookingPolicy("plain")
BOTH = BookingPolicy("both", improvement=100, repair=300)


def busy_file(riders: int = 14, vehicles: int = 3) -> str:
    """Riders all over a square within three hours: more than the vehicles can carry."""
    rng = np.random.default_rng(5)
    lines = [f"{vehicles} {2 * riders} 480 3 30", "0 0 0 0 0 0 480"]
    corner = rng.uniform(-10, 10, (2 * riders, 2)).round(2)
    opens = rng.integers(30, 180, riders)
    for n, (x, y) in enumerate(corner.tolist(), 1):
        board = n <= riders
        window = f"{opens[n - 1]} {opens[n - 1] + 15}" if board else "0 480"
        lines.append(f"{n} {x} {y} 3 {1 if board else -1} {window}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def busy(tmp_path: Path) -> Instance:
    return read_text(tmp_path, busy_file())


def test_everybody_asks_once_in_an_order_that_the_seed_fixes(busy: Instance) -> None:
    one, again, other = (booking_day(busy, 0.6, seed) for seed in (1, 1, 2))
    names = [[ride_id for ride_id, _ in day.riders] for day in (one, again, other)]
    assert names[0] == names[1] != names[2]
    assert sorted(names[0]) == sorted(names[2])
    assert len(one.empty.length) == 2, "60 % of three vehicles, rounded up"


def test_no_policy_breaks_a_promise_or_beats_hindsight(busy: Instance) -> None:
    day = booking_day(busy, 0.6, 1)
    plain, both = book(day, PLAIN, 1), book(day, BOTH, 1)
    known = with_hindsight(day, both.plan, lambda: after_rounds(2000), 1)
    assert [each.broken for each in (plain, both, known)] == [None] * 3
    assert plain.served < both.served <= known.served, "a day on which trying harder pays"
    assert len(plain.cpu_ms) == len(day.riders)


def test_the_same_seed_books_the_same_day(busy: Instance) -> None:
    one, other = (book(booking_day(busy, 0.6, 3), BOTH, 3) for _ in range(2))
    assert (one.served, one.distance) == (other.served, other.distance)


def test_the_table_tells_the_share_of_the_gap(tmp_path: Path) -> None:
    path, table = tmp_path / "busy.txt", tmp_path / "table.md"
    path.write_text(busy_file(), encoding="utf-8")
    words = [
        str(path),
        "--fleet",
        "0.6",
        "--improvement",
        "100",
        "--repair",
        "300",
        "--hindsight-s",
        "0.2",
        "--table",
        str(table),
    ]
    ran = CliRunner().invoke(APP, words)
    assert ran.exit_code == 0, ran.output
    assert "| both |" in ran.output
    page = table.read_text(encoding="utf-8")
    assert "## 60% of each file's vehicles" in page
    assert "--fleet 0.6 --seed 1 --improvement 100 --repair 300" in page


def test_two_shares_that_leave_the_same_vehicles_are_one_day(tmp_path: Path) -> None:
    path, table = tmp_path / "busy.txt", tmp_path / "table.md"
    path.write_text(busy_file(), encoding="utf-8")
    words = [str(path), "--fleet", "0.6", "--fleet", "0.5", "--hindsight-s", "0.2", "--table", str(table)]
    ran = CliRunner().invoke(APP, [*words, "--improvement", "10", "--repair", "10"])
    assert ran.exit_code == 0, ran.output
    page = table.read_text(encoding="utf-8")
    assert "1 days, 14 riders" in page
    assert page.count("| busy | 1 |") == 1


def test_a_file_of_another_format_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "two.txt"
    path.write_text(TWO_REQUESTS.replace("2 4 480 2 30", "2 4 480"), encoding="utf-8")
    ran = CliRunner().invoke(APP, [str(path)])
    assert ran.exit_code == 2
    assert "two.txt" in ran.output
    assert "Traceback" not in ran.output
