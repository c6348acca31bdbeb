"""What a replayed day depends on besides its variant, date and seed, as a short text that changes with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from gtfs.service import SETTINGS, read_words
from simulations.variants.day import DayOfVariant
from simulations.variants.variant import Variant

_DECIDES = ("dispatch/**/*.py", "gtfs/**/*.py", "simulations/*.py", "simulations/measures/*.py")
_BESIDES = ("simulations/variants/*.py", "simulations/weather/*.py")


def key_of(day: DayOfVariant) -> str:
    """Under which a day's figures are kept: days of other inputs, or of another noriai, have other keys."""
    variant = day.variant
    return _short(fingerprint_of(variant), str(variant), day.service_date.isoformat(), str(day.seed))


@cache
def fingerprint_of(variant: Variant) -> str:
    """Of its service folder's settings, feed and places, its weather, and the noriai that replays it."""
    folder, words = variant.folder, read_words(variant.folder, variant.changes).service
    named = (SETTINGS, words.feed, *([words.places] if words.places else []))
    weather = variant.weather.model_dump_json() if variant.weather else ""
    return _short(_noriai(), weather, *(_content(folder / name) for name in named))


@cache
def _content(path: Path) -> str:
    return _short(*(part for file in _files(path) for part in (file.name, _digest(file))))


@cache
def _noriai() -> str:
    """The version, and the code that decides a day, which a developer changes between versions."""
    root = Path(__file__).parents[2]
    files = sorted(file for pattern in (*_DECIDES, *_BESIDES) for file in root.glob(pattern))
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
