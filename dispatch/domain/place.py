"""Places: where riders may board and alight."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

PlaceIndex = NewType("PlaceIndex", int)
"""Position of a place in its service's ordered list: dense, from 0, never re-used."""


class PlaceKind(StrEnum):
    """What stands at a place."""

    POLE = "pole"
    """A stop pole (標柱) of the timetable feed."""
    DOOR = "door"
    """A registered door: a home, a clinic entrance, a shop."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stop pole or a registered door where riders may board and alight."""

    place_id: str
    name: str
    kana: str
    lat: float
    lon: float
    kind: PlaceKind
