"""The figures of a fitted model as people read them: each with where it lies in nine of ten cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import HALF_HOUR_S, clock
from gtfs.service import Service
from gtfs.service_doors import DoorKind
from simulations.fitting.fitted_model import FittedModel
from simulations.fitting.homes import homes_by_stop
from simulations.report.texts import Text

FROM_HOME = Text("自宅を出る(合計)", "from any home")
TO_HOME = Text("自宅へ帰る(合計)", "to any home")
OTHERS = Text("そのほか", "all others")
LEAST_SHOWN = 0.0005


@dataclass(frozen=True)
class SureFigure:
    """A figure, and from and to where it lies; None where nobody kept that."""

    name: Text
    value: float
    low: float | None
    high: float | None


def list_halves(model: FittedModel) -> list[SureFigure]:
    """Journeys by half hour of a mean recorded day."""
    demand, sure = model.demand, model.intervals
    names = [clock(half * HALF_HOUR_S) for half in demand.half_hours]
    if sure is None:
        return [SureFigure(Text(n, n), v, None, None) for n, v in zip(names, demand.per_day, strict=True)]
    told = zip(names, sure.mean_day, sure.half_hours, strict=True)
    return [SureFigure(Text(name, name), value, *pair) for name, value, pair in told]


def list_ends(model: FittedModel, service: Service, most: int) -> tuple[list[SureFigure], list[SureFigure]]:
    """Origins and destinations by share, the largest first: public places, and homes by the stop nearby."""
    sure = model.intervals
    of_places = ({}, {}) if sure is None else (sure.origins, sure.destinations)
    of_areas = ({}, {}) if sure is None else (sure.origin_areas, sure.destination_areas)
    shares = model.demand.origins, model.demand.destinations
    origins, destinations = (
        _ends(share, places, areas, service, most)
        for share, places, areas in zip(shares, of_places, of_areas, strict=True)
    )
    return origins, destinations


def list_homes(model: FittedModel, service: Service) -> list[SureFigure]:
    """The share of journeys that begins, and that ends, at any home."""
    sure, demand, home = model.intervals, model.demand, DoorKind.HOME.value
    every = zip(map(PlaceIndex, range(len(service.places))), service.places, strict=True)
    homes = [place.place_id for index, place in every if service.door_kind(index) is DoorKind.HOME]
    kinds = ({}, {}) if sure is None else (sure.origin_kinds, sure.destination_kinds)
    told = zip((FROM_HOME, TO_HOME), (demand.origins, demand.destinations), kinds, strict=True)
    sums = ((name, sum(of.get(each, 0.0) for each in homes), pairs.get(home)) for name, of, pairs in told)
    return [_figure(name, value, pair) for name, value, pair in sums if value > LEAST_SHOWN]


def _ends(
    shares: Mapping[str, float],
    of_places: Mapping[str, Sequence[float]],
    of_areas: Mapping[str, Sequence[float]],
    service: Service,
    most: int,
) -> list[SureFigure]:
    places, rows = service.places, []
    for stop, homes in homes_by_stop(service).items():
        share = sum(shares.get(places[home].place_id, 0.0) for home in homes)
        name = Text(f"{stop}付近の自宅{len(homes)}軒", f"{len(homes)} homes near {stop}")
        rows.append(_figure(name, share, of_areas.get(stop)))
    for index in service.public_places:
        place = places[index]
        share = shares.get(place.place_id, 0.0)
        rows.append(_figure(Text(place.name, place.name), share, of_places.get(place.place_id)))
    rows = sorted((row for row in rows if row.value > 0), key=lambda row: -row.value)
    rest = sum(shares.values()) - sum(row.value for row in rows[:most])
    return [*rows[:most], *([SureFigure(OTHERS, rest, None, None)] if rest > LEAST_SHOWN else [])]


def _figure(name: Text, value: float, pair: Sequence[float] | None) -> SureFigure:
    return SureFigure(name, value, *(pair or (None, None)))
