"""Rules, booking terms and fares that a town agrees on later, in force from a date on."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ValidationError, model_validator

from dispatch.policy.fare_table import Tariff
from gtfs.service import Service, ServiceError
from gtfs.service_error import first_error
from gtfs.service_fares import Fares, FareTableWords, tariff_of
from gtfs.service_values import STRICT
from gtfs.service_words import BookingSection, RulesSection, list_known_keys, rules_of

_WRITTEN = Path("words")
"""What the fault of an amendment is found in, as a file's name is for a service folder."""


class AmendmentWords(BaseModel):
    """The sections that change; a section that is given takes the whole place of the one before it."""

    model_config = STRICT
    rules: RulesSection | None = None
    booking: BookingSection | None = None
    fares: Fares | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.rules is None and self.booking is None and self.fares is None:
            raise ValueError("[rules], [booking] or [[fares]] expected, as in service.toml")
        return self


@dataclass(frozen=True)
class Amendment:
    """What changes from a date on."""

    effective_from: date
    rules: RulesSection | None
    booking: BookingSection | None
    fares: Tariff | None


def read_amendment(text: str, effective_from: date, approved_on: date | None) -> Amendment:
    """What was agreed, from TOML; raises ServiceError with one line for the first fault.

    Fares take effect and were approved on the dates of the amendment, and say no others.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ServiceError(f"{_WRITTEN}: not TOML: {problem}; correct that line") from problem
    try:
        words = AmendmentWords.model_validate(content)
    except ValidationError as problem:
        raise first_error(problem, _WRITTEN, list_known_keys()) from problem
    fares = None if words.fares is None else _tariff(words.fares, effective_from, approved_on)
    return Amendment(effective_from, words.rules, words.booking, fares)


def amended(service: Service, amendments: Sequence[Amendment], on: date) -> Service:
    """The service as it is on a date, with all its fares, to come too; amendments come in their order.

    Of two that take effect on one date the later counts. Raises ServiceError where they make no service.
    """
    due = sorted((each for each in amendments if each.effective_from <= on), key=_since)
    rules, booking = service.rules_words, service.booking_words
    for each in due:
        rules, booking = each.rules or rules, each.booking or booking
    fares = {table.effective_from: table for table in service.fares.tables}
    for each in sorted(amendments, key=_since):
        fares |= {table.effective_from: table for table in each.fares.tables} if each.fares else {}
    try:
        dwell = service.conditions.dwell if service.conditions else 1.0
        agreed = rules_of(rules, booking, dwell)
        return replace(
            service,
            rules=agreed,
            rules_words=rules,
            booking_words=booking,
            fares=Tariff(tuple(fares.values())),
        )
    except ValueError as problem:
        raise ServiceError(f"{_WRITTEN}: {problem}; correct it") from problem


def _since(amendment: Amendment) -> date:
    return amendment.effective_from


def _tariff(words: list[FareTableWords], effective_from: date, approved_on: date | None) -> Tariff:
    if len(words) > 1:
        raise ServiceError(
            f"{_WRITTEN}: fares: one table for one date expected; give the others dates of their own"
        )
    (table,) = words
    dates = {"effective_from": effective_from, "approved_on": approved_on}
    for key, agreed in dates.items():
        if getattr(table, key) not in (None, agreed):
            raise ServiceError(
                f"{_WRITTEN}: fares.{key}: {agreed} is said beside the words; leave it out here"
            )
    try:
        return tariff_of([table.model_copy(update=dates)])
    except ValueError as problem:
        raise ServiceError(f"{_WRITTEN}: fares: {problem}; correct it") from problem
