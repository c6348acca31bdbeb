"""Files of settings in TOML, read as typed words, with one clear line for the first fault."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from gtfs.service_error import ServiceError, first_error

Words = TypeVar("Words", bound=BaseModel)


def read_toml(file: Path, what: str) -> dict[str, Any]:
    """The content of a file; `what` says which kind was expected. Raises ServiceError."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise ServiceError(f"{file}: cannot be read ({problem.strerror}); give {what}") from problem
    except UnicodeDecodeError as problem:
        raise ServiceError(f"{file}: not UTF-8 (byte {problem.start}); save it as UTF-8") from problem
    except tomllib.TOMLDecodeError as problem:
        raise ServiceError(f"{file}: not TOML: {problem}; correct that line") from problem


def words_of(
    content: Any, words: type[Words], where: Path | str, parts: Iterable[type[BaseModel]] = ()
) -> Words:
    """Content as words; `parts` are the models inside, whose keys a misspelt one may have meant.

    Raises ServiceError naming the first wrong key.
    """
    try:
        return words.model_validate(content)
    except ValidationError as problem:
        models: tuple[type[BaseModel], ...] = (words, *parts)
        fields = [each for model in models for each in model.model_fields.items()]
        raise first_error(problem, where, {field.alias or name for name, field in fields}) from problem


def read_words(file: Path, words: type[Words], what: str, parts: Iterable[type[BaseModel]] = ()) -> Words:
    """A file as words; raises ServiceError."""
    return words_of(read_toml(file, what), words, file, parts)
