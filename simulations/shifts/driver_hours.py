"""Limits on drivers' hours as data: which tables there are, and from when each holds."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from gtfs.service_error import ServiceError, first_error, similar
from gtfs.service_values import STRICT, Text

TABLES = Path(__file__).parent / "driver_hours.toml"
DEFAULT = "bus_2024"
Limit = Annotated[float, Field(gt=0, le=10_000)]
DAYS_OF_MONTH, DAYS_OF_YEAR, WEEKS_OF_YEAR = 31, 366, 52
"""A month and a year of the longest kind: what holds in them holds in any."""
FULL_WEEK_H = 40
"""Work beyond it is overtime (労働基準法32条)."""


class DriverHours(BaseModel):
    """One table of limits; what is None is not limited by it, or not known: `uncertain` says which."""

    model_config = STRICT
    name_ja: Text
    name_en: Text
    effective_from: date
    on_duty_day_h: Limit
    """拘束時間 of a day, as it is planned."""
    on_duty_day_most_h: Limit
    over_14h_days_a_week: Annotated[int, Field(ge=0, le=7)] | None = None
    rest_h: Limit | None = None
    """休息期間 between two days on duty, at least."""
    rest_aim_h: Limit | None = None
    on_duty_week_average_h: Limit | None = None
    """Over four weeks."""
    on_duty_month_h: Limit | None = None
    on_duty_year_h: Limit | None = None
    on_duty_52_weeks_h: Limit | None = None
    driving_day_average_h: Limit | None = None
    """Over any two days that follow each other."""
    driving_week_average_h: Limit | None = None
    """Over four weeks."""
    continuous_driving_h: Limit | None = None
    break_total_min: int = 30
    """What ends a continuous drive: breaks that add up to so much,"""
    break_piece_min: int = 10
    """each at least so long."""
    overtime_month_h: Limit | None = None
    overtime_year_h: Limit | None = None
    uncertain: Annotated[tuple[Text, ...], Field(strict=False)] = ()


def driver_hours(name: str = DEFAULT, on: date | None = None, file: Path = TABLES) -> DriverHours:
    """The table of a name; raises ServiceError where there is none, or it does not hold yet on a date."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    if name not in tables:
        near = similar(name, tables)
        raise ServiceError(f"rules {name!r}: no such table in {file.name}{near}; one of {', '.join(tables)}")
    try:
        table = DriverHours.model_validate(tables[name])
    except ValidationError as problem:
        raise first_error(problem, f"{file}: {name}", DriverHours.model_fields) from problem
    if on is not None and on < table.effective_from:
        raise ServiceError(
            f"rules {name!r}: hold from {table.effective_from}, not yet on {on}; name another table"
        )
    return table
