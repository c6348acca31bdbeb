"""Weather on a service's places: the roads as they truly are by the hour, and what a dispatcher switches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.conditions import ClosedRoad, Conditions, LocalSpeed, SpeedWindow
from dispatch.domain.disruptions import ChangeConditions
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import LAST_SECOND_S, MINUTE_S
from dispatch.travel.travel_times import TravelTimes
from gtfs.service import Service
from gtfs.service_error import ServiceError
from gtfs.service_snow import SnowLevel
from simulations.weather.where import find, places_meant
from simulations.weather.words import Closure, WeatherWords

USUAL = Conditions(SnowLevel.NORMAL.value)
_LEAST, _MOST = 0.05, 20.0
"""The speeds that conditions may have, times the usual."""


@dataclass(frozen=True)
class Weather:
    """What a day's weather is, and what is known of it."""

    truth: tuple[tuple[int, Conditions], ...]
    """From when the roads are truly so; each knows the speeds of the whole day."""
    switched: tuple[tuple[int, ChangeConditions], ...]
    """What the dispatcher switches and when: what has begun, as if it were to last."""


@dataclass(frozen=True)
class _Span:
    from_s: int
    until_s: int
    state: Conditions
    """What holds everywhere."""
    near: NDArray[np.float64]  # (P,)
    """Times what the speed is elsewhere."""


def weather_of_service(words: WeatherWords, service: Service, travel: TravelTimes, where: str) -> Weather:
    """The weather on a service's places; raises ServiceError for what is not there or cannot be."""
    spans = list(_spans(words, service, travel, where))
    _check_homes(spans, service, where)
    windows = tuple(_windows((span, span.state.speed) for span in spans))
    local_speeds = _local_speeds_of_the_day(spans)
    truth = [
        (
            span.from_s,
            replace(span.state, speed=1.0, windows=windows, local_speeds=local_speeds, halted=False),
        )
        for span in spans
    ]
    return Weather(tuple(_changes(truth)), tuple(_switched(spans, words.told_after_min)))


def _spans(words: WeatherWords, service: Service, travel: TravelTimes, where: str) -> Iterable[_Span]:
    count = len(service.places)
    slow = [
        (each.hours.from_s, each.hours.until_s, each.speed, f"{where}: slow[{i}]", each.where)
        for i, each in enumerate(words.slow)
    ]
    ploughed = [
        (each.from_s, each.until_s, each.speed, f"{where}: ploughed[{i}]", each.where)
        for i, each in enumerate(words.ploughed)
    ]
    marked = {
        key: places_meant(whereabouts, service.places, travel, key)
        for *_, key, whereabouts in (*slow, *ploughed)
    }
    shut = [_shut(each, service, f"{where}: closed[{i}]") for i, each in enumerate(words.closed)]
    for from_s, until_s in pairwise(sorted({0, LAST_SECOND_S, *_edges(words)})):
        state = _level_at(words, service, from_s)
        speeds = np.full(count, state.speed)
        for begins_s, ends_s, speed, key, _ in slow:
            if begins_s <= from_s < ends_s:
                speeds[marked[key]] *= speed
        for begins_s, ends_s, speed, key, _ in ploughed:
            if begins_s <= from_s < ends_s:
                speeds[marked[key]] = np.maximum(speeds[marked[key]], speed)
        for closure, (places, roads) in zip(words.closed, shut, strict=True):
            if closure.hours.from_s <= from_s < closure.hours.until_s:
                state = replace(
                    state,
                    closed_places=state.closed_places | places,
                    closed_roads=state.closed_roads | roads,
                )
        yield _Span(from_s, until_s, state, np.clip(speeds / state.speed, _LEAST, _MOST))


def _edges(words: WeatherWords) -> Iterable[int]:
    of_snow = [each.hours for each in words.snow]
    for hours in (*of_snow, *(each.hours for each in words.slow), *(each.hours for each in words.closed)):
        yield from (hours.from_s, hours.until_s)
    for clear in words.ploughed:
        yield from (clear.from_s, clear.until_s)


def _level_at(words: WeatherWords, service: Service, at_s: int) -> Conditions:
    for spell in words.snow:
        if spell.hours.from_s <= at_s < spell.hours.until_s:
            told = {key: getattr(spell, key) for key in ("speed", "extra_s", "dwell")}
            return replace(
                service.snow[spell.level], **{key: value for key, value in told.items() if value is not None}
            )
    return service.snow[SnowLevel.NORMAL]


def _shut(
    closure: Closure, service: Service, where: str
) -> tuple[frozenset[PlaceIndex], frozenset[ClosedRoad]]:
    places = frozenset(find(each, service.places, where) for each in closure.places)
    ends = [tuple(find(each, service.places, where) for each in road) for road in closure.roads]
    roads = {ClosedRoad(*way) for here, there in ends for way in ((here, there), (there, here))}
    if not places and not roads:
        raise ServiceError(f"{where}: places or roads expected; say what is closed, or delete it")
    return places, frozenset(roads)


def _check_homes(spans: Sequence[_Span], service: Service, where: str) -> None:
    shifts = [vehicle.shift for vehicle in service.vehicles]
    homes = {place for shift in shifts for place in (shift.end, *(rest.place for rest in shift.breaks))}
    for span in spans:
        barred = sorted(homes & span.state.closed_places)
        if barred:
            name = service.places[barred[0]].name
            raise ServiceError(
                f"{where}: closed: vehicles end their shift or rest at {name}; leave it open, or move them"
            )


def _local_speeds_of_the_day(spans: Sequence[_Span]) -> tuple[LocalSpeed, ...]:
    profiles, of_place = np.unique(np.array([span.near for span in spans]), axis=1, return_inverse=True)
    return tuple(
        LocalSpeed(
            frozenset(map(PlaceIndex, np.flatnonzero(of_place.ravel() == number).tolist())),
            windows=tuple(_windows((span, float(speed)) for span, speed in zip(spans, profile, strict=True))),
        )
        for number, profile in enumerate(profiles.T)
        if (profile != 1.0).any()
    )


def _local_speeds_now(near: NDArray[np.float64]) -> tuple[LocalSpeed, ...]:
    return tuple(
        LocalSpeed(frozenset(map(PlaceIndex, np.flatnonzero(near == speed).tolist())), float(speed))
        for speed in np.unique(near)
        if speed != 1.0
    )


def _windows(speeds: Iterable[tuple[_Span, float]]) -> Iterable[SpeedWindow]:
    for speed, together in groupby(speeds, key=lambda one: one[1]):
        spans = [span for span, _ in together]
        if speed != 1.0:
            yield SpeedWindow(spans[0].from_s, spans[-1].until_s, speed)


def _switched(spans: Sequence[_Span], told_after_min: float) -> Iterable[tuple[int, ChangeConditions]]:
    later_s = round(told_after_min * MINUTE_S)
    known = [(span.from_s, replace(span.state, local_speeds=_local_speeds_now(span.near))) for span in spans]
    for from_s, state in _changes([(0, USUAL), *known]):
        if from_s == 0 and state == USUAL:
            continue
        at_s = from_s + later_s if from_s else 0  # what lies since the night is known when the day begins
        if at_s < LAST_SECOND_S:
            yield at_s, ChangeConditions(None if state == USUAL else state, state.name)


def _changes(states: Iterable[tuple[int, Conditions]]) -> Iterable[tuple[int, Conditions]]:
    """Of states in order those that differ from the one before."""
    before: Conditions | None = None
    for from_s, state in states:
        if state != before:
            yield from_s, state
        before = state
