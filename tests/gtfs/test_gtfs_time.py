"""Service-day seconds and the texts of GTFS."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtfs.gtfs_time import BLANK_S, MALFORMED_S, format_time_s, parse_time_s, parse_times_s


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0:00:00", 0), ("8:05:00", 29_100), ("08:05:00", 29_100), (" 8:05:07 ", 29_107), ("25:30:00", 91_800)],
)
def test_a_time_is_seconds_of_the_service_day(text: str, seconds: int) -> None:
    assert parse_time_s(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "8:05", "8:60:00", "8:05:61", "-1:00:00", "８:05:00", "8時5分", "1000:00:00"]
)
def test_what_is_no_time_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match="expected H:MM:SS"):
        parse_time_s(text)


def test_there_are_no_negative_times() -> None:
    with pytest.raises(ValueError, match="before the service day began"):
        format_time_s(-1)


@given(st.integers(0, 999 * 3600))
def test_writing_and_reading_a_time_gives_it_back(time_s: int) -> None:
    assert parse_time_s(format_time_s(time_s)) == time_s


def test_a_column_marks_blanks_and_what_is_no_time() -> None:
    column = pd.Series(["8:00:00", "", "noon", "8:00:00", "24:00:01"], dtype=str)
    assert parse_times_s(column).tolist() == [28_800, BLANK_S, MALFORMED_S, 28_800, 86_401]


def test_a_column_of_no_rows() -> None:
    assert parse_times_s(pd.Series([], dtype=str)).tolist() == []
