"""Each solver carries everybody on a small published file, by the word of the judge."""

from importlib import import_module
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from benchmarks.darp.checker import judge
from benchmarks.darp.instance import read_instance
from benchmarks.darp.solution_file import read_solution
from benchmarks.peers import __main__ as command
from tests.benchmarks.darp.small_files import TWO_REQUESTS
from tests.shared_data import shared_data

OPTIMUM = 294.25

for needed in ("ortools", "vroom", "pyvrp"):
    pytest.importorskip(needed, reason=f"needs {needed}: install noriai with its extra 'peers'")

APP = Typer()
APP.command()(command.main)


@pytest.mark.parametrize("peer", command.PEERS)
def test_a_peer_carries_everybody_on_the_smallest_file(peer: str) -> None:
    instance = read_instance(shared_data("demand/darp_cordeau/a2-16.txt"))
    answer = import_module(f"benchmarks.peers.{command.PEERS[peer][0]}").solve(instance, 2.0, seed=1)
    verdict = judge(instance, answer.routes)
    assert verdict.broken is None
    assert verdict.cost is not None
    assert OPTIMUM - 0.01 < verdict.cost < OPTIMUM * 1.05


def test_cp_sat_proves_a_file_of_two_requests(tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text(TWO_REQUESTS, encoding="utf-8")
    told = CliRunner().invoke(
        APP,
        [
            *(str(tmp_path / "two.txt"), "--seconds", "5", "--peer", "cp-sat"),
            *("--out", str(tmp_path / "out"), "--table", str(tmp_path / "page.md")),
        ],
    )
    assert told.exit_code == 0, told.output
    assert "proved optimal" in told.output
    assert "- two: proved optimal" in (tmp_path / "page.md").read_text(encoding="utf-8")
    solution = read_solution(tmp_path / "out" / "cp-sat" / "two.json")
    assert (solution.feasible, solution.cost) == (True, pytest.approx(12))


def test_a_table_is_written_beside_the_lines(tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text(TWO_REQUESTS, encoding="utf-8")
    (tmp_path / "best_known.csv").write_text("instance,best_known\ntwo,12\n", encoding="utf-8")
    page = tmp_path / "page.md"
    told = CliRunner().invoke(
        APP, [str(tmp_path / "two.txt"), "--seconds", "0.2", "--peer", "vroom", "--table", str(page)]
    )
    assert told.exit_code == 0, told.output
    assert "| two | 12.00 | 12.00 (0.00%) |" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--peer", "nobody"], "--peer nobody: expected one of ortools, vroom, pyvrp, cp-sat"),
        (["--peer", "vroom"], "line 1: expected 5 numbers"),
    ],
)
def test_wrong_input_gets_one_message(tmp_path: Path, arguments: list[str], says: str) -> None:
    (tmp_path / "bad.txt").write_text("nothing of the kind\n", encoding="utf-8")
    told = CliRunner().invoke(APP, [str(tmp_path / "bad.txt"), "--seconds", "1", *arguments])
    assert told.exit_code == 2
    assert says in told.output
    assert "Traceback" not in told.output
