"""Events as plain JSON values and back: the published format of a journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from dispatch.domain import events as event_types
from dispatch.domain.events import Event

FORMAT = 1
"""Version of the format; older ones are upcast on reading."""

_KINDS: dict[str, type] = {kind.__name__: kind for kind in get_args(event_types.Event)}


class UnknownEvent(ValueError):
    """A line that is no event of a format this version reads."""


def event_to_json(event: Event) -> dict[str, Any]:
    """An event as JSON values, its kind first; fields that say nothing are left out."""
    return {"event": type(event).__name__, **_plain(event)}


def event_from_json(values: dict[str, Any]) -> Event:
    """The event that `event_to_json` wrote. Raises UnknownEvent for anything else."""
    kind = _KINDS.get(str(values.get("event")))
    if kind is None:
        raise UnknownEvent(
            f"unknown event {values.get('event')!r}: was this journal written by a newer version?"
        )
    read = _reader(kind)
    assert read is not None, "an event is made of fields"
    try:
        event: Event = read({key: value for key, value in values.items() if key != "event"})
    except (KeyError, TypeError, ValueError) as fault:
        raise UnknownEvent(f"damaged {kind.__name__}: {fault}") from fault
    return event


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        named = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: _plain(inner) for name, inner in named if inner is not None}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, frozenset):  # in one order, so that one day is one journal
        return sorted((_plain(inner) for inner in value), key=repr)
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return value


@cache
def _reader(kind: Any) -> Callable[[Any], Any] | None:
    """What makes a value of a kind from its JSON, worked out once; None where it is the JSON value."""
    if is_dataclass(kind) and isinstance(kind, type):
        return _reader_of_fields(kind)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _reader(next(each for each in get_args(kind) if each is not type(None)))
    if origin in (tuple, frozenset):
        of_each = _reader(get_args(kind)[0])
        return origin if of_each is None else lambda values: origin(map(of_each, values))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return None


def _reader_of_fields(kind: type) -> Callable[[dict[str, Any]], Any]:
    hints = get_type_hints(kind)
    absent = {name: None for name, hint in hints.items() if get_origin(hint) in (Union, UnionType)}
    readers = {name: _reader(hint) for name, hint in hints.items()}

    def read(values: dict[str, Any]) -> Any:
        given: dict[str, Any] = absent.copy()
        for name, value in values.items():
            reader = readers[name]
            given[name] = value if reader is None else reader(value)
        return kind(**given)

    return read
