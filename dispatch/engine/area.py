"""What a service serves."""

from __future__ import annotations

from dataclasses import dataclass, field

from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import TimeWindow
from dispatch.search.alternatives import Walks


@dataclass(frozen=True, slots=True)
class Area:
    """What a service serves: its hours, the places inside its area, and which of them are near on foot."""

    name: str
    service_date: str
    hours: TimeWindow
    served: frozenset[PlaceIndex] | None = None
    """None where every place is served."""
    walks: Walks = field(default_factory=dict)
    only_if_needed: frozenset[PlaceIndex] = frozenset()
    """Doors at which only riders who need the door are fetched or brought: the others walk to a stop."""
    out_of_reach: frozenset[PlaceIndex] = frozenset()
    """Where riders are that no place is near; none of these is served."""
    in_service: bool = True
    """False on a date without service: whoever asks is told so."""
    halted: bool = False
    """The service is halted for now: whoever asks is told so."""
