"""The figures of a fitted model as people read them: each with where it lies in nine of ten cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.domain.time import HALF_HOUR_S, clock
from gtfs.service import Service
from gtfs.service_doors import DoorKind
from simulations.fitting.fitted_model import FittedModel
from simulations.report.texts import Text

HOMES = Text("自宅(合計)", "all homes together")
OTHERS = Text("そのほか", "all others")


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
    """Origins and destinations by share: public places by name, all homes as one, the largest first."""
    sure = model.intervals
    of_ends = ({}, {}) if sure is None else (sure.origins, sure.destinations)
    of_kinds = ({}, {}) if sure is None else (sure.origin_kinds, sure.destination_kinds)
    shares = model.demand.origins, model.demand.destinations
    origins, destinations = (
        _ends(share, ends, kinds, service, most)
        for share, ends, kinds in zip(shares, of_ends, of_kinds, strict=True)
    )
    return origins, destinations


def _ends(
    shares: Mapping[str, float],
    ends: Mapping[str, Sequence[float]],
    kinds: Mapping[str, Sequence[float]],
    service: Service,
    most: int,
) -> list[SureFigure]:
    homes, rows = 0.0, []
    for place_id, share in shares.items():
        index = service.places.find(place_id)
        if index is None:
            continue
        if service.door_kind(index) is DoorKind.HOME:
            homes += share
        else:
            name = service.places[index].name
            rows.append(_figure(Text(name, name), share, ends.get(place_id)))
    rows.sort(key=lambda row: -row.value)
    rest = sum(row.value for row in rows[most:])
    told = rows[:most] + ([SureFigure(OTHERS, rest, None, None)] if rest else [])
    return [_figure(HOMES, homes, kinds.get(DoorKind.HOME.value)), *told] if homes else told


def _figure(name: Text, value: float, pair: Sequence[float] | None) -> SureFigure:
    return SureFigure(name, value, *(pair or (None, None)))
