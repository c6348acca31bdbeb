"""A model fitted to recorded days: riders, roads and boarding, drawn to the town's average where sparse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.request import Channel, WishKind
from dispatch.domain.time import MINUTE_S
from dispatch.travel.travel_times import TravelTimes
from gtfs.network import Network
from gtfs.service import Service
from gtfs.service_snow import SnowLevel
from simulations.fitting.boarding import BoardingModel, fit_boarding, list_visits
from simulations.fitting.calendar import WEEKDAYS
from simulations.fitting.counts import count_days, fit_counts
from simulations.fitting.driving import DrivingModel, fit_driving, list_driven
from simulations.fitting.fitted_model import FittedDemand, FittedFrom, FittedModel, FittedTravel
from simulations.fitting.how_sure import ends_of, intervals_of
from simulations.fitting.intervals import CountedShare, share_of
from simulations.fitting.journeys import Asking, Journey, ObservedDay, observe
from simulations.fitting.lateness import fit_lateness
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
    driving = fit_driving(list_driven([day.recorded for day in days], network, travel))
    boarding = fit_boarding(list_visits(days), service.rules)
    shares, late_min = _shares(days, observed)
    return FittedModel(
        fitted=FittedFrom(
            service=service.name,
            first=min(dates),
            last=max(dates),
            days=len(days),
            needs=sum(1 for day in observed for _ in day.asked),
            riders_per_day=service.demand.riders_per_day,
        ),
        demand=_demand(observed, service, {name: each.share for name, each in shares.items()}, late_min),
        travel=_travel(driving, boarding),
        intervals=intervals_of(observed, service, shares, driving, boarding),
    )


def _demand(
    observed: Sequence[ObservedDay], service: Service, shares: Mapping[str, float], late_min: list[float]
) -> FittedDemand:
    counted = count_days(observed)
    counts = fit_counts(counted)
    levels = [level for level in SnowLevel if level is not SnowLevel.NORMAL]
    effects = np.exp(counts.effects).tolist()
    journeys = [journey for day in observed for journey in day.journeys]
    outs = [journey.out for journey in journeys]
    asked = [asking for day in observed for asking in day.asked]
    ends = [each.request.destination for each in outs]
    draw = draw_of(service)
    purposes = fit_purposes(ends, draw)
    halves = [each.half_hour for each in outs]
    by_half = purposes_by_half_hour(ends, halves, counted.half_hours, draw, purposes)
    ids = [place.place_id for place in service.places]
    origins, destinations = (each.share for each in ends_of(observed, service))
    return FittedDemand(
        half_hours=list(counted.half_hours),
        per_day=np.exp(counts.log_mean).tolist(),
        weekdays=effects[: len(WEEKDAYS)],
        holiday=effects[len(WEEKDAYS)],
        snow={level.value: effects[len(WEEKDAYS) + 1 + n] for n, level in enumerate(levels)},
        purposes=by_half.tolist(),
        origins={place: float(share) for place, share in zip(ids, origins, strict=True) if share > 0},
        destinations={p: float(share) for p, share in zip(ids, destinations, strict=True) if share > 0},
        stays_min=_steps(_stays_min(journeys), USUAL_STAY_MIN),
        notices_min=_steps(_notices_min(asked), USUAL_NOTICE_MIN),
        arrive_by=_arrive_by(outs, draw, purposes),
        seats=_seats(outs),
        late_min=late_min,
        **shares,
    )


def _travel(driving: DrivingModel | None, boarding: BoardingModel) -> FittedTravel:
    told = FittedTravel(
        board_more_s=dict(boarding.board_s),
        alight_more_s=dict(boarding.alight_s),
        dwell={level.value: factor for level, factor in boarding.dwell.items() if factor > 0},
        visit_spread_s=boarding.spread_s,
    )
    if driving is None:
        return told
    driven = {
        "factor": driving.factor,
        "roads": {source.name.lower(): factor for source, factor in driving.roads.items()},
        "hours": {str(hour): factor for hour, factor in driving.hours.items()},
        "snow": {level.value: factor for level, (factor, _, _) in driving.snow.items()},
        "spread": driving.spread,
    }
    return told.model_copy(update=driven)


def _shares(
    days: Sequence[ReadDay], observed: Sequence[ObservedDay]
) -> tuple[dict[str, CountedShare], list[float]]:
    """What share of riders does what, by the names of the model; and by how much those come late who do."""
    journeys = [journey for day in observed for journey in day.journeys]
    outs = [journey.out.request for journey in journeys]
    rides = [ride for day in days for ride in day.facts.rides.values()]
    late, late_min = fit_lateness(rides, STEPS)
    return {
        "return_share": share_of(journey.home is not None for journey in journeys),
        "ride_now_share": share_of(asking.ride_now for day in observed for asking in day.asked),
        "phone_share": share_of(out.channel is Channel.PHONE for out in outs),
        "wheelchair_share": share_of(out.party.wheelchairs > 0 for out in outs),
        "walker_share": share_of(out.party.walkers > 0 for out in outs),
        "cancel_share": share_of(ride.cancelled_s is not None for ride in rides),
        "no_show_share": share_of(ride.stays_away for ride in rides if ride.cancelled_s is None),
        "late_share": late,
    }, late_min


def _seats(outs: Sequence[Asking]) -> list[float]:
    parties = [each.request.party for each in outs]
    sizes = Counter(min(MOST_SEATS, party.seats + party.wheelchairs) for party in parties)
    return [sizes[size] / len(parties) for size in range(1, MOST_SEATS + 1)]


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
