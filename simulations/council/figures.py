"""The figures of a pack: every one with its definition, and how it may be shown."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simulations.measures.definitions import DEFINITIONS

NOT_KNOWN = "–"
"""Shown for a ratio with nothing to divide by, and for what the days cannot tell."""
HIDDEN = "＊"
"""Shown for a small number, and for one that would tell a small number."""

_UNITS_JA = {
    "min": "分",
    "km/person": "km/人",
    "persons": "人",
    "persons/h": "人/時",
    "count": "件",
    "ratio": "倍",
}
_DIGITS = {"倍": 2, "人/時": 2, "km/人": 2, "%": 1, "分": 1, "km": 1, "時間": 1, "人/日": 1}


@dataclass(frozen=True, slots=True)
class Told:
    """The name, unit and definition of a figure, in Japanese."""

    name: str
    unit: str
    definition: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the pack."""

    code: str
    told: Told
    value: float | None
    """None where nothing was to divide by, and where it is not shown."""
    shown: str
    """As people read it, without its unit."""

    @property
    def digits(self) -> int:
        """How many digits behind the point are shown."""
        return _DIGITS.get(self.told.unit, 0)

    @property
    def has_unit(self) -> bool:
        """Whether the unit is written beside it."""
        return self.shown not in (HIDDEN, NOT_KNOWN)


@cache
def definitions() -> Mapping[str, Told]:
    """What every figure is called and how it is counted, by its code."""
    own = tomllib.loads(Path(__file__).with_name("definitions.toml").read_text("utf-8"))
    of_days = {
        one.code: Told(one.name_ja, _UNITS_JA.get(one.unit, one.unit), one.definition_ja)
        for one in DEFINITIONS
    }
    return of_days | {
        code: Told(texts["name_ja"], texts["unit"], texts["definition_ja"]) for code, texts in own.items()
    }


def amount(code: str, value: float | None) -> Figure:
    """A figure that tells of no few persons."""
    told = definitions()[code]
    if value is None:
        return Figure(code, told, None, NOT_KNOWN)
    return Figure(code, told, value, f"{value:,.{_DIGITS.get(told.unit, 0)}f}")


def hidden(code: str) -> Figure:
    """A figure that would tell of few persons."""
    return Figure(code, definitions()[code], None, HIDDEN)


def bounded(code: str, shown: str) -> Figure:
    """A figure of which only a bound is told."""
    return Figure(code, definitions()[code], None, shown)
