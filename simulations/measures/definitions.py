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
    """%, min, km, km/person, persons, persons/h, count, ratio or ms."""
    definition_ja: str
    definition_en: str


def _read_definitions() -> tuple[Definition, ...]:
    written = tomllib.loads(Path(__file__).with_name("definitions.toml").read_text("utf-8"))
    return tuple(Definition(code, **texts) for code, texts in written.items())


DEFINITIONS = _read_definitions()
"""In the order of the report."""
