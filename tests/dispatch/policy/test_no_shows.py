"""Riders who do not come are warned before anything is taken from them, and an appeal gives it back."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.calendar_date import days_after
from dispatch.domain.reason import Reason
from dispatch.policy.no_shows import EntryKind, NoShowEntry, NoShowRule, StandingKind, standing_on

RULE = NoShowRule(within_days=90, warn_at=2, pause_at=3, pause_days=14)


def missed(*dates: str) -> list[NoShowEntry]:
    return [NoShowEntry(date, EntryKind.NO_SHOW) for date in dates]


def given_up_late(*dates: str) -> list[NoShowEntry]:
    return [NoShowEntry(date, EntryKind.LATE_CANCEL) for date in dates]


def test_the_first_is_forgiven_the_second_warns_the_third_pauses() -> None:
    record = missed("2026-10-01", "2026-11-01", "2026-12-02")
    kinds = [
        standing_on(date, record, RULE).kind.value for date in ("2026-10-31", "2026-11-01", "2026-12-02")
    ]
    assert kinds == ["clear", "warned", "suspended"]
    paused = standing_on("2026-12-03", record, RULE)
    assert paused.suspended_until == "2026-12-16"
    assert paused.reason is Reason.SUSPENDED
    assert paused.said.ja == (
        "90日のうちに無断キャンセルが3回あったため、12月16日(水)までご予約をお預かりできません。"
        "ご事情のあるときは係にお話しください。"
    )
    assert paused.said.en.startswith(
        "Booking is paused until Wed 16 Dec, because of 3 missed rides within 90"
    )


def test_after_a_pause_a_rider_begins_anew() -> None:
    record = missed("2026-11-20", "2026-11-25", "2026-12-02")
    assert standing_on("2026-12-16", record, RULE).kind is StandingKind.SUSPENDED
    assert standing_on("2026-12-17", record, RULE).kind is StandingKind.CLEAR
    again = [*record, *missed("2026-12-20")]
    assert standing_on("2026-12-20", again, RULE).entries == tuple(missed("2026-12-20"))


def test_what_is_long_past_no_longer_counts() -> None:
    record = missed("2026-09-01", "2026-10-01")
    assert standing_on("2026-11-29", record, RULE).kind is StandingKind.WARNED
    assert standing_on("2026-11-30", record, RULE).kind is StandingKind.CLEAR


def test_two_late_cancellations_count_as_one_or_as_none_where_the_town_says_so() -> None:
    record = [*given_up_late("2026-11-01", "2026-11-02"), *missed("2026-11-03")]
    warned = standing_on("2026-11-03", record, RULE)
    assert warned.kind is StandingKind.WARNED
    assert warned.reason is None
    assert warned.said.ja.startswith("90日のうちに無断キャンセルが1回、直前の取消が2回ありました。")
    assert "There were 1 missed ride and 2 late cancellations within 90 days." in warned.said.en
    lenient = replace(RULE, late_cancels_as_one=0)
    assert standing_on("2026-11-03", record, lenient).kind is StandingKind.CLEAR


def test_an_appeal_takes_the_pause_back() -> None:
    record = missed("2026-11-20", "2026-11-25", "2026-12-02")
    appealed = [record[0], replace(record[1], excused=True), record[2]]
    assert standing_on("2026-12-03", appealed, RULE).kind is StandingKind.WARNED


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"within_days": 0}, "begin at 1"),
        ({"pause_days": 0}, "begin at 1"),
        ({"late_cancels_as_one": -1}, "begin at 1"),
        ({"pause_at": 2}, "without a warning at 2"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changes: dict[str, int], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        replace(RULE, **changes)


ENTRIES = st.builds(
    NoShowEntry,
    st.integers(0, 200).map(lambda n: days_after("2026-06-01", n)),
    st.sampled_from(EntryKind),
    st.booleans(),
)
RULES = st.builds(
    lambda within, warn, more, days, late: NoShowRule(within, warn, warn + more, days, late),
    st.integers(1, 120),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 60),
    st.integers(0, 3),
)


@given(st.lists(ENTRIES, max_size=12), RULES, st.integers(0, 300), st.randoms(use_true_random=False))
def test_a_standing_depends_on_the_record_alone(
    record: list[NoShowEntry], rule: NoShowRule, day: int, random: Random
) -> None:
    date = days_after("2026-06-01", day)
    standing = standing_on(date, record, rule)
    shuffled = list(record)
    random.shuffle(shuffled)
    assert standing_on(date, shuffled, rule) == standing
    assert standing_on(date, [e for e in record if not e.excused and e.date <= date], rule) == standing
    assert all(not entry.excused and entry.date <= date for entry in standing.entries)
    if standing.kind is StandingKind.SUSPENDED:
        assert standing.suspended_until is not None
        assert standing.entries[-1].date <= date <= standing.suspended_until
        assert standing.suspended_until == days_after(standing.entries[-1].date, rule.pause_days)
        assert len(standing.entries) >= rule.pause_at


@given(st.lists(ENTRIES, min_size=1, max_size=12), RULES, st.integers(0, 300))
def test_a_full_pardon_clears(record: list[NoShowEntry], rule: NoShowRule, day: int) -> None:
    pardoned = [replace(entry, excused=True) for entry in record]
    standing = standing_on(days_after("2026-06-01", day), pardoned, rule)
    assert standing.kind is StandingKind.CLEAR
