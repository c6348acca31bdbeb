"""Who follows a day is told in turn: at once where few follow, and never all at the same moment."""

from __future__ import annotations

from contextlib import ExitStack

from api.desk.hub import LONGEST_ROUND_S, Hub


def turns_s(followers: int) -> list[float]:
    hub = Hub()
    with ExitStack() as streams:
        until_turn_s = [streams.enter_context(hub.following()) for _ in range(followers)]
        return sorted(each() for each in until_turn_s)


def test_a_few_who_follow_are_told_at_once() -> None:
    assert max(turns_s(10)) < 0.01


def test_a_thousand_are_told_one_after_the_other_within_half_a_second() -> None:
    turns = turns_s(1000)
    assert max(turns) < LONGEST_ROUND_S
    most_within_10_ms = max(sum(at <= each < at + 0.01 for each in turns) for at in turns)
    assert most_within_10_ms < 100


def test_whoever_leaves_no_longer_counts() -> None:
    hub = Hub()
    with hub.following() as until_turn_s:
        alone = until_turn_s()
        with hub.following():
            assert until_turn_s() == 2 * alone
        assert until_turn_s() == alone
