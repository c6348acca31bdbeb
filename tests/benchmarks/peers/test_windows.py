"""What other solvers are told never excludes an answer, and safe windows never allow a ride too long."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.darp.instance import Instance, read_instance
from benchmarks.peers.windows import (
    SCALE,
    in_whole_numbers,
    openings,
    openings_around,
    safe_windows,
    tightened,
    widest_openings,
)
from tests.benchmarks.darp.small_files import TWO_REQUESTS, read_text
from tests.shared_data import shared_data


@pytest.fixture
def published() -> Instance:
    return read_instance(shared_data("demand/darp_cordeau/b3-24.txt"))


def test_windows_are_tightened_by_ride_limit_and_direct_drive(tmp_path: Path) -> None:
    early, late = tightened(read_text(tmp_path, TWO_REQUESTS))
    assert early.tolist() == [0, 50, 50, 50 + 3 + 4, 50 + 3 + 4, 0]
    assert late.tolist() == [480, 100, 100, 100 + 3 + 30, 100 + 3 + 30, 480]


def test_whole_numbers_are_rounded_to_the_safe_side(published: Instance) -> None:
    whole, (early, late) = in_whole_numbers(published), tightened(published)
    assert (whole.drive >= published.distance * SCALE - 1e-3).all()
    assert (whole.drive <= published.distance * SCALE + 1).all()
    assert (whole.early >= early * SCALE - 1e-3).all()
    assert (whole.late <= late * SCALE + 1e-3).all()


def test_the_longest_ride_in_safe_windows_is_within_the_limit(published: Instance) -> None:
    n, whole, rng = published.requests, in_whole_numbers(published), np.random.default_rng(5)
    first, last = openings(published, whole)
    for opens in (widest_openings(published, whole), first, last, rng.integers(first, last + 1)):
        windows = safe_windows(published, whole, opens)
        board, alight = slice(1, n + 1), slice(n + 1, 2 * n + 1)
        longest = windows.late[alight] - windows.early[board] - whole.service[board]
        assert (longest <= whole.max_ride).all()
        assert (windows.early <= windows.late).all()
        assert (windows.early >= whole.early).all()
        assert (windows.late <= whole.late).all()


def test_windows_drawn_around_visits_still_hold_them(published: Instance) -> None:
    n, whole, rng = published.requests, in_whole_numbers(published), np.random.default_rng(6)
    board, alight = slice(1, n + 1), slice(n + 1, 2 * n + 1)
    begins = whole.early.copy()
    begins[board] = rng.integers(whole.early[board], whole.late[board] + 1)
    soonest = begins[board] + whole.service[board] + np.diagonal(whole.drive, n)[board]
    latest = np.minimum(whole.late[alight], begins[board] + whole.service[board] + whole.max_ride)
    begins[alight] = rng.integers(np.maximum(soonest, whole.early[alight]), latest + 1)
    for share in (np.zeros(n), np.ones(n), rng.random(n)):
        windows = safe_windows(published, whole, openings_around(published, whole, begins, share))
        assert (windows.early[1:-1] <= begins[1:-1]).all()
        assert (begins[1:-1] <= windows.late[1:-1]).all()
