"""Dates as options of a command."""

from __future__ import annotations

from datetime import date

from gtfs.service_values import parse_date


def option_date(option: str, text: str | None) -> date | None:
    """The date that an option gives; raises ValueError, naming the option."""
    if text is None:
        return None
    try:
        return parse_date(text)
    except ValueError as problem:
        raise ValueError(f"{option} {text!r}: {problem}") from problem
