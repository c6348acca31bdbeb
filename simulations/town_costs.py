"""A town's costs file, `costs.toml` of its service folder: books or rates, and where they are from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from gtfs.service_values import STRICT, Text
from gtfs.toml_words import read_words
from simulations.costs import ASSUMED, CostModel

FILE = "costs.toml"
Yen = Annotated[int, Field(ge=0, le=1_000_000_000_000)]


class BookedCosts(BaseModel):
    """The cost statement (損益明細表) of the period, in yen, as the town's books say."""

    model_config = STRICT
    personnel_yen: Yen = 0
    fuel_yen: Yen = 0
    repair_yen: Yen = 0
    depreciation_yen: Yen = 0
    insurance_yen: Yen = 0
    facility_yen: Yen = 0
    system_yen: Yen = 0
    admin_yen: Yen = 0
    other_yen: Yen = 0


class Plan(BaseModel):
    """What the subsidy's plan says of the line; what is not said is left blank, to be filled in by hand."""

    model_config = STRICT
    line: Text | None = None
    operator: Text | None = None
    licence: Text | None = None
    trunk: Text | None = None
    goal: Text | None = None
    """The quantitative goal, in words."""


class TownBooks(BaseModel):
    """The whole of a costs file."""

    model_config = STRICT
    note: Text | None = None
    """Where the figures are from, or that they are examples: shown wherever they are used."""
    rates: CostModel | None = None
    books: BookedCosts | None = None
    other_revenue_yen: Yen = 0
    plan: Plan = Plan()


NO_BOOKS = TownBooks()


@dataclass(frozen=True, slots=True)
class TownRates:
    """The rates that a day's cost is reckoned by."""

    model: CostModel
    note: str
    """Where they are from; "" where nobody has said."""
    assumed: bool
    """Whether they are the program's own."""


def read_books(file: Path) -> TownBooks:
    """A town's costs file; raises ServiceError in one line."""
    return read_words(file, TownBooks, "a file of costs", (BookedCosts, CostModel, Plan))


def books_of(folder: Path) -> TownBooks:
    """The costs file of a service folder, or nothing where it has none; raises ServiceError in one line."""
    file = folder / FILE
    return read_books(file) if file.exists() else NO_BOOKS


def rates_of(folder: Path) -> TownRates:
    """The rates of a service folder, else assumed ones; raises ServiceError in one line."""
    town = books_of(folder)
    if town.rates is None:
        return TownRates(ASSUMED, "", assumed=True)
    return TownRates(town.rates, town.note or "", assumed=False)
