"""The policies a scenario may choose, by the names of the `[dispatch]` section, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from dispatch.engine.strategy import Strategy
from dispatch.policy.anticipation import FutureValue
from dispatch.policy.positioning import Positioning
from gtfs.service_words import DispatchSection

POSITIONINGS: Mapping[str, Callable[[], Positioning | None]] = MappingProxyType({"none": lambda: None})
ANTICIPATIONS: Mapping[str, Callable[[], FutureValue | None]] = MappingProxyType({"none": lambda: None})


def strategy_of(section: DispatchSection) -> Strategy:
    """What the dispatcher of a day is told to use."""
    return Strategy(
        positioning=POSITIONINGS[section.positioning](),
        anticipation=ANTICIPATIONS[section.anticipation](),
    )
