"""Who follows a day is told in turn: at once where few follow, and never all at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from api.desk.hub import LONGEST_ROUND_S, Hub, Turn


def turns_s(followers: int, when: Callable[[Turn], float]) -> list[float]:
    hub = Hub()
    with ExitStack() as streams:
        found = [streams.enter_context(hub.following()) for _ in range(followers)]
        return sorted(map(when, found))


def test_a_few_who_follow_are_told_at_once() -> None:
    assert max(turns_s(10, Turn.next_s)) < 0.01


@pytest.mark.parametrize(("when", "most_at_once"), [(Turn.first_s, 30), (Turn.next_s, 150)])
def test_a_thousand_are_told_one_after_the_other_within_a_round(
    when: Callable[[Turn], float], most_at_once: int
) -> None:
    turns = turns_s(1000, when)
    assert max(turns) < LONGEST_ROUND_S
    most_within_10_ms = max(sum(at <= each < at + 0.01 for each in turns) for at in turns)
    assert most_within_10_ms < most_at_once


def test_whoever_leaves_no_longer_counts() -> None:
    hub = Hub()
    with hub.following() as turn:
        alone = turn.next_s()
        with hub.following():
            assert turn.next_s() == 2 * alone
        assert turn.next_s() == alone
