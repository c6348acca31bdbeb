"""A weather file: snow by hour and by place, closures, ploughing, and what the season does to riders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dispatch.domain.time import LAST_SECOND_S, TimeWindow
from gtfs.service_changes import Changes
from gtfs.service_snow import SnowLevel
from gtfs.service_values import STRICT, Corner, Hours, Minutes, Seconds, Share, Text, parse_clock
from gtfs.toml_words import read_toml, words_of

Clock = Annotated[int, BeforeValidator(parse_clock)]
Speed = Annotated[float, Field(ge=0.05, le=20)]
_Item = TypeVar("_Item")
Several = Annotated[tuple[_Item, ...], Field(strict=False)]
Corners = Annotated[tuple[Corner, ...], Field(strict=False, min_length=3)]
Road = Annotated[tuple[Text, Text], Field(strict=False)]
_BY_ALIAS = ConfigDict(**STRICT, populate_by_name=True)


class Circle(BaseModel):
    """All places within so many metres of a point."""

    model_config = STRICT
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    metres: Annotated[float, Field(gt=0, le=100_000)]


class Whereabouts(BaseModel):
    """Which places are meant: in one of four ways, or all of them."""

    model_config = STRICT
    places: Several[Text] = ()
    along: Several[Text] = ()
    """A road: these places, and all that lie on the way from each to the next."""
    corners: Corners | None = None
    """Of an area, (lat, lon)."""
    circle: Circle | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        told = [key for key in ("places", "along", "corners", "circle") if getattr(self, key)]
        if len(told) > 1:
            raise ValueError(f"{' and '.join(told)} cannot stand together: say where in one of these ways")
        return self

    @property
    def everywhere(self) -> bool:
        """Whether nothing is said of where."""
        return not (self.places or self.along or self.corners or self.circle)


class SnowSpell(BaseModel):
    """Snow over the whole area for some hours: a level of service.toml, and what is otherwise than in it."""

    model_config = STRICT
    hours: Hours
    level: SnowLevel = Field(SnowLevel.SNOW, strict=False)
    speed: Speed | None = None
    extra_s: Seconds | None = None
    dwell: Annotated[float, Field(ge=0.1, le=20)] | None = None


class SlowPlaces(BaseModel):
    """Roads there are driven at `speed` times what they are elsewhere."""

    model_config = STRICT
    name: str = ""
    where: Whereabouts = Whereabouts()
    hours: Hours
    speed: Speed


class Closure(BaseModel):
    """Places nobody can get to, or roads nobody can drive in either direction."""

    model_config = STRICT
    name: str = ""
    hours: Hours
    places: Several[Text] = ()
    roads: Several[Road] = ()


class Ploughed(BaseModel):
    """From a time on roads there are driven at `speed` times the usual at least, whatever has fallen."""

    model_config = _BY_ALIAS
    name: str = ""
    where: Whereabouts = Whereabouts()
    from_s: Clock = Field(alias="from")
    until_s: Clock = Field(LAST_SECOND_S, alias="until")
    speed: Speed = 1.0

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        TimeWindow(self.from_s, self.until_s)
        return self


class SeasonWords(BaseModel):
    """What the season does to riders: more of them, and later at the door."""

    model_config = STRICT
    growth: Annotated[float, Field(ge=0, le=1000)] | None = None
    """Times as many riders a day."""
    late_share: Share | None = None
    no_show_share: Share | None = None

    def changes(self) -> Changes:
        """The same as changes of a service."""
        given = self.model_dump(exclude_none=True)
        return Changes(tuple((f"demand.{key}", value) for key, value in given.items()))


class WeatherWords(BaseModel):
    """The whole of a weather file; equal words make equal weather, on any service with these places."""

    model_config = STRICT
    name: Text = "weather"
    label: str = ""
    sources: Several[Text] = ()
    """Where what is in it is known from."""
    told_after_min: Minutes = 0
    """How long after it has begun the dispatcher knows of it and switches."""
    demand: SeasonWords = SeasonWords()
    snow: Several[SnowSpell] = ()
    slow: Several[SlowPlaces] = ()
    closed: Several[Closure] = ()
    ploughed: Several[Ploughed] = ()

    @model_validator(mode="after")
    def _one_level_at_a_time(self) -> Self:
        spells = sorted(spell.hours.from_s for spell in self.snow)
        ends = sorted(spell.hours.until_s for spell in self.snow)
        if any(begins < ended for begins, ended in zip(spells[1:], ends, strict=False)):
            raise ValueError("snow: two spells at once; end each before the next begins")
        return self


def read_weather(path: Path) -> WeatherWords:
    """Read a weather file; raises ServiceError with one clear line."""
    return weather_words(read_toml(path, "a weather file"), path)


def weather_words(content: Mapping[str, Any], where: Path | str) -> WeatherWords:
    """What a table of a file says of the weather; raises ServiceError naming the first wrong key."""
    parts = (SeasonWords, SnowSpell, SlowPlaces, Whereabouts, Closure, Circle)
    return words_of(dict(content), WeatherWords, where, parts)
