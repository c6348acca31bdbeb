"""A model fitted to recorded days: riders, roads and boarding, drawn to the town's average where sparse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.request import Channel, WishKind
from dispatch.domain.time import MINUTE_S
from dispatch.travel.travel_times import TravelTimes
from gtfs.network import Network
from gtfs.service import Service
from gtfs.service_snow import SnowLevel
from simulations.fitting.boarding import fit_boarding
from simulations.fitting.calendar import WEEKDAYS
from simulations.fitting.counts import count_days, fit_counts
from simulations.fitting.driving import fit_driving, list_driven
from simulations.fitting.fitted_model import FittedDemand, FittedFrom, FittedModel, FittedTravel
from simulations.fitting.journeys import Asking, Journey, ObservedDay, observe
from simulations.fitting.places import fit_places, kinds_of
from simulations.fitting.purposes import draw_of, fit_purposes, purposes_by_half_hour
from simulations.recorded.read_day import ReadDay

Float = NDArray[np.float64]
STEPS = 21
"""Of the even steps by which a distribution is told."""
USUAL_STAY_MIN, USUAL_NOTICE_MIN = (45.0, 180.0), (60.0, 1440.0)
"""Where nobody was recorded who came home, or who booked ahead."""
MOST_SEATS = 8


class NothingToLearn(ValueError):
    """The recorded days hold no journey; the message says so."""


def fit_model(
    days: Sequence[ReadDay], service: Service, network: Network, travel: TravelTimes
) -> FittedModel:
    """Everything that can be learnt from some recorded days of a service.

    Raises NothingToLearn and LearningMissing, both ValueErrors.
    """
    observed = [observe(day) for day in days]
    if not any(day.journeys for day in observed):
        raise NothingToLearn("the recorded days hold no request: nothing can be learnt from them")
    dates = [day.recorded.service_date for day in days]
    return FittedModel(
        fitted=FittedFrom(
            service=service.name,
            first=min(dates),
            last=max(dates),
            days=len(days),
            needs=sum(1 for day in observed for _ in day.asked),
            riders_per_day=service.demand.riders_per_day,
        ),
        demand=_demand(days, observed, service),
        travel=_travel(days, service, network, travel),
    )


def _demand(days: Sequence[ReadDay], observed: Sequence[ObservedDay], service: Service) -> FittedDemand:
    counted = count_days(observed)
    counts = fit_counts(counted)
    levels = [level for level in SnowLevel if level is not SnowLevel.NORMAL]
    effects = np.exp(counts.effects).tolist()
    journeys = [journey for day in observed for journey in day.journeys]
    outs = [journey.out for journey in journeys]
    asked = [asking for day in observed for asking in day.asked]
    ends = [each.request.destination for each in outs]
    draw = draw_of(service)
    shares = fit_purposes(ends, draw)
    by_half = purposes_by_half_hour(ends, [each.half_hour for each in outs], counted.half_hours, draw, shares)
    kinds, ids = kinds_of(service), [place.place_id for place in service.places]
    origins = fit_places([each.request.origin for each in outs], kinds).share
    destinations = fit_places(ends, kinds).share
    return FittedDemand(
        half_hours=list(counted.half_hours),
        per_day=np.exp(counts.log_mean).tolist(),
        weekdays=effects[: len(WEEKDAYS)],
        holiday=effects[len(WEEKDAYS)],
        snow={level.value: effects[len(WEEKDAYS) + 1 + n] for n, level in enumerate(levels)},
        purposes=by_half.tolist(),
        origins={place: float(share) for place, share in zip(ids, origins, strict=True) if share > 0},
        destinations={p: float(share) for p, share in zip(ids, destinations, strict=True) if share > 0},
        return_share=_share(journey.home is not None for journey in journeys),
        stays_min=_steps(_stays_min(journeys), USUAL_STAY_MIN),
        notices_min=_steps(_notices_min(asked), USUAL_NOTICE_MIN),
        ride_now_share=_share(asking.ride_now for asking in asked),
        arrive_by=_arrive_by(outs, draw, shares),
        phone_share=_share(asking.request.channel is Channel.PHONE for asking in outs),
        **_parties(outs),
        **_behaviour(days),
    )


def _travel(days: Sequence[ReadDay], service: Service, network: Network, travel: TravelTimes) -> FittedTravel:
    driving = fit_driving(list_driven([day.recorded for day in days], network, travel))
    boarding = fit_boarding(days, service.rules)
    told = {
        "board_more_s": dict(boarding.board_s),
        "alight_more_s": dict(boarding.alight_s),
        "dwell": {level.value: factor for level, factor in boarding.dwell.items() if factor > 0},
    }
    if driving is None:
        return FittedTravel.model_validate(told)
    return FittedTravel(
        factor=driving.factor,
        roads={source.name.lower(): factor for source, factor in driving.roads.items()},
        hours={str(hour): factor for hour, factor in driving.hours.items()},
        snow={level.value: factor for level, (factor, _, _) in driving.snow.items()},
        spread=driving.spread,
        board_more_s=told["board_more_s"],
        alight_more_s=told["alight_more_s"],
        dwell=told["dwell"],
    )


def _parties(outs: Sequence[Asking]) -> dict[str, list[float] | float]:
    parties = [each.request.party for each in outs]
    sizes = Counter(min(MOST_SEATS, party.seats + party.wheelchairs) for party in parties)
    return {
        "seats": [sizes[size] / len(parties) for size in range(1, MOST_SEATS + 1)],
        "wheelchair_share": _share(party.wheelchairs > 0 for party in parties),
        "walker_share": _share(party.walkers > 0 for party in parties),
    }


def _behaviour(days: Sequence[ReadDay]) -> dict[str, float]:
    rides = [ride for day in days for ride in day.facts.rides.values()]
    return {
        "cancel_share": _share(ride.cancelled_s is not None for ride in rides),
        "no_show_share": _share(ride.stays_away for ride in rides),
        "late_share": _share(ride.late_s > 0 for ride in rides),
    }


def _arrive_by(outs: Sequence[Asking], draw: Float, shares: Float) -> list[float]:
    """By purpose, the share of those booking ahead who say when they want to be there."""
    ahead = [each for each in outs if not each.ride_now]
    if not ahead:
        return [0.0] * len(shares)
    likely = draw[[each.request.destination for each in ahead]] * shares
    likely = likely / np.maximum(likely.sum(axis=1, keepdims=True), 1e-300)
    by = np.array([each.request.wish_kind is WishKind.ARRIVE_BY for each in ahead], np.float64)
    usual = by.mean()
    found = (likely.T @ by + usual) / (likely.sum(axis=0) + 1)
    return [min(1.0, max(0.0, float(share))) for share in found]


def _stays_min(journeys: Sequence[Journey]) -> list[float]:
    return [
        (journey.home.request.wish_s - journey.out.request.wish_s) / MINUTE_S
        for journey in journeys
        if journey.home is not None
    ]


def _notices_min(asked: Sequence[Asking]) -> list[float]:
    return [(each.request.wish_s - each.asked_s) / MINUTE_S for each in asked if not each.ride_now]


def _steps(values: Sequence[float], usual: tuple[float, float]) -> list[float]:
    """A distribution by even steps from the least to the most; `usual` where nothing is recorded."""
    known = np.asarray(values if values else usual, np.float64)
    return [max(0.0, float(each)) for each in np.quantile(known, np.linspace(0, 1, STEPS))]


def _share(told: Iterable[bool]) -> float:
    known = list(told)
    return sum(known) / len(known) if known else 0.0
