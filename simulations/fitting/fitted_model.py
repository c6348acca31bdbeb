"""A fitted model as it stands in a file: what a town's recorded days say of riders, roads and boarding."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from gtfs.service_error import ServiceError, first_error
from gtfs.service_values import STRICT, Share, Text

Positive = Annotated[float, Field(gt=0, le=100)]
NotNegative = Annotated[float, Field(ge=0)]
Pair = Annotated[list[float], Field(min_length=2, max_length=2)]


class FittedFrom(BaseModel):
    """What a model was learnt from."""

    model_config = STRICT
    service: Text
    first: date
    last: date
    days: Annotated[int, Field(ge=1)]
    needs: Annotated[int, Field(ge=0)]
    riders_per_day: Annotated[int, Field(ge=0)]
    """What the service folder said then: growth is reckoned from it."""


class FittedDemand(BaseModel):
    """Who asks, when, from where to where, and in what way."""

    model_config = STRICT
    half_hours: list[Annotated[int, Field(ge=0, le=95)]]
    per_day: list[NotNegative]
    """Journeys that begin in each half hour of a day of no particular kind."""
    weekdays: Annotated[list[Positive], Field(min_length=7, max_length=7)]
    """Times as many, Monday first."""
    holiday: Positive = 1.0
    snow: dict[str, Positive] = {}
    purposes: list[list[Share]]
    """For each half hour the shares of hospital, shopping, school and other."""
    origins: dict[str, Share]
    destinations: dict[str, Share]
    return_share: Share
    stays_min: list[NotNegative]
    """Minutes between the wishes out and home, at even steps from the shortest to the longest."""
    notices_min: list[NotNegative]
    """Minutes between asking and the wish, of those who book ahead."""
    ride_now_share: Share
    arrive_by: list[Share]
    """By purpose, the share of those booking ahead who say when they want to be there."""
    phone_share: Share
    seats: list[Share]
    """The share of parties of one, two, ... who sit on seats."""
    wheelchair_share: Share
    walker_share: Share
    cancel_share: Share
    no_show_share: Share
    """Of those who do not cancel."""
    late_share: Share
    late_min: Annotated[list[NotNegative], Field(min_length=1)] = [2.0, 12.0]
    """Minutes by which those come late, at even steps from the least to the most."""


class FittedTravel(BaseModel):
    """How long driving takes, as times what the network says of a usual day."""

    model_config = STRICT
    factor: Positive = 1.0
    roads: dict[str, Positive] = {}
    hours: dict[str, Positive] = {}
    snow: dict[str, Positive] = {}
    spread: NotNegative = 0.0
    board_more_s: dict[str, float] = {}
    """Seconds beyond the rules: of anybody, and of each further rider, walker and wheelchair."""
    alight_more_s: dict[str, float] = {}
    dwell: dict[str, Positive] = {}
    """Times as long as without snow."""
    visit_spread_s: NotNegative = 0.0
    """Standard deviation of a single boarding or alighting."""


class FittedIntervals(BaseModel):
    """From and to where each figure lies in nine of ten cases."""

    model_config = STRICT
    mean_day: list[NotNegative]
    """Journeys in each half hour of a mean recorded day."""
    half_hours: list[Pair]
    """Where those lie."""
    weekdays: list[Pair]
    holiday: Pair
    demand_snow: dict[str, Pair]
    origins: dict[str, Pair]
    destinations: dict[str, Pair]
    origin_kinds: dict[str, Pair]
    """Of all homes together, all hospitals, ..."""
    destination_kinds: dict[str, Pair]
    origin_areas: dict[str, Pair] = {}
    """Of the homes nearest to each stop, where there are at least five."""
    destination_areas: dict[str, Pair] = {}
    shares: dict[str, Pair]
    """Of those who return, ask for a ride now, cancel, ..."""
    driving: dict[str, Pair] = {}
    """By level of snow."""
    board_more_s: dict[str, Pair] = {}
    alight_more_s: dict[str, Pair] = {}


class FittedModel(BaseModel):
    """All that was learnt; written by `noriai fit`, read by `noriai simulate --demand`."""

    model_config = STRICT
    fitted: FittedFrom
    demand: FittedDemand
    travel: FittedTravel
    intervals: FittedIntervals | None = None
    """None in a model that was fitted before they were kept."""


def read_fitted(file: Path) -> FittedModel:
    """Read a model; raises ServiceError with one clear line."""
    try:
        return FittedModel.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except OSError as problem:
        raise ServiceError(
            f"{file}: cannot be read ({problem.strerror or problem}); give what `noriai fit` wrote"
        ) from problem
    except UnicodeDecodeError as problem:
        raise ServiceError(f"{file}: not UTF-8 (byte {problem.start}); give what fit wrote") from problem
    except tomllib.TOMLDecodeError as problem:
        raise ServiceError(f"{file}: not TOML: {problem}; give what `noriai fit` wrote") from problem
    except ValidationError as problem:
        raise first_error(problem, file, FittedModel.model_fields) from problem


def write_fitted(model: FittedModel, file: Path) -> None:
    """Write a model as TOML, to four digits: no more than that is known."""
    lines = ["# 記録された日から推定したモデル / A model fitted to recorded days"]
    for name, section in model.model_dump(exclude_none=True).items():
        lines += _section(name, section)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _section(name: str, content: dict[str, Any]) -> list[str]:
    lines = ["", f"[{name}]"]
    lines += [
        f"{_key(key)} = {_word(value)}" for key, value in content.items() if not isinstance(value, dict)
    ]
    for key, value in content.items():
        if isinstance(value, dict):
            lines += _section(f"{name}.{key}", value)
    return lines


def _key(key: str) -> str:
    return key if key.replace("_", "").isascii() and key.replace("_", "").isalnum() else _word(key)


def _word(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_word, value)) + "]"
    if isinstance(value, float):
        return f"{value:.6g}" if value != int(value) else f"{value:.1f}"
    if isinstance(value, int | date):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
