"""How sure each figure of a fitted model is, as it stands in its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gtfs.service import Service
from gtfs.service_snow import SnowLevel
from simulations.fitting.boarding import BoardingModel
from simulations.fitting.calendar import WEEKDAYS
from simulations.fitting.counts import count_days, interval_of_counts
from simulations.fitting.driving import DrivingModel
from simulations.fitting.fitted_model import FittedIntervals
from simulations.fitting.homes import homes_by_stop
from simulations.fitting.intervals import CountedShare, Interval
from simulations.fitting.journeys import ObservedDay
from simulations.fitting.places import PlaceShares, fit_places, kinds_of


def intervals_of(
    observed: Sequence[ObservedDay],
    service: Service,
    shares: Mapping[str, CountedShare],
    driving: DrivingModel | None,
    boarding: BoardingModel,
) -> FittedIntervals:
    """From and to where each figure lies in nine of ten cases."""
    counted = count_days(observed)
    told = interval_of_counts(counted, counted.days)
    halves = zip(told.low.tolist(), told.high.tolist(), strict=True)
    effects = list(map(list, zip(told.effects_low.tolist(), told.effects_high.tolist(), strict=True)))
    levels = [level.value for level in SnowLevel if level is not SnowLevel.NORMAL]
    origins, destinations = ends_of(observed, service)
    drives = {} if driving is None else driving.snow
    return FittedIntervals(
        mean_day=told.expected.tolist(),
        half_hours=list(map(list, halves)),
        weekdays=effects[: len(WEEKDAYS)],
        holiday=effects[len(WEEKDAYS)],
        demand_snow=dict(zip(levels, effects[len(WEEKDAYS) + 1 :], strict=True)),
        origins=_by_id(origins, service),
        destinations=_by_id(destinations, service),
        origin_kinds=_pairs(origins.kinds),
        destination_kinds=_pairs(destinations.kinds),
        origin_areas=_areas(origins, service),
        destination_areas=_areas(destinations, service),
        shares={name: list(each.interval) for name, each in shares.items()},
        driving={level.value: [low, high] for level, (_, low, high) in drives.items()},
        board_more_s=_pairs(boarding.board_interval),
        alight_more_s=_pairs(boarding.alight_interval),
    )


def ends_of(observed: Sequence[ObservedDay], service: Service) -> tuple[PlaceShares, PlaceShares]:
    """The share of journeys that begins, and that ends, at each place."""
    outs = [journey.out.request for day in observed for journey in day.journeys]
    kinds = kinds_of(service)
    return fit_places([out.origin for out in outs], kinds), fit_places(
        [out.destination for out in outs], kinds
    )


def _by_id(shares: PlaceShares, service: Service) -> dict[str, list[float]]:
    known = zip(service.places, shares.share, shares.low.tolist(), shares.high.tolist(), strict=True)
    return {place.place_id: [low, high] for place, share, low, high in known if share > 0}


def _areas(shares: PlaceShares, service: Service) -> dict[str, list[float]]:
    near = homes_by_stop(service).items()
    return {
        stop: list(shares.interval_of(homes)) for stop, homes in near if shares.share[list(homes)].sum() > 0
    }


def _pairs(intervals: Mapping[str, Interval]) -> dict[str, list[float]]:
    return {whom: list(pair) for whom, pair in intervals.items()}
