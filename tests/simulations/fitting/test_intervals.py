"""How sure a recorded share is, and how late riders are of whom only some are seen to be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.load import Load
from dispatch.domain.offer import Promise
from dispatch.domain.place import PlaceIndex
from dispatch.domain.request import RequestId, RideId, RideLimits, RiderId
from dispatch.domain.route import VisitKind
from dispatch.domain.time import MINUTE_S, TimeWindow
from simulations.fitting.intervals import CountedShare, share_of
from simulations.fitting.lateness import USUAL_LATE_MIN, fit_lateness
from simulations.recorded.facts import LATE_FROM_S, RideFacts


@settings(deadline=None)
@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_share_lies_in_its_interval_which_lies_between_none_and_all(cases: int, others: int) -> None:
    found = CountedShare(cases, cases + others)
    low, high = found.interval
    assert 0 <= low <= high <= 1
    if found.of:
        assert low <= found.share <= high


@pytest.mark.parametrize("true", [0.03, 0.1, 0.4])
def test_nine_in_ten_intervals_hold_the_true_share(true: float) -> None:
    rng = np.random.default_rng(1)
    found = [share_of((rng.random(400) < true).tolist()).interval for _ in range(400)]
    assert 0.85 <= np.mean([low <= true <= high for low, high in found]) <= 0.95


def ride(late_s: float, seen_from_s: int) -> RideFacts:
    """A rider so late; the vehicle came so long after the window had begun."""
    window = TimeWindow(9 * 3600, 9 * 3600 + 600)
    limits, ends = RideLimits(window, 10 * 3600, 1800), (Load(1), PlaceIndex(0), PlaceIndex(1))
    promise = Promise(RideId("r"), RequestId("r"), RiderId("hana"), *ends, limits)
    facts = RideFacts(promise, seen_from_s=seen_from_s, took_s={VisitKind.BOARD: 60})
    if late_s - seen_from_s >= LATE_FROM_S:
        facts.late_s = round(late_s)
    return facts


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_the_share_that_is_late_is_recovered_though_late_vehicles_hide_it(share: float) -> None:
    rng = np.random.default_rng(2)
    late_s = np.where(rng.random(6000) < share, rng.uniform(120, 720, 6000), 0)
    seen_from_s = np.where(rng.random(6000) < 0.3, 0, rng.integers(0, 600, 6000))
    rides = [ride(late, int(seen)) for late, seen in zip(late_s, seen_from_s, strict=True)]
    found, steps_min = fit_lateness(rides, 21)
    seen = sum(each.late_s > 0 for each in rides) / len(rides)
    assert found.share == pytest.approx(share, rel=0.12)
    assert seen < 0.8 * share, "what is seen is much less"
    assert np.mean(steps_min) == pytest.approx(7, abs=0.5)
    assert 2 <= min(steps_min) <= max(steps_min) <= 12


def test_where_nobody_was_late_nobody_is_and_those_who_were_not_waited_for_tell_nothing() -> None:
    none, usual_min = fit_lateness([ride(0, 0)] * 8 + [ride(0, 500)] * 30, 21)
    assert (none.cases, none.of, none.share) == (0, 8, 0)
    assert usual_min == list(USUAL_LATE_MIN)
    assert none.interval[1] > share_of([False] * 38).interval[1]


def test_riders_who_did_not_come_or_cancelled_are_not_late() -> None:
    away, given_up = ride(300, 0), ride(300, 0)
    away.stays_away, given_up.cancelled_s = True, 8 * 60 * MINUTE_S
    assert fit_lateness([away, given_up, ride(300, 0), ride(0, 0)], 21)[0].share == 0.5
