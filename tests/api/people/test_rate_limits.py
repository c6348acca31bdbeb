"""So many requests in any window, counted by whom they come from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.people import rate_limits
from api.people.rate_limits import Asker, Rate, RateLimits, RateRules
from api.people.refusals import TooManyRequests
from tests.api.people.people import NOW

SECOND = timedelta(seconds=1)
THREE = RateRules(account=Rate(3), phone=Rate(1), address=Rate(5, timedelta(seconds=10)))


def test_the_fourth_in_a_minute_waits_until_the_first_is_a_minute_ago() -> None:
    limits = RateLimits(THREE)
    for second in (0, 10, 20):
        limits.take(Asker.ACCOUNT, "rider r1", NOW + second * SECOND)
    with pytest.raises(TooManyRequests) as refused:
        limits.take(Asker.ACCOUNT, "rider r1", NOW + 20.5 * SECOND)
    assert refused.value.retry_s == 40
    limits.take(Asker.ACCOUNT, "rider r1", NOW + 60 * SECOND)


def test_everybody_is_counted_for_themselves() -> None:
    limits = RateLimits(THREE)
    for asker, name in ((Asker.PHONE, "1"), (Asker.PHONE, "2"), (Asker.ACCOUNT, "1"), (Asker.ADDRESS, "1")):
        limits.take(asker, name, NOW)
    with pytest.raises(TooManyRequests):
        limits.take(Asker.PHONE, "1", NOW)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_no_window_holds_more_than_its_rate_and_none_is_refused_without_need(steps: list[int]) -> None:
    limits, rate = RateLimits(THREE), THREE.address
    taken, at = [], NOW
    for step in steps:
        at += step * SECOND / 4
        full = sum(at - earlier < rate.within for earlier in taken) >= rate.at_most
        try:
            limits.take(Asker.ADDRESS, "192.0.2.1", at)
        except TooManyRequests:
            assert full
        else:
            assert not full
            taken.append(at)


def test_the_quiet_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MOST_KEYS", 10)
    limits = RateLimits(THREE)
    for number in range(10):
        limits.take(Asker.PHONE, str(number), NOW + number * SECOND)
    limits.take(Asker.PHONE, "new", NOW + 65 * SECOND)
    assert len(limits) == 5
    with pytest.raises(TooManyRequests):
        limits.take(Asker.PHONE, "9", NOW + 65 * SECOND)
