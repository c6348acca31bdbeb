"""Cordeau's format is read whole, and a file that is not in it is refused with its line."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.darp.best_known import best_known_beside
from benchmarks.darp.instance import NotAnInstance, read_instance
from tests.benchmarks.darp.small_files import TWO_REQUESTS, changed, read_text
from tests.shared_data import shared_data


def test_a_file_without_an_end_depot_ends_at_a_copy_of_the_first(tmp_path: Path) -> None:
    instance = read_text(tmp_path, TWO_REQUESTS)
    assert (instance.name, instance.vehicles, instance.requests, instance.end) == ("two", 2, 2, 5)
    assert (instance.capacity, instance.max_ride, instance.max_duration) == (2, 30, 480)
    assert instance.x.tolist() == [0, 1, 2, 5, 6, 0]
    assert instance.load.tolist() == [0, 1, 1, -1, -1, 0]
    assert (instance.early[5], instance.late[5]) == (0, 480)
    assert instance.distance[1, 4] == 5


def test_an_end_depot_of_its_own_keeps_its_hours(tmp_path: Path) -> None:
    instance = read_text(tmp_path, TWO_REQUESTS + "5 0 0 0 0 0 300\n")
    assert instance.late.tolist() == [480, 100, 100, 480, 480, 300]


def test_spaces_blank_lines_and_exponents_do_not_matter(tmp_path: Path) -> None:
    spaced = "\ufeff" + TWO_REQUESTS.replace("2 4 480", "  2\t4.0  4.8e2").replace("\n", "  \r\n\r\n")
    plain = read_text(tmp_path, TWO_REQUESTS, "plain.txt")
    instance = read_text(tmp_path, spaced, "spaced.txt")
    assert (instance.vehicles, instance.max_duration) == (2, 480)
    assert np.array_equal(instance.late, plain.late)


def test_a_header_may_count_requests_instead_of_nodes(tmp_path: Path) -> None:
    assert read_text(tmp_path, changed(1, "2 2 480 2 30")).requests == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        (changed(1, "2 4 480 2"), "line 1: expected 5 numbers"),
        (changed(1, "0 4 480 2 30"), "line 1: every number of the header must be positive"),
        (changed(1, "2.5 4 480 2 30"), "line 1: every number of the header must be positive"),
        (changed(1, "2 6 480 2 30"), "line 1: announces 6 nodes, but 5 rows follow"),
        (changed(3, "1 1 0 3 1 50"), "line 3: expected 7 numbers"),
        (changed(3, "1 1 0 3 1 50 nan"), "line 3: expected 7 numbers"),
        (changed(3, "1 one 0 3 1 50 100"), "line 3: expected 7 numbers, found '1 one"),
        (changed(4, "7 2 0 3 1 50 100"), "line 4: expected node 2, found 7"),
        (changed(3, "1 1 0 3 1 100 50"), "line 3: the window opens at 100, after it closes at 50"),
        (changed(3, "1 1 0 -3 1 50 100"), "line 3: service takes -3"),
        (changed(3, "1 1 0 3 3 50 100"), "line 3: a pickup loads 3"),
        (changed(3, "1 1 0 3 0 50 100"), "line 3: a pickup loads 0"),
        (changed(5, "3 5 0 3 -2 0 480"), "line 5: the drop-off unloads -2, its pickup loads 1"),
        (changed(2, "0 0 0 3 0 0 480"), "line 2: the depot has a load or a service time"),
        (TWO_REQUESTS + "5 1 0 0 0 0 480\n", "line 7: the end depot stands elsewhere"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(NotAnInstance) as refused:
        read_text(tmp_path, text)
    assert str(refused.value).startswith(str(tmp_path / "two.txt"))
    assert says in str(refused.value)


def test_a_missing_file_and_a_binary_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnInstance, match="cannot be read as text"):
        read_instance(tmp_path / "nowhere.txt")
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NotAnInstance, match="cannot be read as text"):
        read_instance(tmp_path / "binary.txt")


def test_a_published_name_with_another_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnInstance, match=r"line 1: not the published a2-2, .* rides up to 30; rename"):
        read_text(tmp_path, TWO_REQUESTS, "a2-2.txt")  # two seats instead of three


def test_every_published_file_is_read_and_has_a_best_known_cost() -> None:
    folder = shared_data("demand/darp_cordeau")
    instances = [read_instance(path) for path in sorted(folder.glob("*.txt"))]
    assert {instance.name for instance in instances} == best_known_beside(folder / "any.txt").keys()
    assert len(instances) == 62
    assert {(i.capacity, i.max_ride) for i in instances} == {(3, 30), (6, 45), (6, 90)}
