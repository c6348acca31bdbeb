"""Crowded days on which rides are rearranged all the time: no decision breaks a promise."""

from __future__ import annotations

import pytest

from benchmarks.promises_kept import SEEDS, tally_days


def check_seed(requests: int, seed: int) -> None:
    tally = tally_days(requests, seed)
    assert tally.asked >= requests
    assert tally.moved > tally.promised / 10, "the search must have had something to do"
    assert tally.broken == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_no_decision_breaks_a_promise(seed: int) -> None:
    check_seed(550, seed + 10)


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_decision_breaks_a_promise_in_two_hundred_thousand_requests(seed: int) -> None:
    """The same days as `python -m benchmarks.promises_kept`, which writes the count down."""
    check_seed(-(-200_000 // len(SEEDS)), seed)
