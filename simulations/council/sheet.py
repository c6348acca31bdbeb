"""A table of the pack as people read it: the same on the page, in the spreadsheet and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulations.council.figures import HIDDEN, Figure


@dataclass(frozen=True, slots=True)
class Cell:
    """Words, or a figure by its code; a figure that is not shown has no value."""

    shown: str
    code: str | None = None
    value: float | None = None
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading; `width` in characters of a spreadsheet."""

    heading: str
    width: int
    of_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its title and what is to be known about it."""

    key: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    wide: bool = False
    """Printed across the page."""


def word(text: str) -> Cell:
    """A cell of words."""
    return Cell(text)


def figure_cell(figure: Figure) -> Cell:
    """A cell of a figure."""
    return Cell(figure.shown, figure.code, figure.value, figure.digits)


def count_cell(code: str, count: int, hidden: frozenset[str]) -> Cell:
    """A cell of a count, or of the mark in its place."""
    return Cell(HIDDEN, code) if code in hidden else Cell(f"{count:,}", code, count)


def amount_cell(code: str, value: float, digits: int = 0) -> Cell:
    """A cell of an amount that tells of no few persons."""
    return Cell(f"{value:,.{digits}f}", code, value, digits)


def words(*texts: str) -> tuple[Cell, ...]:
    """A row of words."""
    return tuple(map(word, texts))


def minute(at_s: int) -> str:
    """A time of the service day, to the minute.

    >>> minute(29_105)
    '8:05'
    """
    return f"{at_s // 3600}:{at_s % 3600 // 60:02}"


def columns(*told: tuple[str, int] | tuple[str, int, bool]) -> tuple[Column, ...]:
    """Columns by heading, width and whether they hold numbers."""
    return tuple(Column(*one) for one in told)


def are_blank(cells: Sequence[Cell]) -> bool:
    """Whether a row has nothing but its first cell: a heading within the table."""
    return len(cells) == 1
