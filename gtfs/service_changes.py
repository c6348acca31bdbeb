"""What would be otherwise: settings of a service put differently without touching its folder."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from gtfs.service_error import ServiceError

Value = str | int | float | bool | tuple["Value", ...]
FLEET = "fleet"
VEHICLES = "fleet.vehicles"
"""How many: the service's own first, further ones like them."""
GROWTH = "demand.growth"
"""Times as many riders a day."""
MOST_VEHICLES = 10_000


@dataclass(frozen=True)
class Changes:
    """Keys of service.toml, each with the value it has instead.

    `fleet.KEY` is meant for every vehicle; `fleet.vehicles` and `demand.growth` are keys of changes only.
    """

    values: tuple[tuple[str, Value], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is otherwise."""
        return bool(self.values)

    def __str__(self) -> str:
        """As a planner would write it."""
        return ", ".join(f"{key}={_written(value)}" for key, value in self.values)

    def and_then(self, more: Changes) -> Changes:
        """These, and on top of them others: of one key the later value holds."""
        return Changes(tuple({**dict(self.values), **dict(more.values)}.items()))

    def only(self, section: str) -> Changes:
        """Those of one section of service.toml."""
        return Changes(tuple((key, value) for key, value in self.values if key.startswith(f"{section}.")))

    def among(self, keys: Collection[str]) -> Changes:
        """Those of some keys."""
        return Changes(tuple((key, value) for key, value in self.values if key in keys))

    def onto(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """The content of a service.toml with the changes made; raises ServiceError where one has no place."""
        changed = deepcopy(dict(content))
        for key, value in self.values:
            _put(changed, key, _listed(value))
        return changed


NO_CHANGES = Changes()


def parse_changes(texts: Iterable[str]) -> Changes:
    """Changes written KEY=VALUE, the value as in service.toml; quotes may be left out."""
    changes = NO_CHANGES
    for text in texts:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or "." not in key or not value:
            raise ServiceError(
                f"change {text!r}: KEY=VALUE expected, with a key of service.toml such as "
                "fleet.vehicles=4 or rules.pickup_window_min=20"
            )
        changes = changes.and_then(Changes(((key, _parsed(value)),)))
    return changes


def changes_of(table: Mapping[str, Any]) -> Changes:
    """Changes written as a table of TOML, sections inside or with dots in their keys."""
    return Changes(tuple(_flat(table, "")))


def _flat(table: Mapping[str, Any], before: str) -> Iterable[tuple[str, Value]]:
    for key, value in table.items():
        path = f"{before}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{path}.")
        else:
            yield path, _kept(value, path)


def _parsed(text: str) -> Value:
    try:
        return _kept(tomllib.loads(f"value = {text}")["value"], text)
    except tomllib.TOMLDecodeError:
        return text


def _kept(value: Any, where: str) -> Value:
    if isinstance(value, list):
        return tuple(_kept(each, where) for each in value)
    if isinstance(value, dict):
        raise ServiceError(f"change {where!r}: a number, a text, true, false or a list of these expected")
    return value if isinstance(value, str | int | float | bool) else str(value)


def _listed(value: Value) -> Any:
    return [_listed(each) for each in value] if isinstance(value, tuple) else value


def _written(value: Value) -> str:
    return "[" + ",".join(map(_written, value)) + "]" if isinstance(value, tuple) else str(value)


def _put(content: dict[str, Any], key: str, value: Any) -> None:
    if key == VEHICLES:
        content[FLEET] = _fleet(content.get(FLEET), value)
        return
    if key == GROWTH:
        _grow(content, value)
        return
    *sections, last = key.split(".")
    if sections == [FLEET]:
        for vehicle in content.get(FLEET, ()):
            vehicle[last] = value
        return
    for section in sections:
        content = content.setdefault(section, {})
        if not isinstance(content, dict):
            raise ServiceError(
                f"change {key!r}: {section} of service.toml has no keys inside; correct the key"
            )
    content[last] = value


def _fleet(own: Any, wanted: Any) -> list[Any]:
    if not isinstance(wanted, int) or isinstance(wanted, bool) or not 1 <= wanted <= MOST_VEHICLES:
        raise ServiceError(f"change {VEHICLES}={wanted}: a whole number from 1 to {MOST_VEHICLES:,} expected")
    if not isinstance(own, list) or not own:
        return []  # service.toml has a fault of its own, which its reader tells
    known = {vehicle.get("vehicle_id") for vehicle in own if isinstance(vehicle, dict)}
    names = (name for name in (f"+{number}" for number in count(1)) if name not in known)
    more = max(0, wanted - len(own))
    likes = (own[number % len(own)] for number in range(more))
    added = [{**like, "vehicle_id": name} for like, name in zip(likes, islice(names, more), strict=True)]
    return own[:wanted] + added


def _grow(content: dict[str, Any], factor: Any) -> None:
    if not isinstance(factor, int | float) or isinstance(factor, bool) or not 0 <= factor <= 1000:
        raise ServiceError(f"change {GROWTH}={factor}: a number from 0 to 1000 expected")
    demand = content.setdefault("demand", {})
    usual = demand.get("riders_per_day")
    if usual is None:
        raise ServiceError(
            f"change {GROWTH}={factor}: demand.riders_per_day of service.toml is what grows; set it"
        )
    demand["riders_per_day"] = round(usual * factor)
