"""The command that plans dial-a-ride files: what it prints, and what it writes for others to judge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from benchmarks import darp_gaps
from benchmarks.darp.checker import judge
from benchmarks.darp.instance import read_instance
from tests.benchmarks.darp.small_files import TWO_REQUESTS

pytest.importorskip("ortools", reason="needs the extra `optimizer`")

APP = Typer()
APP.command()(darp_gaps.main)


def test_an_answer_is_written_as_routes_of_nodes_that_the_judge_finds_feasible(tmp_path: Path) -> None:
    path, out, page = tmp_path / "two.txt", tmp_path / "out", tmp_path / "page.md"
    path.write_text(TWO_REQUESTS, encoding="utf-8")
    (tmp_path / "best_known.csv").write_text("instance,best_known\ntwo,12\n", encoding="utf-8")
    told = CliRunner().invoke(
        APP,
        [
            str(path),
            "--seconds",
            "0.3",
            "--seed",
            "1",
            "--seed",
            "2",
            "--out",
            str(out),
            "--table",
            str(page),
        ],
    )
    assert told.exit_code == 0, told.output
    assert told.output.count("gap 0.00%") == 2
    answer = json.loads((out / "two.json").read_text(encoding="utf-8"))
    assert answer.keys() == {"instance", "cost", "cpu_s", "feasible", "routes"}
    assert (answer["instance"], answer["cost"], answer["feasible"]) == ("two", pytest.approx(12), True)
    assert answer["cpu_s"] < 0.5
    assert sorted(node for route in answer["routes"] for node in route) == [1, 2, 3, 4]
    assert judge(read_instance(path), answer["routes"]).cost == pytest.approx(12)
    assert "| two | 12.00 | 12.00 (0.00%) |" in page.read_text(encoding="utf-8")


def test_a_file_of_another_kind_gets_one_message(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("nothing of the kind\n", encoding="utf-8")
    told = CliRunner().invoke(APP, [str(tmp_path / "bad.txt"), "--seconds", "1"])
    assert told.exit_code == 2
    assert "line 1: expected 5 numbers" in told.output
    assert "Traceback" not in told.output
