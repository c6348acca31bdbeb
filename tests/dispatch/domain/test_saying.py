"""Dates are counted as the calendar does, and times, dates and sums are said as people say them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.calendar_date import date_of, day_number, days_after
from dispatch.domain.saying import Said, spoken_date, spoken_time, spoken_yen
from dispatch.domain.time import HOUR_S

LONG_AGO = date(1, 1, 1)


@given(st.dates(), st.integers(-400, 400))
def test_days_are_counted_as_the_calendar_counts_them(day: date, later: int) -> None:
    assert day_number(day.isoformat()) == (day - date(1970, 1, 1)).days
    assert date_of(day_number(day.isoformat())) == day.isoformat()
    if LONG_AGO <= day < date(9990, 1, 1) and day.toordinal() + later >= 1:
        assert days_after(day.isoformat(), later) == (day + timedelta(days=later)).isoformat()


@pytest.mark.parametrize(
    "text",
    ["", "2026-2-3", "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "20261202", "２０２６-12-02"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|calendar"):
        day_number(text)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_spoken_date_has_its_own_weekday(day: date) -> None:
    assert spoken_date(day.isoformat(), "en") == f"{day:%a} {day.day} {day:%b}"
    assert spoken_date(day.isoformat(), "ja")[-3:] == f"({'月火水木金土日'[day.weekday()]})"


@pytest.mark.parametrize(
    ("at_s", "ja", "en"),
    [
        (0, "午前0時", "12:00 am"),
        (12 * HOUR_S + 5 * 60, "午後0時5分", "12:05 pm"),
        (17 * HOUR_S + 59, "午後5時", "5:00 pm"),
        (25 * HOUR_S + 1800, "翌日の午前1時30分", "1:30 am the next day"),
        (-2 * HOUR_S, "前日の午後10時", "10:00 pm the day before"),
        (-26 * HOUR_S, "2日前の午後10時", "10:00 pm 2 days before"),
    ],
)
def test_a_time_is_said_by_the_half_day(at_s: int, ja: str, en: str) -> None:
    assert Said(spoken_time(at_s, "ja"), spoken_time(at_s, "en")) == Said(ja, en)


def test_a_sum_is_said_with_its_currency() -> None:
    assert [spoken_yen(12_500, "ja"), spoken_yen(12_500, "en")] == ["12,500円", "¥12,500"]
    assert Said("円", "yen").in_language("en") == "yen"
