"""What a replayed day depends on besides its variant, date and seed, as a short text that changes with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from gtfs.service import SETTINGS, read_words
from gtfs.service_changes import Changes
from simulations.variants.day import DayOfVariant

_DECIDES = ("dispatch/**/*.py", "gtfs/**/*.py", "simulations/*.py", "simulations/measures/*.py")
_OF_VARIANTS = "simulations/variants/*.py"


def key_of(day: DayOfVariant) -> str:
    """Under which a day's figures are kept: days of other inputs, or of another noriai, have other keys."""
    variant = day.variant
    inputs = fingerprint_of(variant.folder, variant.changes)
    return _short(inputs, str(variant), day.service_date.isoformat(), str(day.seed))


@cache
def fingerprint_of(folder: Path, changes: Changes) -> str:
    """Of the settings, the feed and the places of a service folder, and of the noriai that replays it."""
    words = read_words(folder, changes).service
    named = (SETTINGS, words.feed, *([words.places] if words.places else []))
    return _short(_noriai(), *(_content(folder / name) for name in named))


@cache
def _content(path: Path) -> str:
    return _short(*(part for file in _files(path) for part in (file.name, _digest(file))))


@cache
def _noriai() -> str:
    """The version, and the code that decides a day, which a developer changes between versions."""
    root = Path(__file__).parents[2]
    files = sorted(file for pattern in (*_DECIDES, _OF_VARIANTS) for file in root.glob(pattern))
    return _short(version("noriai"), *(_digest(file) for file in files))


def _files(path: Path) -> Iterator[Path]:
    """The file, or all files of a folder."""
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.is_file())
    else:
        yield path


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _short(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
