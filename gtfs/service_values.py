"""How times, dates and numbers are written in service.toml."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from dispatch.domain.time import LAST_SECOND_S, MINUTE_S, TimeWindow

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
_LONGEST_SPAN = timedelta(days=366)


def parse_clock(text: object) -> int:
    """Service-day seconds of H:MM; hours run on past 24."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text  # already seconds: the value was checked before
    hours, colon, minutes = str(text).strip().partition(":")
    usable = colon and hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()
    if not isinstance(text, str) or not usable or len(minutes) != 2 or int(minutes) > 59 or len(hours) > 2:
        raise ValueError('a time "H:MM" expected, such as "8:05"')
    seconds = int(hours) * 3600 + int(minutes) * MINUTE_S
    if seconds > LAST_SECOND_S:
        raise ValueError("a time up to 48:00 expected")
    return seconds


def parse_hours(text: object) -> TimeWindow:
    """A time window of H:MM-H:MM that begins before it ends."""
    if isinstance(text, TimeWindow):
        return text
    beginning, dash, end = str(text).partition("-")
    if not isinstance(text, str) or not dash:
        raise ValueError('hours "H:MM-H:MM" expected, such as "8:00-18:00"')
    from_s, until_s = parse_clock(beginning), parse_clock(end)
    if from_s >= until_s:
        raise ValueError("hours that begin before they end expected")
    return TimeWindow(from_s, until_s)


def parse_date(text: object) -> date:
    """A date written YYYY-MM-DD, or a date of TOML."""
    if type(text) is date:
        return text
    try:
        return date.fromisoformat(str(text)) if len(str(text)) == 10 else _no_date()
    except ValueError:
        return _no_date()


def _no_date() -> date:
    raise ValueError('a date "YYYY-MM-DD" expected, such as "2026-12-02"')


def _parse_dates(text: object) -> tuple[date, ...]:
    """One date, or all from the first to the last of YYYY-MM-DD..YYYY-MM-DD."""
    if isinstance(text, tuple):
        return text
    first_text, dots, last_text = str(text).partition("..")
    first = parse_date(text if type(text) is date else first_text.strip())
    last = parse_date(last_text.strip()) if dots else first
    if not first <= last <= first + _LONGEST_SPAN:
        raise ValueError("dates from the earlier to the later, at most a year, expected")
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


Hours = Annotated[TimeWindow, BeforeValidator(parse_hours)]
Day = Annotated[date, BeforeValidator(parse_date)]
Days = Annotated[tuple[date, ...], BeforeValidator(_parse_dates)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=511)]
Text = Annotated[str, Field(min_length=1)]
Minutes = Annotated[float, Field(ge=0, le=1440)]
Seconds = Annotated[int, Field(ge=0, le=3600)]
Corner = Annotated[tuple[float, float], Field(strict=False)]
Yen = Annotated[int, Field(ge=0)]
Phone = Annotated[str, Field(pattern=r"^\+?[0-9][0-9() -]{4,20}$")]
Url = Annotated[str, Field(pattern=r"^https?://[^\s/]+\.[^\s]+$")]
