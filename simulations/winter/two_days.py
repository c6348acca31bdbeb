"""The same riders on a day of summer and on a day of winter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dispatch.engine.journal import MemoryJournal
from gtfs.service_snow import SnowLevel
from simulations.day_record import DayRecord
from simulations.demand import Arrival
from simulations.measures import Measures, measure
from simulations.measures.history import DayHistory, read_history
from simulations.runner import replay
from simulations.variants.ground import scenario_of, weather_of
from simulations.variants.variant import Variant
from simulations.weather.words import SeasonWords, SnowSpell, WeatherWords

Progress = Callable[[int, int], None]
"""Told how many days are replayed, and how many there are."""
WINTER_GROWTH = 1.15
"""Assumed: in winter bus companies drive more, as who else would walk or cycle rides."""


@dataclass(frozen=True)
class ReplayedDay:
    """One of the days, and its figures."""

    record: DayRecord
    history: DayHistory
    measures: Measures


@dataclass(frozen=True)
class TwoDays:
    """A day of summer and a day of winter with the same riders, and those more whom winter brings."""

    summer: ReplayedDay
    winter: ReplayedDay


def usual_winter() -> WeatherWords:
    """Winter where no weather file says more: snow lies all day, and riders are more."""
    return WeatherWords(
        name="雪 / snow",
        demand=SeasonWords(growth=WINTER_GROWTH),
        snow=(SnowSpell.model_validate({"hours": "0:00-48:00", "level": SnowLevel.SNOW}),),
    )


def in_winter(variant: Variant, weather: WeatherWords | None = None) -> Variant:
    """A variant in its winter: under a weather given, else its own, else snow all day."""
    return replace(variant, weather=weather or variant.weather or usual_winter())


def in_summer(variant: Variant) -> Variant:
    """A variant without weather."""
    return replace(variant, weather=None, snow=SnowLevel.NORMAL)


def replay_two_days(
    variant: Variant,
    summer: date,
    winter: date,
    seeds: Sequence[int],
    weather: WeatherWords | None = None,
    watch: Progress = lambda _done, _total: None,
) -> list[TwoDays]:
    """Replay both days, once for each seed; `watch` hears of each day that is done.

    Who asks in summer asks the same in winter. Raises ServiceError, ScenarioError and DemandError, all
    ValueErrors.
    """
    found, days = list[TwoDays](), 2 * len(seeds)
    for seed in seeds:
        in_snow = scenario_of(in_winter(variant, weather), winter, seed, drawn_as=summer)
        dry = scenario_of(in_summer(variant), summer, seed)
        if len(dry.arrivals) <= len(in_snow.arrivals):
            dry = replace(dry, arrivals=_as_among(dry.arrivals, in_snow.arrivals))
        else:
            in_snow = replace(in_snow, arrivals=_as_among(in_snow.arrivals, dry.arrivals))
        both = []
        for scenario, of in ((dry, in_summer(variant)), (in_snow, in_winter(variant, weather))):
            both.append(_replayed(replay(scenario, MemoryJournal(), disruptions=weather_of(of))))
            watch(2 * len(found) + len(both), days)
        found.append(TwoDays(*both))
    return found


def _replayed(record: DayRecord) -> ReplayedDay:
    history = read_history(record)
    return ReplayedDay(record, history, measure(record, history))


def _as_among(few: Sequence[Arrival], many: Sequence[Arrival]) -> tuple[Arrival, ...]:
    """The few under the ids they have among the many, so that their tempers are the same."""
    ids = {_journey(arrival): arrival.request.request_id for arrival in many}
    return tuple(
        replace(each, request=replace(each.request, request_id=ids[_journey(each)]))
        if _journey(each) in ids
        else each
        for each in few
    )


def _journey(arrival: Arrival) -> tuple[object, ...]:
    request = arrival.request
    return (request.rider_id, request.origin, request.destination, request.wish_kind, request.wish_s)
