"""What is swept: axes of changes, named variants beside them, on which days, at which prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field

from gtfs.service_changes import Changes, Value, changes_of
from gtfs.service_error import ServiceError
from gtfs.service_values import STRICT, Day, Text
from gtfs.toml_words import read_words
from simulations.costs import ASSUMED, CostModel
from simulations.town_costs import rates_of
from simulations.variants.dates import service_days
from simulations.variants.ground import service_of
from simulations.variants.variant import Variant, read_variant

AS_IS = "as it is"
MOST_VARIANTS = 10_000
_Table = Annotated[dict[str, Any], Field(default_factory=dict)]


class GridWords(BaseModel):
    """What a grid file may hold."""

    model_config = STRICT
    service: Text
    """The service folder or scenario file, from where the grid stands."""
    name: Text | None = None
    days: Annotated[int, Field(ge=1, le=3660)] = 20
    seeds: Annotated[int, Field(ge=1, le=1000)] = 10
    first_date: Day | None = None
    """None: the demo date of the service."""
    change: _Table
    """What is otherwise in every variant."""
    axes: _Table
    """For each key of a change the values it takes, in a list; every combination is a variant."""
    variants: _Table
    """Single variants by their names, each a table of changes."""
    cost: CostModel | None = None
    """None: the rates of the service folder's costs.toml, else assumed ones."""


@dataclass(frozen=True)
class Grid:
    """The variants of a sweep and the days each is replayed on."""

    name: str
    variants: tuple[Variant, ...]
    axes: tuple[tuple[str, tuple[Value, ...]], ...]
    dates: tuple[date, ...]
    seeds: tuple[int, ...]
    cost: CostModel = ASSUMED
    cost_note: str = ""
    """Where the prices are from."""

    @property
    def label(self) -> str:
        """What the service is shown with, such as that it is illustrative."""
        first = self.variants[0]
        return service_of(first.folder, first.changes).label

    def values_of(self, variant: Variant) -> tuple[Value | None, ...]:
        """Where a variant lies on each axis; None where it says nothing of it."""
        return tuple(variant.find(key) for key, _ in self.axes)


def read_grid(file: Path) -> Grid:
    """Read a grid file; every variant is read too, so that a fault is told before any day is replayed.

    Raises ServiceError and ScenarioError with one clear line.
    """
    words = read_words(file, GridWords, "a grid file", (CostModel,))
    beside = file.parent
    usual = read_variant((beside / words.service).resolve()).changed(changes_of(words.change), beside=beside)
    rates = rates_of(usual.folder)
    axes = tuple((key, _values(file, key, values)) for key, values in changes_of(words.axes).values)
    variants = (*_of_axes(file, usual, axes), *_named(file, usual, words.variants))
    seen: dict[Variant, str] = {}
    for variant in variants:
        same = seen.setdefault(replace(variant, name=""), variant.name)
        if same is not variant.name:
            raise ServiceError(f"{file}: variants {same} and {variant.name} are the same; leave one out")
    services = [service_of(variant.folder, variant.changes) for variant in variants]
    return Grid(
        name=words.name or file.stem,
        variants=variants,
        axes=axes,
        dates=service_days(services, words.days, words.first_date),
        seeds=tuple(range(1, words.seeds + 1)),
        cost=words.cost or rates.model,
        cost_note="" if words.cost else rates.note,
    )


def _of_axes(file: Path, usual: Variant, axes: tuple[tuple[str, tuple[Value, ...]], ...]) -> list[Variant]:
    count = 1
    for _, values in axes:
        count *= len(values)
    if count > MOST_VARIANTS:
        raise ServiceError(f"{file}: axes: {count:,} combinations; {MOST_VARIANTS:,} at most, thin the axes")
    keys = [key for key, _ in axes]
    made = []
    for point in product(*(values for _, values in axes)):
        own = Changes(tuple(zip(keys, point, strict=True)))
        made.append(usual.changed(own, str(own) or AS_IS, beside=file.parent))
    return made


def _named(file: Path, usual: Variant, tables: Mapping[str, Any]) -> list[Variant]:
    made = []
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ServiceError(f"{file}: variants.{name}: a table of changes expected, [variants.{name}]")
        made.append(usual.changed(changes_of(table), name, beside=file.parent))
    return made


def _values(file: Path, key: str, values: Value) -> tuple[Value, ...]:
    if not isinstance(values, tuple) or not values:
        raise ServiceError(f"{file}: axes.{key}: a list of values in [ ] expected, not {values}")
    twice = [value for number, value in enumerate(values) if value in values[:number]]
    if twice:
        raise ServiceError(f"{file}: axes.{key}: {twice[0]} stands there twice; leave one out")
    return values
