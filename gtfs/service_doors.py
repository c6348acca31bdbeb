"""The registered doors of a service: places.csv, and how much each draws riders."""

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dispatch.domain.place import Place, PlaceKind
from gtfs.places import Places, straight_m
from gtfs.service_error import ServiceError, shown_value, similar

PURPOSES = ("home", "hospital", "shopping", "school", "other")
FARTHEST_DOOR_M = 50_000.0
"""A door farther than this from every pole is a slip of the pen."""
_NEEDED = ("place_id", "name", "lat", "lon")
_KNOWN = {*_NEEDED, "kana", "kind", "note", *(f"weight_{purpose}" for purpose in PURPOSES)}


class DoorKind(StrEnum):
    """What a registered door leads into; somebody's home is private, everything else is a landmark."""

    HOME = "home"
    HOSPITAL = "hospital"
    SHOP = "shop"
    SCHOOL = "school"
    STATION = "station"
    OFFICE = "office"
    HALL = "hall"
    PARK = "park"
    WELFARE = "welfare"
    OTHER = "other"


@dataclass(frozen=True)
class Doors:
    """Registered doors in their order, what each is, and the weight of each by purpose."""

    places: tuple[Place, ...]
    weights: Mapping[str, tuple[float, ...]]
    """By purpose (home, hospital, ...) one weight for each door."""
    kinds: tuple[DoorKind, ...]


NO_DOORS = Doors((), dict.fromkeys(PURPOSES, ()), ())


def read_doors(file: Path, poles: Places) -> Doors:
    """Read places.csv; raises ServiceError naming the line of the first fault."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise ServiceError(
            f"{file}: cannot be read ({problem.strerror}); give it, or take `places` out of service.toml"
        ) from problem
    except UnicodeDecodeError as problem:
        raise ServiceError(
            f"{file}: not UTF-8 (byte {problem.start}); save it as UTF-8 (CSV UTF-8 in spreadsheets)"
        ) from problem
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey="too many")
    _check_header(file, list(rows.fieldnames or []))
    doors: list[Place] = []
    kinds: list[DoorKind] = []
    weights: dict[str, list[float]] = {purpose: [] for purpose in PURPOSES}
    seen: dict[str, int] = {}
    for row in rows:
        where = f"{file}, line {rows.line_num}"
        if "too many" in row:
            raise ServiceError(
                f"{where}: more fields than the header has; put quotes round texts with commas"
            )
        door = _door(row, where)
        if door.place_id in seen:
            raise ServiceError(
                f"{where}: place_id {door.place_id!r} stands on line {seen[door.place_id]} too"
            )
        if poles.find(door.place_id) is not None:
            raise ServiceError(f"{where}: place_id {door.place_id!r} is a stop_id of the feed too; rename it")
        seen[door.place_id] = rows.line_num
        _check_near(door, poles, where)
        doors.append(door)
        kinds.append(_kind(row.get("kind"), where))
        for purpose in PURPOSES:
            weights[purpose].append(_weight(row.get(f"weight_{purpose}"), f"weight_{purpose}", where))
    return Doors(tuple(doors), {purpose: tuple(each) for purpose, each in weights.items()}, tuple(kinds))


def _check_header(file: Path, header: list[str]) -> None:
    for name in _NEEDED:
        if name not in header:
            raise ServiceError(
                f"{file}, line 1: column {name} is missing; expected {', '.join(_NEEDED)} at least"
            )
    for name in header:
        if name not in _KNOWN:
            raise ServiceError(f"{file}, line 1: unknown column {name!r}{similar(name, _KNOWN)}; rename it")


def _door(row: Mapping[str, str | None], where: str) -> Place:
    place_id, name = (row["place_id"] or "").strip(), (row["name"] or "").strip()
    if not place_id or not name:
        raise ServiceError(f"{where}: place_id and name are required and must not be blank")
    lat, lon = _degrees(row["lat"], "lat", where), _degrees(row["lon"], "lon", where)
    if abs(lat) > 90 and abs(lon) <= 90:
        raise ServiceError(f"{where}: lat {lat:g} and lon {lon:g} look swapped; a latitude lies in -90 to 90")
    if abs(lat) > 90 or abs(lon) > 180:
        raise ServiceError(
            f"{where}: lat {lat:g}, lon {lon:g} is no position on Earth; decimal degrees expected"
        )
    return Place(place_id, name, (row.get("kana") or "").strip(), lat, lon, PlaceKind.DOOR)


def _kind(text: str | None, where: str) -> DoorKind:
    """The kind of a door; blank is a home, so that nothing becomes public by being left out."""
    written = (text or "").strip() or DoorKind.HOME
    if written not in list(DoorKind):
        raise ServiceError(
            f"{where}: kind {shown_value(text)} is none of {', '.join(DoorKind)}"
            f"{similar(written, DoorKind)}; correct it"
        )
    return DoorKind(written)


def _degrees(text: str | None, name: str, where: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ServiceError(f"{where}: {name} {shown_value(text)} is not a number; decimal degrees expected")
    return value


def _weight(text: str | None, name: str, where: str) -> float:
    if text is None or not text.strip():
        return 0.0
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise ServiceError(f"{where}: {name} {shown_value(text)}: a number of at least 0 expected")
    return value


def _check_near(door: Place, poles: Places, where: str) -> None:
    if not len(poles):
        return
    nearest_m = float(straight_m(door.lat, door.lon, poles.lat, poles.lon).min())
    if nearest_m > FARTHEST_DOOR_M:
        raise ServiceError(
            f"{where}: {door.place_id} stands {nearest_m / 1000:,.0f} km from the nearest stop of the feed; "
            "check lat and lon (decimal degrees, latitude first)"
        )
