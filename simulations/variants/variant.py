"""A service as it could be: a folder with some settings put differently, under a weather of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field

from gtfs.service_changes import NO_CHANGES, Changes, Value, changes_of, parse_changes
from gtfs.service_error import ServiceError
from gtfs.service_snow import SnowLevel
from gtfs.service_values import STRICT, Text
from gtfs.toml_words import read_words
from simulations.variants.from_stops import RidesFrom
from simulations.weather.words import WeatherWords, read_weather, weather_words

Level = TypeVar("Level", SnowLevel, RidesFrom)
SNOW = "snow.level"
"""The key of a change that has a level of snow lie all day."""
RIDES_FROM = "rides.from"
"""The key of a change that says whether rides go from doors or from stops."""
WEATHER = "snow.weather"
"""The key of a change that names a weather file."""
STREETS = "roads.osm"
"""The key of a change that names a street map to drive on, instead of the roads that lines drive."""
OF_NETWORK = ("service.feed", "service.places")
"""Keys of service.toml by which a service has other stops, doors and roads."""


@dataclass(frozen=True)
class Variant:
    """What one day is replayed on; equal variants give equal days, in every process."""

    name: str
    folder: Path
    changes: Changes = NO_CHANGES
    snow: SnowLevel = SnowLevel.NORMAL
    weather: WeatherWords | None = None
    """What falls where and when; it takes the place of a level that lies all day."""
    rides_from: RidesFrom = RidesFrom.DOORS
    streets: Path | None = None
    """A street map to drive on; None: the roads of the feed."""

    @property
    def settings(self) -> tuple[tuple[str, Value], ...]:
        """Every key that is put differently, snow and stops among them, and what it has instead."""
        own: list[tuple[str, Value]] = []
        if self.weather is not None:
            own.append((WEATHER, self.weather.name))
        if self.snow is not SnowLevel.NORMAL:
            own.append((SNOW, self.snow.value))
        if self.rides_from is not RidesFrom.DOORS:
            own.append((RIDES_FROM, self.rides_from.value))
        if self.streets is not None:
            own.append((STREETS, str(self.streets)))
        return self.changes.and_then(Changes(tuple(own))).values

    def find(self, key: str) -> Value | None:
        """What a key is put to; None where it is as the folder has it."""
        own = {SNOW: self.snow.value, RIDES_FROM: self.rides_from.value}
        return {**own, **dict(self.settings)}.get(key)

    def __str__(self) -> str:
        """What is put differently, as a planner would write it; nothing for the service as it is."""
        return str(Changes(self.settings))

    @property
    def of_network(self) -> Changes:
        """What is put differently of its stops and doors."""
        return self.changes.among(OF_NETWORK)

    @property
    def in_its_season(self) -> Changes:
        """What is put differently, and what the season does to riders where nothing is said of it."""
        if self.weather is None:
            return self.changes
        said = dict(self.changes.values)
        season = [one for one in self.weather.demand.changes().values if one[0] not in said]
        return self.changes.and_then(Changes(tuple(season)))

    def changed(self, changes: Changes, name: str = "", beside: Path = Path()) -> Variant:
        """The variant with more put differently; files it names are looked for from the folder `beside`."""
        values = dict(changes.values)
        level = _one_of(SnowLevel, SNOW, values.pop(SNOW, self.snow))
        rides_from = _one_of(RidesFrom, RIDES_FROM, values.pop(RIDES_FROM, self.rides_from))
        file = values.pop(WEATHER, None)
        weather = self.weather if file is None else read_weather(beside / str(file))
        osm = values.pop(STREETS, None)
        streets = self.streets if osm is None else _existing(beside / str(osm))
        together = self.changes.and_then(Changes(tuple(values.items())))
        return Variant(name or self.name, self.folder, together, level, weather, rides_from, streets)


class VariantWords(BaseModel):
    """What a scenario file may hold."""

    model_config = STRICT
    name: Text | None = None
    service: Text
    """The service folder, from where the file stands."""
    change: Annotated[dict[str, object], Field(default_factory=dict)]
    weather: Text | dict[str, Any] | None = None
    """A weather file, from where the file stands; or what such a file holds."""


def read_variant(path: Path, changes: Changes = NO_CHANGES) -> Variant:
    """A service folder as it is, or a scenario file; raises ServiceError with one clear line."""
    if path.suffix != ".toml":
        return Variant(path.resolve().name, path.resolve()).changed(changes)
    words = read_words(path, VariantWords, "a scenario file")
    folder = (path.parent / words.service).resolve()
    weather = _weather(words.weather, path)
    own = Variant(words.name or path.stem, folder, weather=weather).changed(
        changes_of(words.change), beside=path.parent
    )
    return own.changed(changes)


def variant_of(folder: Path, texts: list[str]) -> Variant:
    """A variant as the command line writes it: a folder or a scenario file, and KEY=VALUE."""
    return read_variant(folder, parse_changes(texts))


def _weather(told: str | dict[str, Any] | None, path: Path) -> WeatherWords | None:
    if isinstance(told, str):
        return read_weather(path.parent / told)
    return None if told is None else weather_words(told, f"{path}: weather")


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise ServiceError(f"change {STREETS}={file}: no such file; give a .osm.pbf, .osm or .osm.gz")
    return file.resolve()


def _one_of(levels: type[Level], key: str, value: object) -> Level:
    try:
        return levels(str(value))
    except ValueError:
        known = ", ".join(levels)
        raise ServiceError(f"change {key}={value}: one of {known} expected") from None
