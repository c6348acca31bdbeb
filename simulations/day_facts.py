"""What the two tables of a day leave open: whose day it is, which date, and where its public places lie."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simulations.day_record import DayRecord

FILE = "day.json"


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A stop or landmark that anybody may know of."""

    place_id: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A service day as its folder tells it; a recorded day has no seed."""

    service: str
    label: str
    date: str
    seed: int | None
    places: tuple[NamedPlace, ...]


class DayFactsError(ValueError):
    """A day's facts cannot be read; the message says what was expected."""


def facts_of(record: DayRecord, *, recorded: bool = False) -> DayFacts:
    """The facts of a record."""
    known = (record.places[index] for index in record.public_places)
    places = tuple(NamedPlace(one.place_id, one.name, one.lat, one.lon) for one in known)
    return DayFacts(record.service_name, record.label, record.date, None if recorded else record.seed, places)


def write_day_facts(facts: DayFacts, folder: Path) -> None:
    """Write day.json beside the tables."""
    text = json.dumps(asdict(facts), ensure_ascii=False, separators=(",", ":"))
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def read_day_facts(file: Path) -> DayFacts:
    """The facts of a day folder; raises DayFactsError in one line."""
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        places = tuple(NamedPlace(**place) for place in content.pop("places"))
        return DayFacts(places=places, **content)
    except FileNotFoundError as problem:
        raise DayFactsError(
            f"{file}: does not exist; simulate the day again with this version to have it written"
        ) from problem
    except OSError as problem:
        raise DayFactsError(f"{file}: cannot be read ({problem.strerror})") from problem
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise DayFactsError(
            f"{file}: not the facts of a day ({problem}); simulate the day again"
        ) from problem
