"""Snow mode: the levels a dispatcher switches between, each a set of conditions that the town has agreed."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from dispatch.domain.conditions import Conditions
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import MINUTE_S
from gtfs.service_values import STRICT, Minutes, Seconds, Text


class SnowLevel(StrEnum):
    """How far snow has come: each level has its own conditions."""

    NORMAL = "normal"
    SNOW = "snow"
    HEAVY_SNOW = "heavy_snow"
    HALT = "halt"
    """Who is on board is driven home; nobody else is fetched or booked."""


class SnowWords(BaseModel):
    """One level: how slow roads and boarding are, how wide promises get, when booking closes."""

    model_config = STRICT
    speed: Annotated[float, Field(ge=0.05, le=20)] = 1.0
    extra_s: Seconds = 0
    dwell: Annotated[float, Field(ge=0.1, le=20)] = 1.0
    pickup_window_min: Minutes | None = None
    cutoff_min: Minutes | None = None
    closed_places: list[Text] = []


class SnowSection(BaseModel):
    """The four levels; a town sets those of which it knows better."""

    model_config = STRICT
    normal: SnowWords = SnowWords()
    snow: SnowWords = SnowWords(speed=0.75, dwell=1.5, pickup_window_min=20)
    heavy_snow: SnowWords = SnowWords(speed=0.5, dwell=2.0, pickup_window_min=30, cutoff_min=30)
    halt: SnowWords = SnowWords(speed=0.5, dwell=2.0)


FindPlace = Callable[[str, str], PlaceIndex]
"""A place by its id; the second text says where it is named, for the error."""


def levels_of(section: SnowSection, find_place: FindPlace) -> Mapping[SnowLevel, Conditions]:
    """The conditions of each level, with the level as their name."""
    return {level: _conditions(level, getattr(section, level.value), find_place) for level in SnowLevel}


def _conditions(level: SnowLevel, words: SnowWords, find_place: FindPlace) -> Conditions:
    def seconds(minutes: float | None) -> int | None:
        return None if minutes is None else round(minutes * MINUTE_S)

    return Conditions(
        level.value,
        speed=words.speed,
        extra_s=words.extra_s,
        dwell=words.dwell,
        pickup_window_s=seconds(words.pickup_window_min),
        booking_cutoff_s=seconds(words.cutoff_min),
        closed_places=frozenset(
            find_place(place_id, f"snow.{level.value}.closed_places[{n}]")
            for n, place_id in enumerate(words.closed_places)
        ),
        halted=level is SnowLevel.HALT,
    )
