"""What a street's tags say to a van: may it drive there, which way, and how fast."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

CLASS_KMH: Mapping[str, float] = {
    "motorway": 75,
    "motorway_link": 40,
    "trunk": 50,
    "trunk_link": 35,
    "primary": 43,
    "primary_link": 32,
    "secondary": 40,
    "secondary_link": 30,
    "tertiary": 36,
    "tertiary_link": 28,
    "unclassified": 30,
    "road": 28,
    "residential": 25,
    "living_street": 12,
    "service": 14,
    "track": 12,
}
"""Km/h really driven between junctions where no limit is posted: Japanese towns and valleys."""

DRIVEN_OF_LIMIT = 0.88
"""How much of a posted limit is driven between junctions."""
FASTEST_KMH = 95.0
_UNLIMITED_KMH = 120.0
_KM_PER_MILE = 1.609344

_ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")  # the most telling first
_CLOSED_TO_US = frozenset(
    {
        "no",
        "private",
        "agricultural",
        "forestry",
        "agricultural;forestry",
        "delivery",
        "emergency",
        "military",
    }
)
_FIRM_TRACK = frozenset({"grade1", "grade2"})  # paved, or gravel that has been compacted
_NOT_A_STREET = frozenset({"parking_aisle", "drive-through", "emergency_access"})
_YES, _REVERSE, _NO = ({"yes", "true", "1"}, {"-1", "reverse"}, {"no", "false", "0"})


class Direction(Enum):
    """Which way a street may be driven, seen along its drawing."""

    BOTH = "both"
    ALONG = "along"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Street:
    """One drivable way of the map, as drawn: its nodes, and where and how it may be driven."""

    nodes: tuple[int, ...]
    lat: tuple[float, ...]
    lon: tuple[float, ...]
    direction: Direction
    speed_kmh: float
    is_track: bool


def is_drivable(tags: Mapping[str, str]) -> bool:
    """Whether a van may use the way: a street by class, neither private nor reserved to others.

    Tracks count where they are firm or the map says that cars may use them; aisles of car parks never do.
    """
    highway = tags.get("highway", "")
    access = next((tags[key] for key in _ACCESS_KEYS if key in tags), "")
    if access in _CLOSED_TO_US or tags.get("area") == "yes" or tags.get("service") in _NOT_A_STREET:
        return False
    if highway == "track" and tags.get("tracktype") not in _FIRM_TRACK:
        return access in ("yes", "designated", "permissive")
    return highway in CLASS_KMH


def direction_of(tags: Mapping[str, str]) -> Direction:
    """Which way the street may be driven; roundabouts and motorways are one-way unless the map says no."""
    oneway = tags.get("oneway", "")
    if oneway in _YES:
        return Direction.ALONG
    if oneway in _REVERSE:
        return Direction.AGAINST
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    return Direction.ALONG if implied and oneway not in _NO else Direction.BOTH


def speed_kmh_of(tags: Mapping[str, str]) -> float:
    """Km/h driven between junctions: most of a posted limit, else what the class is used at."""
    limit = limit_kmh(tags.get("maxspeed", ""))
    usual = CLASS_KMH[tags["highway"]]
    return min(FASTEST_KMH, usual if limit is None else limit * DRIVEN_OF_LIMIT)


def limit_kmh(maxspeed: str) -> float | None:
    """A posted limit in km/h; None where the text names none.

    >>> limit_kmh("40"), limit_kmh("30 mph"), limit_kmh("JP:urban"), limit_kmh("none")
    (40.0, 48.28032, None, 120.0)
    """
    text = maxspeed.split(";")[0].strip().lower()
    if text == "none":
        return _UNLIMITED_KMH
    number, unit = text.removesuffix("mph").removesuffix("km/h").strip(), text.endswith("mph")
    try:
        limit = float(number)
    except ValueError:
        return None
    if not 1 <= limit <= 300:
        return None
    return limit * _KM_PER_MILE if unit else limit
