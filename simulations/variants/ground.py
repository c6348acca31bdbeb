"""What the variants of a service share, read once a process: its feed, its roads, who asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from dispatch.domain.commands import Command
from dispatch.domain.disruptions import ChangeConditions
from gtfs.network_files import BuiltNetwork
from gtfs.roads_from_osm import OsmExtractError
from gtfs.service import Service, read_service
from gtfs.service_changes import NO_CHANGES, Changes
from gtfs.service_error import ServiceError
from gtfs.service_network import network_of
from gtfs.service_snow import SnowLevel
from gtfs.streets_with_feed_roads import MapElsewhereError
from simulations.fitting.applied import as_fitted, model_of
from simulations.scenario import Scenario, TrueRoads, scenario_of_service
from simulations.variants.from_stops import RidesFrom, from_stops
from simulations.variants.variant import Variant
from simulations.weather.weather import Weather, weather_of_service

_KEPT = 32


@lru_cache(maxsize=_KEPT)
def service_of(folder: Path, changes: Changes) -> Service:
    """The service of a variant; raises ServiceError."""
    return read_service(folder, changes)


def roads_of(folder: Path) -> BuiltNetwork:
    """The network of a service folder."""
    return _built(folder, NO_CHANGES, None)


def network_on(variant: Variant) -> BuiltNetwork:
    """The network of a variant; raises ServiceError where its feed or its street map cannot be driven on."""
    return _built(variant.folder, variant.of_network, variant.streets)


@lru_cache(maxsize=4)
def _built(folder: Path, of_network: Changes, streets: Path | None) -> BuiltNetwork:
    service = service_of(folder, of_network)
    try:
        return network_of(service.feed, doors=service.doors.places, osm=streets)
    except (OsmExtractError, MapElsewhereError) as problem:
        raise ServiceError(str(problem)) from problem


def scenario_of(variant: Variant, on: date, seed: int, drawn_as: date | None = None) -> Scenario:
    """A day of a variant, asked for by those who would ask the unchanged service, as its demand is changed.

    The riders are those of the date `drawn_as`, where one is given. Raises ServiceError, ScenarioError and
    DemandError, all ValueErrors.
    """
    return as_ridden(variant, door_to_door(variant, on, seed, drawn_as))


def door_to_door(variant: Variant, on: date, seed: int, drawn_as: date | None = None) -> Scenario:
    """The same day as its riders would like to ride: from the door they are at to the one they go to.

    Raises ServiceError, ScenarioError and DemandError, all ValueErrors.
    """
    folder, changes = variant.folder, variant.in_its_season
    askers = service_of(folder, variant.of_network.and_then(changes.only("demand")))
    service = service_of(folder, changes)
    scenario = scenario_of_service(
        service,
        on=on,
        seed=seed,
        built=network_on(variant),
        askers=askers,
        drawn_as=drawn_as,
        snow=variant.snow,
        said=dict(changes.values).keys(),
    )
    return replace(scenario, roads=true_roads_of(variant))


def true_roads_of(variant: Variant) -> TrueRoads:
    """How the weather of a variant leaves the roads, whatever its dispatcher knows."""
    weather = _weather_file_of(variant)
    return weather.truth if weather else ()


def as_ridden(variant: Variant, scenario: Scenario) -> Scenario:
    """A day as riders of a variant have to ride: where it fetches from stops they walk there."""
    return from_stops(scenario) if variant.rides_from is RidesFrom.STOPS else scenario


def weather_of(variant: Variant) -> tuple[tuple[int, Command], ...]:
    """What the dispatcher of a variant switches in the course of the day, and when."""
    weather = _weather_file_of(variant)
    if weather is not None:
        return weather.switched
    return snow_all_day(_as_recorded(variant), variant.snow)


def snow_all_day(service: Service, level: SnowLevel) -> tuple[tuple[int, Command], ...]:
    """A level of snow mode that is switched on before the day begins; nothing for none."""
    if level is SnowLevel.NORMAL:
        return ()
    return ((0, ChangeConditions(service.snow[level], level.value)),)


def _as_recorded(variant: Variant) -> Service:
    """The service in its season, as a fitted model has it where it names one."""
    service = service_of(variant.folder, variant.in_its_season)
    return as_fitted(service, model_of(service), dict(variant.in_its_season.values).keys())


@lru_cache(maxsize=_KEPT)
def _weather_file_of(variant: Variant) -> Weather | None:
    words = variant.weather
    if words is None:
        return None
    service = _as_recorded(variant)
    return weather_of_service(words, service, network_on(variant).times, words.name)
