"""The judge of all benchmark answers: each rule can fail, and a linear programme agrees on the timing."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from benchmarks.darp.checker import TOLERANCE, broken_rule, judge
from benchmarks.darp.instance import Instance
from tests.benchmarks.darp.small_files import TWO_REQUESTS, changed, read_text

TOGETHER = [[1, 2, 3, 4]]


def test_a_good_answer_costs_its_distance(tmp_path: Path) -> None:
    verdict = judge(read_text(tmp_path, TWO_REQUESTS), TOGETHER)
    assert verdict.feasible
    assert verdict.cost == pytest.approx(12)


def test_an_unused_vehicle_costs_nothing(tmp_path: Path) -> None:
    verdict = judge(read_text(tmp_path, TWO_REQUESTS), [[], [1, 3, 2, 4], []])
    assert (verdict.cost, verdict.broken) == (pytest.approx(5 + 3 + 4 + 6), None)


@pytest.mark.parametrize(
    ("routes", "says"),
    [
        ([[1, 3]], "node 2 is visited 0 times"),
        ([[1, 2, 3, 4], [2, 4]], "node 2 is visited 2 times"),
        ([[1, 2, 1, 3, 4]], "node 1 is visited 2 times"),
        ([[1, 3], [2, 4], [5]], "route 3: node 5 is not one of 1..4"),
        ([[0, 1, 2, 3, 4]], "route 1: node 0 is not one of 1..4"),
        ([[3, 1, 2, 4]], "route 1: request 1 alights where it has not boarded"),
        ([[2, 4, 1], [3]], "route 1: request 1 boards and never alights"),
        ([[4, 2], [1, 3]], "route 1: request 2 alights where it has not boarded"),
    ],
)
def test_every_request_is_carried_once_from_end_to_end(
    tmp_path: Path, routes: list[list[int]], says: str
) -> None:
    assert judge(read_text(tmp_path, TWO_REQUESTS), routes).broken == says


def test_no_more_routes_than_vehicles(tmp_path: Path) -> None:
    one_vehicle = read_text(tmp_path, changed(1, "1 4 480 2 30"))
    assert judge(one_vehicle, [[1, 3], [2, 4]]).broken == "2 routes for 1 vehicles"
    assert judge(one_vehicle, TOGETHER).feasible


def test_the_capacity_binds(tmp_path: Path) -> None:
    one_seat = read_text(tmp_path, changed(1, "2 4 480 1 30"))
    assert judge(one_seat, TOGETHER).broken == "route 1: load 2 at node 2 exceeds the capacity 1"
    assert judge(one_seat, [[1, 3, 2, 4]]).feasible


def test_a_window_binds_after_service_and_drive(tmp_path: Path) -> None:
    # the pickups open at 50: boarding 3, drive 1, boarding 3, drive 3 reaches node 3 at 60
    closes = "3 5 0 3 -1 0 {}"
    assert judge(read_text(tmp_path, changed(5, closes.format(60))), TOGETHER).feasible
    too_late = judge(read_text(tmp_path, changed(5, closes.format(59.9))), TOGETHER)
    assert too_late.broken == "route 1: node 3 is reached after its window closes at 59.9"


def test_the_depot_has_hours_too(tmp_path: Path) -> None:
    home_by = TWO_REQUESTS + "5 0 0 0 0 0 {}\n"  # home at 60 + 3 + 1 + 3 + 6
    assert judge(read_text(tmp_path, home_by.format(73)), TOGETHER).feasible
    assert "node 5" in str(judge(read_text(tmp_path, home_by.format(72)), TOGETHER).broken)


def test_a_ride_counts_from_the_end_of_boarding(tmp_path: Path) -> None:
    # request 1 waits through drive 1, boarding 3, drive 3; request 2 through drive 3, alighting 3, drive 1
    assert judge(read_text(tmp_path, changed(1, "2 4 480 2 7")), TOGETHER).feasible
    verdict = judge(read_text(tmp_path, changed(1, "2 4 480 2 6.9")), TOGETHER)
    assert verdict.broken == "route 1: no schedule keeps every ride within 6.9"


def test_a_rider_boards_later_so_as_to_wait_outside_the_vehicle(tmp_path: Path) -> None:
    opens_late = changed(5, "3 5 0 3 -1 100 480")  # boarding at 50 would be a ride of 47
    assert judge(read_text(tmp_path, opens_late), [[1, 3], [2, 4]]).feasible
    both = changed(5, "3 5 0 3 -1 140 480")  # boarding at 100, the last moment, is a ride of 37
    assert "every ride" in str(judge(read_text(tmp_path, both), [[1, 3], [2, 4]]).broken)


def test_a_vehicle_leaves_late_so_as_to_be_out_for_less(tmp_path: Path) -> None:
    # out for 1 + 3 + 1 + 3 + 3 + 3 + 1 + 3 + 6 when it leaves at 49, for 73 when it leaves at 0
    assert judge(read_text(tmp_path, changed(1, "2 4 24 2 30")), TOGETHER).feasible
    verdict = judge(read_text(tmp_path, changed(1, "2 4 23.9 2 30")), TOGETHER)
    assert verdict.broken == "route 1: no schedule with those rides lasts at most 23.9"


def test_a_difference_below_the_tolerance_does_not_decide(tmp_path: Path) -> None:
    instance = read_text(tmp_path, TWO_REQUESTS)
    assert judge(replace(instance, max_ride=7 - TOLERANCE / 2), TOGETHER).feasible
    assert not judge(replace(instance, max_ride=7 - TOLERANCE * 4), TOGETHER).feasible


def test_a_linear_programme_agrees_on_random_routes() -> None:
    rng = np.random.default_rng(20260117)
    verdicts = Counter[str]()
    for _ in range(1500):
        instance, route = _random_route(rng)
        broken = broken_rule(instance, route)
        verdicts[_word(broken)] += 1
        assert (broken is None) == _has_schedule(instance, route), (instance, route, broken)
    assert all(verdicts[word] > 100 for word in ("feasible", "window", "ride", "lasts")), verdicts


def _word(broken: str | None) -> str:
    return (
        "feasible"
        if broken is None
        else next(w for w in ("window", "ride within", "lasts") if w in broken).split()[0]
    )


def _random_route(rng: np.random.Generator) -> tuple[Instance, list[int]]:
    """One to four requests in a random order in which each boards before it alights."""
    n = int(rng.integers(1, 5))
    nodes = 2 * n + 2
    x, y = rng.uniform(-10, 10, (2, nodes))
    x[-1], y[-1] = x[0], y[0]
    service = np.where(np.arange(nodes) % (nodes - 1) == 0, 0.0, rng.integers(1, 6, nodes))
    early = rng.uniform(0, 120, nodes)
    late = early + rng.choice([15.0, 60.0, 150.0], nodes)
    early[0], late[0], early[-1], late[-1] = 0, 480, 0, 480
    load = np.concatenate([[0], np.ones(n), -np.ones(n), [0]])
    limits = rng.choice([25.0, 45.0, 90.0]), rng.choice([60.0, 90.0, 480.0])
    order = list(rng.permutation(np.repeat(np.arange(1, n + 1), 2)))
    route = [int(r) if r not in order[:k] else int(r) + n for k, r in enumerate(order)]
    if rng.random() < 0.6:  # windows round a drive of the route, or hardly a longer one is feasible
        at = 20.0
        for node in route:
            at += float(rng.uniform(5, 25))
            early[node] = max(0.0, at - rng.uniform(0, 30))
            late[node] = early[node] + rng.choice([15.0, 60.0, 150.0])
    return Instance("random", 1, 4.0, *map(float, limits), x, y, service, load, early, late), route


def _has_schedule(instance: Instance, route: list[int]) -> bool:
    """Whether a linear programme finds times for the depot, the visits and the depot again."""
    stops = [0, *route, instance.end]
    rows, bounds = list[np.ndarray](), list[float]()

    def at_most(later: int, earlier: int, gap: float) -> None:
        """`t[later] - t[earlier] <= gap`."""
        row = np.zeros(len(stops))
        row[later], row[earlier] = 1, -1
        rows.append(row)
        bounds.append(gap)

    for k, (here, there) in enumerate(pairwise(stops)):
        at_most(k, k + 1, -float(instance.service[here] + instance.distance[here, there]))
    for node in route:
        if node <= instance.requests:
            board, alight = stops.index(node), stops.index(node + instance.requests)
            at_most(alight, board, instance.max_ride + float(instance.service[node]))
    at_most(len(stops) - 1, 0, instance.max_duration)
    windows = [(float(instance.early[node]), float(instance.late[node])) for node in stops]
    found = linprog(np.zeros(len(stops)), np.array(rows), bounds, bounds=windows, method="highs")
    return bool(found.status == 0)
