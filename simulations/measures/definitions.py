"""The written definition of every figure that a replayed day can know, in Japanese and English."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Definition:
    """How a figure is called, counted and shown."""

    code: str
    name_ja: str
    name_en: str
    unit: str
    """%, min, h, km, km/person, persons, persons/h, count, ratio, yen or ms."""
    definition_ja: str
    definition_en: str

    @property
    def digits(self) -> int:
        """How many decimals a mean of it is shown with."""
        if self.unit == "yen":
            return 0
        return 2 if self.unit in ("ratio", "ms", "persons/h", "km/person") else 1


def _read_definitions(file: str) -> tuple[Definition, ...]:
    written = tomllib.loads(Path(__file__).with_name(file).read_text("utf-8"))
    return tuple(Definition(code, **texts) for code, texts in written.items())


DEFINITIONS = _read_definitions("definitions.toml")
"""In the order of the report."""
OF_MONEY = _read_definitions("money.toml")
"""Of what a day costs and earns, which needs prices besides."""
