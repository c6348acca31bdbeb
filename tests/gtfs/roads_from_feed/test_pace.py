"""Speeds come from spans of at least five minutes, not from hops rounded to the minute."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from gtfs.roads_from_feed.pace import fit_pace, list_spans
from gtfs.roads_from_feed.patterns import NO_TIME_S, Pattern


def a_pattern(*times_s: int, wait_s: tuple[int, ...] = ()) -> Pattern:
    arrive = np.array([times_s], np.int64)
    depart = arrive + (np.array(wait_s) if wait_s else 0)
    return Pattern("", np.arange(len(times_s), dtype=np.int32), arrive, depart, 1)


def spans_of(pattern: Pattern) -> list[tuple[list[int], float, int]]:
    hops = len(pattern.pole) - 1
    spans = list_spans([pattern], np.array([0]), hops)
    driven = [row.indices.tolist() for row in spans.hops]
    return list(zip(driven, spans.scheduled_s.tolist(), spans.calls.tolist(), strict=True))


def test_hops_are_gathered_until_five_minutes_have_passed() -> None:
    assert spans_of(a_pattern(0, 120, 240, 360, 600, 660, 720)) == [([0, 1, 2], 360, 2), ([3, 4, 5], 360, 2)]


def test_a_short_rest_joins_the_span_before_it() -> None:
    assert spans_of(a_pattern(0, 300, 360)) == [([0, 1], 360, 1)]


def test_a_rest_that_takes_no_time_joins_the_span_before_it_too() -> None:
    assert spans_of(a_pattern(0, 300, 300)) == [([0, 1], 300, 1)]


def test_a_trip_of_a_few_minutes_is_one_span() -> None:
    assert spans_of(a_pattern(0, 60, 120)) == [([0, 1], 120, 1)]


def test_waits_that_the_timetable_shows_are_not_driving() -> None:
    assert spans_of(a_pattern(0, 200, 600, wait_s=(0, 180, 0))) == [([0, 1], 420, 0)]


def test_calls_without_a_time_do_not_end_a_span() -> None:
    assert spans_of(a_pattern(0, NO_TIME_S, 360)) == [([0, 1], 360, 1)]


def test_a_trip_without_times_says_nothing() -> None:
    assert spans_of(a_pattern(NO_TIME_S, NO_TIME_S)) == []


def test_zero_second_hops_do_not_make_any_stretch_infinitely_fast() -> None:
    pattern = a_pattern(0, 0, 360)
    spans = list_spans([pattern], np.array([0]), 2)
    metres = csr_matrix(np.diag([1000.0, 2000.0]))
    pace = fit_pace(spans, metres, np.array([1000.0, 2000.0]), dwell_s=0.0)
    assert pace == pytest.approx([0.12, 0.12], rel=0.01)


def test_a_slow_street_is_told_from_a_fast_one_and_the_whole_timetable_kept() -> None:
    town, country = 0.24, 0.08
    patterns = [a_pattern(0, round(2000 * town)), a_pattern(0, round(10_000 * country))]
    spans = list_spans(patterns, np.array([0, 1]), 2)
    metres = csr_matrix(np.diag([2000.0, 10_000.0]))
    pace = fit_pace(spans, metres, np.array([2000.0, 10_000.0]), dwell_s=10.0)
    assert pace[0] > 1.5 * pace[1]
    assert 2000 * pace[0] + 10_000 * pace[1] == pytest.approx(2000 * town + 10_000 * country)


def test_a_stretch_without_timetable_takes_the_usual_pace() -> None:
    spans = list_spans([a_pattern(0, 600)], np.array([0]), 1)
    pace = fit_pace(spans, csr_matrix([[5000.0, 0.0]]), np.array([5000.0, 800.0]), dwell_s=0.0)
    assert pace == pytest.approx([0.12, 0.12])
