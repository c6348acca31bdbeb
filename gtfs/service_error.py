"""A wrong service folder, said in one line: which file, which key, what was expected."""

import json
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

_EXPECTED = {
    "missing": "is missing; it is required",
    "extra_forbidden": "is not a key of a service",
    "int_type": "a whole number expected",
    "float_type": "a number expected",
    "string_type": "a text in quotes expected",
    "bool_type": "true or false expected",
    "list_type": "a list in [ ] expected",
    "tuple_type": "a list in [ ] expected",
    "model_type": "a table of keys expected",
}


class ServiceError(ValueError):
    """A service folder cannot be used; the message says where and what was expected."""


def first_error(problem: ValidationError, file: Path | str, known_keys: Iterable[str]) -> ServiceError:
    """The first fault as one line; a misspelt key comes with the keys most like it."""
    error = problem.errors()[0]
    key = key_path(error["loc"])
    given = error["input"]
    if error["type"] == "extra_forbidden":
        near = similar(str(error["loc"][-1]), known_keys)
        return ServiceError(f"{file}: {key} is not a key of a service{near}; correct or delete it")
    if error["type"] == "missing":
        return ServiceError(f"{file}: {key} is missing; it is required")
    told = _EXPECTED.get(error["type"], error["msg"].removeprefix("Value error, "))
    if error["type"] == "value_error" and isinstance(given, dict | list):
        return ServiceError(f"{file}: {key}: {told}; correct it")  # a whole table would say nothing more
    return ServiceError(f"{file}: {key}: {_shown(told)}, not {shown_value(given)}; correct it")


def key_path(parts: Sequence[int | str]) -> str:
    """The key as one would look it up: fleet[0].seats."""
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path or "the file"


def similar(word: str, known: Iterable[str]) -> str:
    """A suggestion in brackets, or nothing where no known word is like the given one."""
    near = get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f" (did you mean {' or '.join(near)}?)" if near else ""


def shown_value(value: object) -> str:
    """A value short enough to stand in a message."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError):
        text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _shown(told: str) -> str:
    return told.replace("Input should be", "must be")
