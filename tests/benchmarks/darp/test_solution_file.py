"""Answers survive the disk, and a file that holds none is refused by key."""

import json
from pathlib import Path

import pytest

from benchmarks.darp.best_known import NotATable, best_known_beside, read_best_known
from benchmarks.darp.solution_file import NotASolution, Solution, read_solution, write_solution

ANSWER = Solution("a2-16", 294.25, 10.0, True, ((1, 17), (2, 18)))


def test_an_answer_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = write_solution(tmp_path / "new" / "folder", ANSWER)
    assert path == tmp_path / "new" / "folder" / "a2-16.json"
    assert read_solution(path) == ANSWER


def test_the_file_has_the_agreed_keys(tmp_path: Path) -> None:
    path = write_solution(tmp_path, ANSWER)
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "instance": "a2-16",
        "cost": 294.25,
        "cpu_s": 10.0,
        "feasible": True,
        "routes": [[1, 17], [2, 18]],
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not readable as JSON"),
        ("[]", "expected instance, cost"),
        ('{"instance": "x", "cost": 1, "cpu_s": 1, "feasible": true}', "'routes' is missing"),
        (
            '{"instance": "x", "cost": 1, "cpu_s": 1, "feasible": true, "routes": [[1.5]]}',
            "routes as lists of nodes",
        ),
        ('{"instance": "x", "cost": "?", "cpu_s": 1, "feasible": true, "routes": []}', "expected instance"),
    ],
)
def test_a_file_without_an_answer_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotASolution, match=says):
        read_solution(path)


def test_best_known_costs_are_read_by_name(tmp_path: Path) -> None:
    (tmp_path / "best_known.csv").write_text("instance,best_known,status\na2-16,294.25,proven\n", "utf-8")
    assert best_known_beside(tmp_path / "a2-16.txt") == {"a2-16": 294.25}
    assert best_known_beside(tmp_path / "elsewhere" / "a2-16.txt") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [("name,cost\n", "line 1: expected"), ("instance,best_known\na2-16,cheap\n", "line 2: 'cheap'")],
)
def test_a_table_that_is_wrong_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "best_known.csv").write_text(text, "utf-8")
    with pytest.raises(NotATable, match=says):
        read_best_known(tmp_path / "best_known.csv")
