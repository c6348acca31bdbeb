"""The kinds of fields that come in, each with its bounds: what lies outside is refused by name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

STRICT = ConfigDict(extra="forbid", frozen=True)
SECRET = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""What people book, report or look up lies inside; so no arithmetic on it overflows."""


Day = TypeVar("Day", date, datetime)


def _as_written(value: object) -> object:
    """A date or time as ISO 8601 writes it: a number is not taken for seconds since 1970."""
    number = isinstance(value, int | float)
    if number or (isinstance(value, str) and not (value[:4].isdecimal() and value[4:5] == "-")):
        expected = "ISO 8601 expected, such as 2026-12-02 or 2026-12-02T09:30+09:00"
        raise PydanticCustomError("iso_8601", expected)
    return value


def _within(value: Day) -> Day:
    begin, end = (EARLIEST, LATEST) if isinstance(value, datetime) else (EARLIEST.date(), LATEST.date())
    if not begin <= value <= end:
        bounds = {"first": str(EARLIEST.date()), "last": str(LATEST.date())}
        raise PydanticCustomError("out_of_reach", "between {first} and {last} expected", bounds)
    return value


Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
"""A whole number; its bounds go with it."""
Count = Annotated[Whole, Field(ge=0, le=20)]
Version = Annotated[Whole, Field(ge=0, le=2**53)]
"""The number of events that a day had when somebody looked at it."""
Word = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
ClientId = Annotated[str, Field(min_length=8, max_length=64)]
"""Made by a tablet, so that what is sent twice counts once."""
Latitude = Annotated[float, Strict(), Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Strict(), Field(ge=-180, le=180, allow_inf_nan=False)]
ServiceDate = Annotated[date, BeforeValidator(_as_written), AfterValidator(_within)]
Moment = Annotated[AwareDatetime, BeforeValidator(_as_written), AfterValidator(_within)]
"""With its offset from UTC."""
